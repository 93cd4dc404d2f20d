import { Dictionary } from '../dictionary';

/**
 * One numbering for the accounts of several facets, whose dictionaries number each their own. 0 is "(none)"; accounts
 * have numbers from 1 in the order in which they came.
 */
export class AccountNumbers {
  readonly #accounts = new Dictionary();

  /** Numbers so far, "(none)" included. */
  get size(): number {
    return this.#accounts.size;
  }

  /** The number of each value of a facet by its id. */
  of(dictionary: Dictionary): Uint32Array {
    const numbers = new Uint32Array(dictionary.size);
    for (let id = 1; id < numbers.length; id++) {
      numbers[id] = this.#accounts.intern(dictionary.text, dictionary.start(id), dictionary.end(id));
    }
    return numbers;
  }

  /** The number of the account that an ARN by its id is of; 0 where it names none. */
  ofArns(dictionary: Dictionary): Uint32Array {
    const numbers = new Uint32Array(dictionary.size);
    const { text } = dictionary;
    for (let id = 1; id < numbers.length; id++) {
      const end = dictionary.end(id);
      const from = afterColons(text, dictionary.start(id), end, COLONS_BEFORE_ACCOUNT);
      if (from === undefined) continue;
      const to = text.indexOf(COLON, from);
      if (to > from && to < end) numbers[id] = this.#accounts.intern(text, from, to);
    }
    return numbers;
  }

  /** The account; null for "(none)". */
  account(number: number): string | null {
    return this.#accounts.value(number);
  }

  /** Negative where the account of the first number comes first; "(none)" is last. */
  compare(a: number, b: number): number {
    if (a === b) return 0;
    return a === 0 || b === 0 ? b - a : this.#accounts.compare(a, b);
  }
}

const COLON = 0x3a;
/** `arn:partition:service:region:account:...` */
const COLONS_BEFORE_ACCOUNT = 4;

function afterColons(text: Uint8Array, start: number, end: number, colons: number): number | undefined {
  let at = start;
  for (let seen = 0; seen < colons; seen++) {
    const colon = text.indexOf(COLON, at);
    if (colon < 0 || colon >= end) return undefined;
    at = colon + 1;
  }
  return at;
}
