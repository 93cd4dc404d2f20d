import type { SourceList } from '../sources/sources-state.svelte';

/** Something small that a part of a view opens beside one of its own controls, once it is on the screen. */
export type Wish = 'zone' | 'questions' | 'add-filter' | 'filter-text' | 'go-to-time' | 'columns' | 'facets';

export type CaseDialog = 'keys' | 'add' | 'export' | 'export-groups' | 'commands';

/** The dialogs of a case that are opened from several places; one at a time. */
export class DialogsState {
  open = $state.raw<CaseDialog | undefined>();
  /** Which files the dialog of sources lists. */
  sources = $state.raw<SourceList | undefined>();
  #wish = $state.raw<Wish | undefined>();

  /** A dialog was closed; another one that was opened meanwhile stays. */
  closed(dialog: CaseDialog): void {
    if (this.open === dialog) this.open = undefined;
  }

  /** Asks the part that has it to open it; where that part is not there yet, it does once it is. */
  wish(wish: Wish): void {
    this.#wish = wish;
  }

  /** For an effect of the part that has it: whether it is to open it now. */
  takes(wish: Wish): boolean {
    if (this.#wish !== wish) return false;
    this.#wish = undefined;
    return true;
  }
}
