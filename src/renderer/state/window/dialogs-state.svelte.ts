import type { SourceList } from '../sources/sources-state.svelte';

/** The dialogs of a case that are opened from several places; one at a time. */
export class DialogsState {
  open = $state.raw<'keys' | 'add' | 'export' | 'export-groups' | undefined>();
  /** Which files the dialog of sources lists. */
  sources = $state.raw<SourceList | undefined>();
}
