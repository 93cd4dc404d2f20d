import type { ChoiceState, Mark } from '../../state/acquire/choice-state.svelte';
import { ACCOUNT, accountOf, areaOf, HEAD, placeAfter, REGION, span } from './grid-place';
import type { Area, Extent, Place } from './grid-place';

/** Where the keys of the table are, and what they and the pointer choose. */
export class GridCursor {
  focused = $state(false);
  #at = $state.raw<Place>({ row: 0, column: REGION });
  /** What was chosen or left out last: Shift extends it. */
  #last: { readonly place: Place; readonly wanted: boolean } | undefined;

  /** @param reveal brings a place into sight */
  constructor(
    private readonly choice: ChoiceState,
    private readonly reveal: (place: Place) => void,
  ) {}

  /** Within the table, whatever has become of it since. */
  get at(): Place {
    const { rows, columns } = this.#extent;
    return { row: Math.min(this.#at.row, rows.length - 1), column: Math.min(this.#at.column, columns - 1) };
  }

  isAt({ row, column }: Place): boolean {
    return this.focused && this.at.row === row && this.at.column === column;
  }

  /** Of the rows of an account, by any of them. */
  accountMark(row: number): Mark {
    const { rows, columns } = this.choice;
    const { top, bottom } = accountOf(row, rows);
    return this.choice.mark(rows.slice(top, bottom + 1), columns);
  }

  /** A click. */
  press(place: Place, extending: boolean): void {
    if (extending) this.#extend(place);
    else this.#toggle(place);
    this.#at = place;
  }

  /** @returns true for a key that did something */
  key({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (altKey) return false;
    const command = ctrlKey || metaKey;
    const next = placeAfter(key, this.at, this.#extent, command);
    if (next !== undefined) {
      if (shiftKey && !command) this.#extend(next);
      this.#at = next;
      this.reveal(next);
    } else if (key === ' ' || key === 'Enter') {
      if (shiftKey) this.#extend(this.at);
      else this.#toggle(this.at);
    } else if (command && key.toLowerCase() === 'a') {
      this.#set(areaOf({ row: HEAD, column: ACCOUNT }, this.#extent), true);
    } else return false;
    return true;
  }

  get #extent(): Extent {
    return { rows: this.choice.rows, columns: this.choice.columns.length };
  }

  #toggle(place: Place): void {
    const area = areaOf(place, this.#extent);
    const { rows, columns } = this.#of(area);
    const wanted = this.choice.mark(rows, columns) !== 'all';
    this.#last = { place, wanted };
    this.#set(area, wanted);
  }

  #extend(to: Place): void {
    this.#last ??= { place: this.at, wanted: true };
    this.#set(span(areaOf(this.#last.place, this.#extent), areaOf(to, this.#extent)), this.#last.wanted);
  }

  #set(area: Area, wanted: boolean): void {
    const { rows, columns } = this.#of(area);
    this.choice.set(rows, columns, wanted);
  }

  #of({ top, bottom, left, right }: Area): Pick<ChoiceState, 'rows' | 'columns'> {
    const { rows, columns } = this.choice;
    return { rows: rows.slice(top, bottom + 1), columns: columns.slice(left, right + 1) };
  }
}
