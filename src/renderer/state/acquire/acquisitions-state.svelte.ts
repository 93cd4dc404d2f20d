import { appendAll } from '../../../core/lists';
import type {
  AcquisitionProgress,
  AcquisitionsReply,
  ControlAcquisition,
  FailuresReply,
} from '../../../contract/acquire';
import type { AcquireApi } from './acquire-api';
import { ApiError } from '../api/api';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { PagedList } from '../api/paged-list.svelte';

export type EarlierAcquisition = AcquisitionsReply['earlier'][number];
export type FailedObject = FailuresReply['failures'][number];

/** The most that main gives at a time. */
const PAGE_MOST = 500;
const UNDER_WAY: readonly AcquisitionProgress['state'][] = ['listing', 'downloading', 'paused'];

/** True while it goes on, or may by itself. */
export function isUnderWay({ state }: AcquisitionProgress): boolean {
  return UNDER_WAY.includes(state);
}

/** Acquisitions from AWS into one case: main runs them, and tells how far they are. */
export class AcquisitionsState {
  /** Of this session and the unfinished ones, newest first. */
  list = $state.raw<readonly AcquisitionProgress[]>([]);
  /** Those of former sessions, which can be brought up to date. */
  earlier = $state.raw<readonly EarlierAcquisition[]>([]);
  /** The list could not be read, or something asked of an acquisition was refused. */
  problem = $state.raw<Problem | undefined>();
  /** Numbers of those that a verb is under way for. */
  busy = $state.raw<ReadonlySet<number>>(new Set());
  read = $state(false);
  /** Those that are over, or were begun before this window, and are not in the list. */
  readonly earlierFromAws = $derived(
    this.earlier.filter(({ no, what }) => what !== 'local' && !this.list.some((one) => one.no === no)),
  );
  /** Nothing was ever acquired from AWS, as far as was read. */
  readonly none = $derived(this.read && this.list.length === 0 && this.earlierFromAws.length === 0);
  readonly #failures = new Map<number, PagedList<FailedObject>>();
  readonly #failed = new Map<number, number>();
  readonly #reading: Latest;

  /** @param more main has begun something: what it reads is to be pulled */
  constructor(
    private readonly caseId: string,
    private readonly api: AcquireApi,
    private readonly more: () => Promise<void>,
  ) {
    this.#reading = new Latest(
      async () => {
        const { acquisitions, earlier } = await this.api.acquisitions(this.caseId);
        this.#put(acquisitions);
        this.earlier = earlier;
        this.read = true;
      },
      (error) => (this.problem = problemOf(error)),
    );
  }

  /** The one that the status line is about: what moves bytes, else what goes on, newest first. */
  get current(): AcquisitionProgress | undefined {
    for (const wanted of ['downloading', 'listing'] as const) {
      const found = this.list.find(({ state }) => state === wanted);
      if (found !== undefined) return found;
    }
    return this.list.find(isUnderWay);
  }

  get underWay(): boolean {
    return this.list.some(isUnderWay);
  }

  /** Asks main for the list, with what is in the ledger from before. */
  refresh(): void {
    this.#reading.request();
  }

  /** Main told of them. */
  told(list: readonly AcquisitionProgress[]): void {
    const ended = list.some((one) => !isUnderWay(one) && this.list.some((old) => old.no === one.no && isUnderWay(old)));
    this.#put(list);
    if (ended) this.refresh();
  }

  stop(): void {
    this.#reading.stop();
  }

  /** The objects of an acquisition that failed, a page at a time; read again when there are more or fewer. */
  failures(no: number): PagedList<FailedObject> {
    let list = this.#failures.get(no);
    if (list === undefined) {
      list = new PagedList(async (from, count) => {
        const { total, failures } = await this.api.failures(this.caseId, no, from, count);
        return { total, items: failures };
      });
      this.#failures.set(no, list);
    }
    return list;
  }

  /** Every failed object, however many, for a copy. Rejects with ApiError. */
  async allFailures(no: number): Promise<readonly FailedObject[]> {
    const all: FailedObject[] = [];
    for (;;) {
      const { failures } = await this.api.failures(this.caseId, no, all.length, PAGE_MOST);
      appendAll(all, failures);
      if (failures.length < PAGE_MOST) return all;
    }
  }

  /**
   * Pauses, resumes, gives up, tries again or syncs.
   * @returns `connect` where it needs a connection first; else undefined
   */
  async control(no: number, wish: ControlAcquisition): Promise<'connect' | undefined> {
    if (this.busy.has(no)) return undefined;
    this.busy = new Set([...this.busy, no]);
    try {
      await this.api.control(this.caseId, no, wish);
      this.problem = undefined;
      await this.begun();
      return undefined;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not-connected') return 'connect';
      this.problem = problemOf(error);
      return undefined;
    } finally {
      this.busy = new Set([...this.busy].filter((one) => one !== no));
    }
  }

  /** Something new goes on. */
  async begun(): Promise<void> {
    this.refresh();
    await this.more();
  }

  #put(list: readonly AcquisitionProgress[]): void {
    this.list = [...list].sort((a, b) => b.no - a.no);
    for (const { no, failed } of list) {
      if (this.#failed.get(no) === failed) continue;
      this.#failed.set(no, failed);
      void this.#failures.get(no)?.again();
    }
  }
}
