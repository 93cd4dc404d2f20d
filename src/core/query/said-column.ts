import { facet, type SaidFacet } from '../event/facet-catalogue';
import { encodeText } from '../segment/code-unit-text';
import { GrowableBytes, GrowableU32 } from '../segment/growable';
import type { Codes } from '../segment/columns';
import type { Dictionary } from './dictionary';
import type { EventSpace } from './event-space';
import type { IndexedSegment } from './indexed-segment';
import { noEnds } from './nothing-said';

/** What was said of a segment's rows: row and code in turn, in any order. */
class Sayings {
  readonly rows = new GrowableU32();
  readonly codes = new GrowableU32();
}

/** A facet of what was said while it is gathered: values and the events that have them, for all segments at once. */
export class SaidColumn {
  readonly #codes = new Map<string, number>();
  readonly #text = new GrowableBytes();
  readonly #ends = new GrowableU32();
  readonly #of = new Map<IndexedSegment, Sayings>();
  #last: IndexedSegment | undefined;
  #lastSayings: Sayings | undefined;

  constructor(
    private readonly name: SaidFacet,
    private readonly space: EventSpace,
  ) {}

  /** The code of a value, from 1. */
  value(text: string): number {
    let code = this.#codes.get(text);
    if (code !== undefined) return code;
    const bytes = encodeText(text);
    this.#text.reserve(bytes.length);
    this.#text.values.set(bytes, this.#text.length);
    this.#text.length += bytes.length;
    this.#ends.push(this.#text.length);
    code = this.#ends.length;
    this.#codes.set(text, code);
    return code;
  }

  add(event: number, code: number): void {
    let segment = this.#last;
    if (segment === undefined || event < segment.base || event >= segment.base + segment.rows) {
      segment = this.space.segmentOf(event);
      this.#last = segment;
      this.#lastSayings = this.#of.get(segment);
      if (this.#lastSayings === undefined) this.#of.set(segment, (this.#lastSayings = new Sayings()));
    }
    const sayings = this.#lastSayings as Sayings;
    sayings.rows.push(event - segment.base);
    sayings.codes.push(code);
  }

  /** Puts the column into every segment. */
  put(dictionary: Dictionary): void {
    const textEnds = this.#ends.view();
    const text = this.#text.view();
    const ids = dictionary.internAll(textEnds, text);
    const several = facet(this.name).multiple === true;
    for (const segment of this.space.segments) {
      const sayings = this.#of.get(segment);
      const rows = several ? manyOf(segment, sayings, ids.length) : oneOf(segment, sayings, ids.length);
      segment.say(this.name, { ...rows, textEnds, text, ids });
    }
  }
}

function codesFor(length: number, values: number): Codes {
  if (values <= 0x100) return new Uint8Array(length);
  return values <= 0x1_0000 ? new Uint16Array(length) : new Uint32Array(length);
}

function oneOf({ rows }: IndexedSegment, sayings: Sayings | undefined, values: number): { codes: Codes } {
  const codes = codesFor(rows, values);
  if (sayings === undefined) return { codes };
  for (let i = 0; i < sayings.rows.length; i++) {
    codes[sayings.rows.values[i] as number] = sayings.codes.values[i] as number;
  }
  return { codes };
}

/** Each distinct code of a row once, in the order in which they came. */
function manyOf(
  { rows }: IndexedSegment,
  sayings: Sayings | undefined,
  values: number,
): { codes: Codes; ends: Uint32Array } {
  if (sayings === undefined) return { codes: codesFor(0, values), ends: noEnds(rows) };
  const { length } = sayings.rows;
  const starts = new Uint32Array(rows + 1);
  for (let i = 0; i < length; i++) {
    const after = (sayings.rows.values[i] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] as number) + (starts[row] as number);
  const sorted = new Uint32Array(length);
  const next = starts.slice(0, rows);
  for (let i = 0; i < length; i++) {
    const row = sayings.rows.values[i] as number;
    sorted[next[row] as number] = sayings.codes.values[i] as number;
    next[row] = (next[row] as number) + 1;
  }
  const codes = codesFor(length, values);
  const ends = new Uint32Array(rows);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const from = at;
    for (let i = starts[row] as number; i < (starts[row + 1] as number); i++) {
      const code = sorted[i] as number;
      if (!holds(codes, from, at, code)) codes[at++] = code;
    }
    ends[row] = at;
  }
  return { codes: codes.subarray(0, at), ends };
}

function holds(codes: Codes, from: number, to: number, code: number): boolean {
  for (let i = from; i < to; i++) if (codes[i] === code) return true;
  return false;
}
