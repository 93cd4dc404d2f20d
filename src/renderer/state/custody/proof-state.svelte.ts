import type { CaseStatus } from '../../../contract/schemas';
import { TRAIL_EVENTS } from '../../../core/integrity/trail-events';
import type { View } from '../../../core/query/filter';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';
import { CoverageState } from '../coverage/coverage-state.svelte';
import { CustodyState } from './custody-state.svelte';
import { IntegrityApi } from '../integrity/integrity-api';
import { IntegrityState } from '../integrity/integrity-state.svelte';

const MOST_TRAIL_EVENTS = 10_000;

export type TrailEventPlaces = readonly (readonly [source: number, offset: number, length: number])[];

export interface ProofFacts {
  /** The index can be asked. */
  readonly indexed: () => boolean;
  /** Main reads evidence. */
  readonly importing: () => boolean;
  /** Told that what is looked at has changed. */
  readonly viewChanged: () => void;
}

/** Integrity, coverage and custody of a case: which bytes are proved, which hours were looked at, who did what. */
export class ProofState {
  readonly api: IntegrityApi;
  readonly integrity: IntegrityState;
  readonly coverage: CoverageState;
  readonly custody: CustodyState;

  constructor(
    caseId: string,
    api: Api,
    private readonly store: Pick<Store, 'numbers' | 'places'>,
    private readonly facts: ProofFacts,
  ) {
    this.api = new IntegrityApi(caseId, api);
    this.integrity = new IntegrityState(this.api, () => this.coverage.refresh());
    this.coverage = new CoverageState(this.api, () => this.#trailEvents(), facts.viewChanged);
    this.custody = new CustodyState(this.api, () => this.integrity.check());
  }

  /** Main told of the case or of its import. */
  follow(status: CaseStatus | undefined): void {
    this.integrity.follow(status, this.facts.importing());
  }

  /** The index has taken in what there was. */
  indexed(): void {
    if (this.coverage.overview !== undefined) this.coverage.refresh();
  }

  stop(): void {
    this.integrity.stop();
    this.coverage.stop();
    this.custody.cancel();
  }

  /** Where the records are that change what is logged, as far as they are indexed. */
  async #trailEvents(): Promise<TrailEventPlaces> {
    if (!this.facts.indexed()) return [];
    const view: View = {
      clauses: [{ id: 'trail-events', filter: { op: 'in', facet: 'eventName', values: TRAIL_EVENTS } }],
    };
    const sort = [{ column: 'time', descending: false }] as const;
    const numbers = await this.store.numbers({ view, sort, start: 0, end: MOST_TRAIL_EVENTS });
    if (numbers.length === 0) return [];
    const { source, offset, length } = await this.store.places(numbers);
    return Array.from(source, (no, at) => [no, offset[at] ?? 0, length[at] ?? 0] as const);
  }
}
