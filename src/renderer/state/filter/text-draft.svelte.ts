/**
 * What stands in the field for the filter's text, written to its end or not. It outlives the field, and what is put
 * away unapplied can be brought back.
 */
export class TextDraft {
  text = $state('');
  /** Written, put away without being applied, and not brought back; empty for nothing. */
  dropped = $state('');
  /** It was put away by hand, as the last thing that was done here. */
  droppedLast = $state(false);
  /** The filter's text that this one was begun from. */
  #base = '';

  /** @param filterText the filter's own text */
  constructor(private readonly filterText: () => string) {}

  get applied(): boolean {
    return this.text === this.filterText();
  }

  /** The filter may have been changed elsewhere: then its text stands here. */
  follow(): void {
    const filterText = this.filterText();
    if (filterText === this.#base) return;
    if (this.text !== this.#base && this.text !== filterText) this.#keep();
    this.#show(filterText);
    this.droppedLast = false;
  }

  /** The text was taken for the filter. */
  taken(): void {
    this.dropped = '';
    this.droppedLast = false;
    this.#show(this.filterText());
  }

  /** Puts away what was written. */
  drop(): void {
    this.#keep();
    this.droppedLast = this.dropped !== '';
    this.#show(this.filterText());
  }

  bringBack(): void {
    this.text = this.dropped;
    this.dropped = '';
    this.droppedLast = false;
  }

  #keep(): void {
    if (this.text.trim() !== '') this.dropped = this.text;
  }

  #show(filterText: string): void {
    this.text = filterText;
    this.#base = filterText;
  }
}
