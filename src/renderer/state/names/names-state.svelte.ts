import type { FacetName } from '../../../core/event/facet-catalogue';
import type { ValueName } from '../../../core/query/filter';
import { isNamed, type NamedFacet } from '../../../core/query/value-names';
import type { Store } from '../../store/protocol';
import { Latest } from '../api/latest';

/** What people know single values by, as filters and the detail show them. Asked for when first shown. */
export class NamesState {
  /** By facet and value; null where the case has no name. */
  #known = $state.raw<ReadonlyMap<string, ValueName | null>>(new Map());
  readonly #wanted = new Map<NamedFacet, Set<string>>();
  readonly #asking: Latest;
  /** Whether there is an index to ask. */
  ready = false;

  constructor(
    private readonly store: Pick<Store, 'names'>,
    failed: (error: unknown) => void,
  ) {
    this.#asking = new Latest(() => this.#ask(), failed);
  }

  /** The name of a value, once it is known; undefined where there is none. */
  of(facet: FacetName, value: string): ValueName | undefined {
    if (!isNamed(facet) || value === '') return undefined;
    const known = this.#known.get(keyOf(facet, value));
    if (known === undefined) this.#want(facet, value);
    return known ?? undefined;
  }

  /** The data changed: what is shown is asked for again, and stands until then. */
  refresh(): void {
    this.ready = true;
    for (const key of this.#known.keys()) {
      const at = key.indexOf(' ');
      this.#add(key.slice(0, at) as NamedFacet, key.slice(at + 1));
    }
    if (this.#wanted.size > 0) this.#asking.request();
  }

  stop(): void {
    this.#asking.stop();
  }

  #want(facet: NamedFacet, value: string): void {
    if (this.#wanted.get(facet)?.has(value) === true) return;
    this.#add(facet, value);
    // After all that is drawn now has said what it shows.
    if (this.ready) queueMicrotask(() => this.#asking.request());
  }

  #add(facet: NamedFacet, value: string): void {
    const values = this.#wanted.get(facet);
    if (values === undefined) this.#wanted.set(facet, new Set([value]));
    else values.add(value);
  }

  async #ask(): Promise<void> {
    const asked = [...this.#wanted];
    this.#wanted.clear();
    if (asked.length === 0) return;
    const known = new Map(this.#known);
    for (const [facet, values] of asked) {
      const names = await this.store.names(facet, [...values]);
      for (const value of values) known.set(keyOf(facet, value), names.get(value) ?? null);
    }
    this.#known = known;
  }
}

function keyOf(facet: NamedFacet, value: string): string {
  return `${facet} ${value}`;
}
