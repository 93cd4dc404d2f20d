import { hasBit, setBit } from './bitset';
import type { Filter, View } from './filter';
import { boundTree, evidenceIn, evidenceTerm, type EvidenceTerm } from './language/lower';
import { activeClauses } from './view-key';

/** Conditions whose rows are remembered. */
const REMEMBERED_TERMS = 64;

interface Known {
  readonly term: EvidenceTerm;
  /** Events whose records were tested, and of those the ones that met the condition; by event number. */
  searched: Uint32Array;
  found: Uint32Array;
  /** Events whose records could not be read: open, and not to be read again. */
  unread: Uint32Array;
  /** Rises with each change of the two. */
  version: number;
}

/**
 * What reading records has shown so far: for each condition that columns cannot answer, the events
 * that were tested and those that met it. Events are numbers of one engine; another needs another.
 */
export class EvidenceKnowledge {
  readonly #known = new Map<string, Known>();

  /** The view for the events that may pass, and the one for those that are known to. */
  bounds(view: View): { readonly possible: View; readonly certain: View } {
    const ids = new Set<string>();
    for (const { filter } of view.clauses) evidenceIn(filter, ids);
    // The terms of one question stay, however many they are.
    for (const id of ids) this.#touch(id);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= Math.max(REMEMBERED_TERMS, ids.size)) break;
      this.#known.delete(oldest);
    }
    const bounded = view.clauses.map((clause) => ({
      clause,
      ...boundTree(clause.filter, (id, most) => this.#rows(id, most)),
    }));
    return {
      possible: { ...view, clauses: bounded.map(({ clause, possible }) => ({ ...clause, filter: possible })) },
      certain: { ...view, clauses: bounded.map(({ clause, certain }) => ({ ...clause, filter: certain })) },
    };
  }

  /**
   * Takes in what a search has found.
   * @param events those whose records were read
   * @param found by position in `events`, one bit each
   * @param unread the same, for those that could not be read after all
   */
  learn(id: string, events: Uint32Array, found: Uint32Array, unread: Uint32Array): void {
    const known = this.#touch(id);
    let last = 0;
    for (const event of events) if (event > last) last = event;
    const words = Math.max(known.searched.length, (last >>> 5) + 1);
    // New sets: those that were given out are remembered by their key and must stay what they are.
    known.searched = grown(known.searched, words);
    known.found = grown(known.found, words);
    known.unread = grown(known.unread, words);
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as number;
      if (hasBit(unread, i)) {
        setBit(known.unread, event);
        continue;
      }
      setBit(known.searched, event);
      if (hasBit(found, i)) setBit(known.found, event);
    }
    known.version++;
  }

  /** Those of the events that were not found unreadable before for all of these conditions. */
  readable(ids: readonly string[], events: Uint32Array): Uint32Array {
    const unread = ids.map((id) => this.#touch(id).unread);
    if (unread.some((set) => set.length === 0)) return events;
    return events.filter((event) => !unread.every((set) => hasBit(set, event)));
  }

  #touch(id: string): Known {
    const empty = new Uint32Array(0);
    const known = this.#known.get(id) ?? {
      term: evidenceTerm(id),
      searched: empty,
      found: empty,
      unread: empty,
      version: 0,
    };
    this.#known.delete(id);
    this.#known.set(id, known);
    return known;
  }

  #rows(id: string, most: boolean): Filter {
    const { term, searched, found, version } = this.#touch(id);
    const key = (what: string): string => `${what} ${String(version)} ${id}`;
    const yes: Filter = { op: 'rows', key: key('found'), rows: found };
    if (!most) return yes;
    const open: Filter = { op: 'not', of: { op: 'rows', key: key('searched'), rows: searched } };
    const maybe: Filter = term.within === undefined ? open : { op: 'and', of: [term.within, open] };
    return version === 0 ? (term.within ?? { op: 'all' }) : { op: 'or', of: [yes, maybe] };
  }
}

function grown(set: Uint32Array, words: number): Uint32Array {
  const larger = new Uint32Array(words);
  larger.set(set);
  return larger;
}

/** The conditions of a view that only records answer; with `except` those that count for that facet's own list. */
export function evidenceOf(view: View, except?: Parameters<typeof activeClauses>[1]): readonly string[] {
  const ids = new Set<string>();
  for (const { clause } of activeClauses(view, except)) evidenceIn(clause.filter, ids);
  return [...ids];
}
