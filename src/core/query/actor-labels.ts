import { actorLabel } from '../event/actor-label';
import type { FacetName } from '../event/facet-catalogue';
import type { Dictionary } from './dictionary';
import type { EventSpace } from './event-space';
import type { IndexedColumn, IndexedSegment } from './indexed-segment';

/** Columns that the list of a facet's values is made from: of actors also those that label them. */
export function listedBy(name: FacetName): readonly FacetName[] {
  return name === 'actor' ? ['actor', 'principal', 'userName'] : [name];
}

const ARN = [0x61, 0x72, 0x6e, 0x3a] as const;

/**
 * What actors are known by: an ARN that any of its events has, also for events without one; else a
 * user name. Of several the first in order, so that the order of arrival changes nothing.
 */
export class ActorLabels {
  /** Ids of principals that are ARNs, and of user names, by id of the actor. */
  readonly #arns = new Map<number, number>();
  readonly #names = new Map<number, number>();
  readonly #read = new Set<IndexedSegment>();

  constructor(
    private readonly space: EventSpace,
    private readonly dictionary: (name: FacetName) => Dictionary,
  ) {}

  /** Takes the segments in that came since the last time. */
  update(): void {
    for (const segment of this.space.segments) {
      if (this.#read.has(segment)) continue;
      this.#read.add(segment);
      const actor = segment.column('actor', this.dictionary('actor'));
      this.#add(this.#arns, segment, actor, 'principal', arnsOf);
      this.#add(this.#names, segment, actor, 'userName', everyOf);
    }
  }

  /** The label of an actor by its id; undefined where nothing says more than the value itself. */
  of(id: number): string | undefined {
    const actor = this.dictionary('actor').value(id);
    if (actor === null) return undefined;
    const text = (ids: Map<number, number>, name: FacetName): string | null =>
      this.dictionary(name).value(ids.get(id) ?? 0);
    return actorLabel(actor, text(this.#arns, 'principal'), text(this.#names, 'userName'));
  }

  /** The labels of those of these actors that have one. */
  ofAll(actors: Iterable<string | null | undefined>): ReadonlyMap<string, string> {
    const labels = new Map<string, string>();
    for (const actor of actors) {
      if (actor === null || actor === undefined || labels.has(actor)) continue;
      const label = this.of(this.dictionary('actor').find(actor) ?? 0);
      if (label !== undefined) labels.set(actor, label);
    }
    return labels;
  }

  #add(
    into: Map<number, number>,
    segment: IndexedSegment,
    actor: IndexedColumn,
    name: FacetName,
    usableOf: (column: IndexedColumn) => Uint8Array,
  ): void {
    const dictionary = this.dictionary(name);
    const column = segment.column(name, dictionary);
    const usable = usableOf(column);
    const best = new Uint32Array(actor.ids.length);
    // A value is nearly always of one actor: it is compared once.
    const actorOf = new Uint32Array(usable.length);
    for (let row = 0; row < segment.rows; row++) {
      const code = column.codes[row] as number;
      const at = actor.codes[row] as number;
      if (at === 0 || usable[code] !== 1 || actorOf[code] === at) continue;
      actorOf[code] = at;
      const id = column.ids[code] as number;
      const before = best[at] as number;
      if (id !== before && (before === 0 || dictionary.compare(id, before) < 0)) best[at] = id;
    }
    for (let at = 1; at < best.length; at++) {
      const [key, id] = [actor.ids[at] as number, best[at] as number];
      const before = into.get(key) ?? 0;
      if (id !== 0 && (before === 0 || dictionary.compare(id, before) < 0)) into.set(key, id);
    }
  }
}

/** 1 for each code that is an ARN. */
function arnsOf({ textEnds, text }: IndexedColumn): Uint8Array {
  const usable = new Uint8Array(textEnds.length + 1);
  for (let code = 1; code <= textEnds.length; code++) {
    const start = code === 1 ? 0 : (textEnds[code - 2] as number);
    usable[code] = ARN.every((byte, i) => text[start + i] === byte) ? 1 : 0;
  }
  return usable;
}

/** 1 for each code but that of "(none)". */
function everyOf({ textEnds }: IndexedColumn): Uint8Array {
  return new Uint8Array(textEnds.length + 1).fill(1, 1);
}
