import type { FacetName } from '../event/facet-catalogue';
import { matchesNetwork, parseNetwork } from './cidr';
import type { Dictionary } from './dictionary';
import type { Filter } from './filter';
import { LikePattern } from './like-pattern';

/** The parts of a filter that ask one facet for its value. */
export type ValueFilter = Extract<Filter, { facet: FacetName }>;

/** What a value says to a filter. UNKNOWN: neither to it nor to its negation. */
export const NO = 0;
export const YES = 1;
export const UNKNOWN = 2;

/**
 * Answers a filter once per distinct value of its facet, not once per event, and goes on with the
 * values that are new when the dictionary has grown.
 */
export class ValueMatcher {
  readonly #judge: (id: number) => number;
  #answers = new Uint8Array(0);
  #known = 0;

  /** @throws FilterError where the filter cannot be evaluated */
  constructor(
    filter: ValueFilter,
    private readonly dictionary: Dictionary,
  ) {
    this.#judge = judge(filter, dictionary);
  }

  /** NO, YES or UNKNOWN by id, for all ids of the dictionary. */
  answers(): Uint8Array {
    const { size } = this.dictionary;
    if (this.#answers.length < size) {
      const grown = new Uint8Array(Math.max(size, this.#answers.length * 2));
      grown.set(this.#answers);
      this.#answers = grown;
    }
    for (; this.#known < size; this.#known++) this.#answers[this.#known] = this.#judge(this.#known);
    return this.#answers;
  }
}

function judge(filter: ValueFilter, dictionary: Dictionary): (id: number) => number {
  switch (filter.op) {
    case 'present':
      return (id) => (id === 0 ? NO : YES);
    case 'in':
      return oneOf(filter.values, dictionary);
    case 'like': {
      const pattern = new LikePattern(filter.pieces);
      return (id) =>
        id !== 0 && pattern.matches(dictionary.text, dictionary.start(id), dictionary.end(id)) ? YES : NO;
    }
    case 'holds': {
      const wanted = filter.text.toLowerCase();
      return (id) => (dictionary.value(id)?.toLowerCase().includes(wanted) === true ? YES : NO);
    }
    case 'cidr': {
      const network = parseNetwork(filter.network);
      return (id) => {
        const value = dictionary.value(id);
        const inside = value === null ? undefined : matchesNetwork(network, value);
        if (inside === undefined) return UNKNOWN;
        return inside ? YES : NO;
      };
    }
  }
}

function oneOf(values: readonly (string | null)[], dictionary: Dictionary): (id: number) => number {
  const none = values.includes(null);
  const texts = new Set(values.filter((value) => value !== null));
  const ids = new Set<number>();
  let size = 0;
  return (id) => {
    if (id === 0) return none ? YES : NO;
    // Values may have come since the last question.
    if (size !== dictionary.size) {
      size = dictionary.size;
      for (const text of texts) {
        const found = dictionary.find(text);
        if (found === undefined) continue;
        ids.add(found);
        texts.delete(text);
      }
    }
    return ids.has(id) ? YES : NO;
  };
}
