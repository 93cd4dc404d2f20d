import { largest } from '../../lists';

/** What the scanner does with the value of a known name. */
export enum Take {
  /** Nothing: it is walked over. */
  Skip,
  /** Keeps the range of a string or a literal; anything else is handed over. */
  Text,
  /** Keeps the range of the value, whatever it is. */
  Range,
  /** Notes whether there is something: the range of a string or a literal, or that it is anything else. */
  Presence,
  /** Goes into it where it is an object. */
  Object,
  /** Goes through the objects of an array. */
  Resources,
  /** Looks for the identity among the known ones. */
  Identity,
}

/** A name that may stand in an object. */
export interface KeyPlan {
  readonly name: string;
  readonly take: Take;
  /** Where the value's range is kept; not for `Skip`. */
  readonly slot?: number;
  /** For `Object`: the names within. */
  readonly within?: KeyScope;
}

export const UNKNOWN = -1;

/**
 * The names that the scanner knows in one kind of object. Records of a trail name their fields in
 * the same order nearly always, so that the name expected next is compared first: a few words, and
 * the string need not be walked.
 */
export class KeyScope {
  readonly keys: readonly KeyPlan[];
  readonly takes: Uint8Array;
  readonly slots: Int8Array;
  /** Bytes of each name without quotes. */
  readonly lengths: Uint8Array;
  /** Position of the name that followed a name last time; the last entry is for the start of the object. */
  readonly following: Uint8Array;
  /** Each name and its closing quote as words; the last one overlaps the one before. */
  private readonly words: readonly Int32Array[];
  private readonly ofLength: readonly (readonly number[])[];

  /** @param kind `answer`: other names and values than the known ones may state a failure */
  constructor(
    keys: readonly KeyPlan[],
    readonly kind: 'plain' | 'answer' = 'plain',
  ) {
    this.keys = keys;
    this.takes = Uint8Array.from(keys, ({ take }) => take);
    this.slots = Int8Array.from(keys, ({ slot }) => slot ?? -1);
    this.lengths = Uint8Array.from(keys, ({ name }) => name.length);
    this.following = Uint8Array.from({ length: keys.length + 1 }, (_, i) => (i < keys.length - 1 ? i + 1 : 0));
    this.words = keys.map(({ name }) => wordsOfName(name));
    const longest = largest(this.lengths);
    this.ofLength = Array.from({ length: longest + 1 }, (_, length) =>
      keys.flatMap(({ name }, i) => (name.length === length ? [i] : [])),
    );
  }

  /** Whether the bytes from `at` on, up to `limit`, are this name and its closing quote. */
  matches(key: number, view: DataView, at: number, limit: number): boolean {
    const last = at + (this.lengths[key] as number) - 3;
    if (last + 4 > limit) return false;
    const words = this.words[key] as Int32Array;
    const count = words.length - 1;
    for (let i = 0; i < count; i++) if (view.getInt32(at + i * 4, true) !== words[i]) return false;
    return view.getInt32(last, true) === words[count];
  }

  /** The name of `length` bytes at `at`, or UNKNOWN. */
  find(view: DataView, at: number, length: number, limit: number): number {
    const candidates = this.ofLength[length];
    if (candidates === undefined) return UNKNOWN;
    for (const key of candidates) if (this.matches(key, view, at, limit)) return key;
    return UNKNOWN;
  }
}

/** @throws RangeError for names that are too short to be compared as words, or no ASCII */
function wordsOfName(name: string): Int32Array {
  if (!/^[!#-[\]-~]{3,}$/.test(name)) throw new RangeError(`The scanner cannot look for the name ${name}.`);
  const bytes = Uint8Array.from(`${name}"`, (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const whole = Math.ceil(bytes.length / 4);
  return Int32Array.from({ length: whole }, (_, i) => view.getInt32(i < whole - 1 ? i * 4 : bytes.length - 4, true));
}
