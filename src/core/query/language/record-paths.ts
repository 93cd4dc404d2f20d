import { isObject, type Json, type JsonObject } from '../../event/json';
import { printField } from './print';

/** A JSON path that records have. */
export interface RecordPath {
  /** As the filter's text writes it. */
  readonly text: string;
  /** Records that have a value there. */
  readonly records: number;
  /** Some of its values with the records that have them; long ones are left out. */
  readonly values: ReadonlyMap<string, number>;
}

/** Levels of a record that are walked. */
const MOST_LEVELS = 12;
/** Paths that are kept: records whose names are data have a great many. */
const MOST_PATHS = 5_000;
const MOST_VALUES = 50;
/** UTF-16 code units of a value, and of a path. */
const LONGEST = 200;

interface Found {
  records: number;
  /** The record that was counted last. */
  last: number;
  readonly values: Map<string, number>;
}

/** Collects the JSON paths of records, those to values that are no objects. Arrays are looked into, as filters do. */
export class RecordPaths {
  readonly #found = new Map<string, Found>();
  #records = 0;

  /** Records taken in. */
  get records(): number {
    return this.#records;
  }

  add(record: JsonObject): void {
    this.#records++;
    this.#walk(record, []);
  }

  /** Those in most records first, then by name. */
  list(): readonly RecordPath[] {
    return [...this.#found]
      .map(([text, { records, values }]) => ({ text, records, values }))
      .sort((a, b) => b.records - a.records || (a.text < b.text ? -1 : 1));
  }

  #walk(value: Json, path: readonly string[]): void {
    if (Array.isArray(value)) {
      for (const element of value as readonly Json[]) this.#walk(element, path);
    } else if (isObject(value)) {
      if (path.length >= MOST_LEVELS) return;
      for (const [name, inner] of Object.entries(value))
        if (inner !== undefined && name !== '') this.#walk(inner, [...path, name]);
    } else if (value !== null && path.length > 0)
      this.#count(path, typeof value === 'string' ? value : JSON.stringify(value));
  }

  #count(path: readonly string[], value: string): void {
    const text = printField({ kind: 'path', path });
    if (text.length > LONGEST) return;
    let found = this.#found.get(text);
    if (found === undefined) {
      if (this.#found.size >= MOST_PATHS) return;
      found = { records: 0, last: 0, values: new Map() };
      this.#found.set(text, found);
    }
    if (found.last !== this.#records) found.records++;
    found.last = this.#records;
    const known = found.values.get(value);
    if (known !== undefined) found.values.set(value, known + 1);
    else if (found.values.size < MOST_VALUES && value.length <= LONGEST && value !== '') found.values.set(value, 1);
  }
}
