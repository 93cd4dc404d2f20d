/** How the detail is folded and laid out while the case is open. */
export class Preferences {
  fieldsOpen = $state(true);
  allFields = $state(false);
  /** undefined: folded only where the window is low. */
  rawOpen = $state<boolean | undefined>();
  rawView = $state<'pretty' | 'exact'>('pretty');
  wrap = $state(true);
  evidenceOpen = $state(true);
  copiesOpen = $state(true);
  notesOpen = $state(true);
  /** The form in which the filter bar shows the filter. */
  filterMode = $state<'pills' | 'text'>('pills');
}
