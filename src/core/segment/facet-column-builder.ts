import type { FacetDefinition } from '../event/facet-catalogue';
import type { FacetValue } from '../event/facet-values';
import { maxTextBytes, writeText } from './code-unit-text';
import { GrowableBytes, GrowableU32 } from './growable';
import type { GroupWriter } from './group-writer';

/**
 * One facet's column while a segment grows: a code per event, 0 for "(none)", else the position of
 * the value in the dictionary plus one. Facets with several values hold the end of each event's run
 * of codes, each distinct value once, in the order of the record.
 */
export class FacetColumnBuilder {
  readonly #codeOf = new Map<string, number>();
  readonly #codes = new GrowableU32();
  /** End of each row's codes; only for facets with several values. */
  readonly #ends = new GrowableU32();
  /** End of each dictionary value in `#text`. */
  readonly #textEnds = new GrowableU32();
  readonly #text = new GrowableBytes();
  #lastValue: string | undefined;
  #lastCode = 0;

  constructor(readonly definition: FacetDefinition) {}

  /** Adds one event's value; an array only where the facet has several values. */
  add(value: FacetValue): void {
    if (this.definition.multiple === true) {
      if (typeof value === 'string') this.#codes.push(this.#code(value));
      else if (value !== undefined) this.#addDistinct(value);
      this.#ends.push(this.#codes.length);
    } else if (value === undefined) {
      this.#codes.push(0);
    } else if (typeof value === 'string') {
      this.#codes.push(this.#code(value));
    } else {
      throw new TypeError(`The facet ${this.definition.name} holds one value an event, not several.`);
    }
  }

  write(group: GroupWriter): void {
    const { name } = this.definition;
    const values = this.#textEnds.length;
    if (this.definition.multiple === true) group.add(`${name}.ends`, this.#ends.view());
    // A column of "(none)" alone is told by the absence of its arrays.
    if (values === 0) return;
    group.add(`${name}.codes`, narrow(this.#codes.view(), values));
    group.add(`${name}.textEnds`, this.#textEnds.view());
    group.add(`${name}.text`, this.#text.view());
  }

  clear(): void {
    this.#codeOf.clear();
    this.#codes.clear();
    this.#ends.clear();
    this.#textEnds.clear();
    this.#text.clear();
    this.#lastValue = undefined;
    this.#lastCode = 0;
  }

  #addDistinct(values: readonly string[]): void {
    const first = this.#codes.length;
    for (const value of values) {
      const code = this.#code(value);
      let seen = false;
      for (let i = first; i < this.#codes.length && !seen; i++) seen = this.#codes.values[i] === code;
      if (!seen) this.#codes.push(code);
    }
  }

  #code(value: string): number {
    // Neighbouring events mostly share their values; this spares hashing the string.
    if (value === this.#lastValue) return this.#lastCode;
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      const text = this.#text;
      text.reserve(maxTextBytes(value));
      text.length = writeText(value, text.values, text.length);
      this.#textEnds.push(text.length);
      code = this.#textEnds.length;
      this.#codeOf.set(value, code);
    }
    this.#lastValue = value;
    this.#lastCode = code;
    return code;
  }
}

/** The narrowest array that holds codes 0 to `largest`. */
function narrow(codes: Uint32Array, largest: number): Uint8Array | Uint16Array | Uint32Array {
  if (largest < 0x100) return Uint8Array.from(codes);
  return largest < 0x1_0000 ? Uint16Array.from(codes) : codes;
}
