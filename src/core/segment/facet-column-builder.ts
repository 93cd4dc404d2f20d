import type { IndexedDefinition } from '../event/facet-catalogue';
import type { FacetValue } from '../event/facet-values';
import { ByteDictionary } from './byte-dictionary';
import { GrowableU32 } from './growable';
import type { GroupWriter } from './group-writer';

/**
 * One facet's column while a segment grows: a code per event, 0 for "(none)", else the position of
 * the value in the dictionary plus one. Facets with several values hold the end of each event's run
 * of codes, each distinct value once, in the order of the record.
 */
export class FacetColumnBuilder {
  /** The column's values; a code from it may be given to `push` and `pushDistinct`. */
  readonly dictionary = new ByteDictionary();
  readonly #codes = new GrowableU32();
  /** End of each row's codes; only for facets with several values. */
  readonly #ends = new GrowableU32();

  constructor(readonly definition: IndexedDefinition) {}

  /** Adds one event's value; an array only where the facet has several values. */
  add(value: FacetValue): void {
    if (this.definition.multiple === true) {
      if (typeof value === 'string') this.pushDistinct(this.dictionary.codeOfText(value));
      else if (value !== undefined) for (const one of value) this.pushDistinct(this.dictionary.codeOfText(one));
      this.endRow();
    } else if (value === undefined) {
      this.push(0);
    } else if (typeof value === 'string') {
      this.push(this.dictionary.codeOfText(value));
    } else {
      throw new TypeError(`The facet ${this.definition.name} holds one value an event, not several.`);
    }
  }

  /** Adds one event's code, 0 for "(none)"; for facets with one value an event. */
  push(code: number): void {
    this.#codes.push(code);
  }

  /** Adds a code to the event at hand, unless it has it; for facets with several values. `endRow` ends the event. */
  pushDistinct(code: number): void {
    const codes = this.#codes;
    const first = this.#ends.length === 0 ? 0 : (this.#ends.values[this.#ends.length - 1] as number);
    for (let i = first; i < codes.length; i++) if (codes.values[i] === code) return;
    codes.push(code);
  }

  endRow(): void {
    this.#ends.push(this.#codes.length);
  }

  /** The code of an event; for facets with one value an event. */
  codeAt(row: number): number {
    return this.#codes.values[row] ?? 0;
  }

  /** The value of an event, empty for "(none)"; for facets with one value an event. */
  textAt(row: number): string {
    const code = this.codeAt(row);
    return code === 0 ? '' : this.dictionary.textOf(code);
  }

  write(group: GroupWriter): void {
    const { name } = this.definition;
    const values = this.dictionary.size;
    if (this.definition.multiple === true) group.add(`${name}.ends`, this.#ends.view());
    // A column of "(none)" alone is told by the absence of its arrays.
    if (values === 0) return;
    group.add(`${name}.codes`, narrow(this.#codes.view(), values));
    group.add(`${name}.textEnds`, this.dictionary.ends);
    group.add(`${name}.text`, this.dictionary.text);
  }

  clear(): void {
    this.dictionary.clear();
    this.#codes.clear();
    this.#ends.clear();
  }
}

/** The narrowest array that holds numbers from 0 to `largest`. */
export function narrow(codes: Uint32Array, largest: number): Uint8Array | Uint16Array | Uint32Array {
  if (largest < 0x100) return new Uint8Array(codes);
  return largest < 0x1_0000 ? new Uint16Array(codes) : codes;
}
