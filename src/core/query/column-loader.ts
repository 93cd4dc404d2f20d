import { facet as facetDefinition, facetPosition, isSaidFacet, type FacetName } from '../event/facet-catalogue';
import type { GroupName } from '../segment/layout';
import type { SegmentStore } from '../segment/store';
import { Dictionary } from './dictionary';
import type { EventSpace } from './event-space';
import type { Needs } from './filter-needs';
import type { IndexedSegment } from './indexed-segment';

/** Segments whose groups are read at the same time. */
const PARALLEL_READS = 8;
/** Segments whose cold groups stay after their rows were shown. */
const COLD_VISITED = 3;

/** Loads the columns that questions read, and holds the case's dictionaries. */
export class ColumnLoader {
  readonly #dictionaries = new Map<FacetName, Dictionary>();
  /** Segments whose cold groups were loaded for rows, the one looked at last at the end. */
  readonly #visited = new Set<IndexedSegment>();
  /** A question wanted the cold groups of all segments: they stay. */
  #coldAsked = false;

  constructor(
    private readonly store: SegmentStore,
    private readonly space: EventSpace,
  ) {}

  /** The case's dictionary of a facet. @throws RangeError where there is no such facet */
  dictionary(name: FacetName): Dictionary {
    let dictionary = this.#dictionaries.get(name);
    if (dictionary === undefined) {
      if (facetPosition(name) === undefined) throw new RangeError(`There is no facet ${name}.`);
      dictionary = new Dictionary();
      this.#dictionaries.set(name, dictionary);
    }
    return dictionary;
  }

  /**
   * Answers once these facets and groups of all segments are loaded. The answer is made in the same
   * turn in which nothing was found lacking: a segment that is added meanwhile is loaded first.
   */
  async whenLoaded<T>({ facets, groups }: Needs, answer: () => T): Promise<T> {
    const wanted = wantedGroups({ facets, groups });
    if (wanted.has('cold')) this.#coldAsked = true;
    const { segments } = this.space;
    for (let lacking = lackingOf(segments, wanted); lacking.length > 0; lacking = lackingOf(segments, wanted)) {
      await this.#load(lacking);
    }
    for (const segment of segments) {
      for (const name of facets) if (!isSaidFacet(name)) segment.column(name, this.dictionary(name));
    }
    return answer();
  }

  /** The same for a window of rows, which lies in these segments: what is needed is loaded of them alone. */
  async whenLoadedOf<T>(segments: ReadonlySet<IndexedSegment>, needs: Needs, answer: () => T): Promise<T> {
    const wanted = wantedGroups(needs);
    const all = [...segments];
    for (let lacking = lackingOf(all, wanted); lacking.length > 0; lacking = lackingOf(all, wanted)) {
      await this.#load(lacking);
    }
    const answered = answer();
    this.#forgetCold(segments);
    return answered;
  }

  async #load(lacking: readonly Lacking[]): Promise<void> {
    await inParallel(lacking, async ({ segment, group }) => {
      segment.load(group, await this.store.read(segment.id, group));
    });
  }

  /**
   * Cold groups that were loaded for a window of rows alone are let go again when others have been
   * looked at since: while a case fills, its newest rows lie in another segment each time.
   */
  #forgetCold(shown: ReadonlySet<IndexedSegment>): void {
    if (this.#coldAsked) return;
    for (const segment of shown) {
      this.#visited.delete(segment);
      this.#visited.add(segment);
    }
    for (const segment of this.#visited) {
      if (this.#visited.size <= COLD_VISITED || shown.has(segment)) break;
      this.#visited.delete(segment);
      segment.unloadCold();
    }
  }
}

interface Lacking {
  readonly segment: IndexedSegment;
  readonly group: GroupName;
}

function lackingOf(segments: readonly IndexedSegment[], groups: ReadonlySet<GroupName>): Lacking[] {
  return segments.flatMap((segment) =>
    [...groups].filter((group) => !segment.has(group)).map((group) => ({ segment, group })),
  );
}

function wantedGroups({ facets, groups }: Needs): ReadonlySet<GroupName> {
  const cold = [...facets].some((name) => facetDefinition(name).temperature === 'cold');
  return new Set(cold ? [...groups, 'cold'] : groups);
}

/** Does the work for each item, a few at a time. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of queue) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_READS, items.length) }, worker));
  return results;
}
