import { INDEX_VERSION } from '../../core/event/facet-catalogue';
import { QueryEngine } from '../../core/query/query-engine';
import type { View } from '../../core/query/filter';
import { SegmentError } from '../../core/segment/segment-error';
import type { SegmentInfo } from '../../core/segment/store';
import { CaseDatabase, type IndexNames } from './case-database';
import { DexieStore } from './dexie-store';
import { checkSegment, type CheckedSegment } from './incoming-segment';
import { Refusal, Unreachable, type IndexApi, type PulledSegment } from './index-api';
import type { OpenedIndex, StoreNotice } from './protocol';
import { Puller, type Taken } from './puller';
import { SessionAnnotations } from './session-annotations';
import { RemoteSearch } from './remote-search';
import { SessionSearch } from './session-search';
import { letOthersGoFirst, pauses } from './pause';
import { SourceRanks } from './source-ranks';
import { StoreError, storeError } from './store-error';
import { Throttle } from './throttle';

export interface SessionOptions extends IndexNames {
  readonly api: IndexApi;
  readonly notify: (notice: StoreNotice) => void;
  /** Default INDEX_VERSION. */
  readonly indexVersion?: number;
  /** Milliseconds before try `attempt` to reach main, from 1. */
  readonly wait?: (attempt: number) => number;
}

const EVERYTHING: View = { clauses: [] };
/** Milliseconds between notices that the index has grown. */
const NOTICE_INTERVAL = 250;
/** Times that a session builds its index again before it gives up: the disk is at fault then. */
const REBUILDS = 2;

/**
 * One case's index in the window: the database, the engine over it, and the pulling of what is not
 * covered yet. An index that is damaged or does not fit is dropped and built again from evidence.
 */
export class IndexSession {
  readonly #changed = new Throttle(NOTICE_INTERVAL, () => void this.#tell());
  readonly #ranks: SourceRanks;
  readonly #said: SessionAnnotations;
  readonly #pause = pauses(letOthersGoFirst, () => performance.now());
  #database: CaseDatabase;
  #store: DexieStore;
  #engine: QueryEngine;
  #search: SessionSearch;
  readonly #puller: Puller;
  #pulling: Promise<void> | undefined;
  #pullAgain = false;
  /** Segments may come, or what came is being settled. */
  #indexing = false;
  /** The engine knows more about duplicates than the database keeps. */
  #unkept = false;
  #rebuilds = 0;
  #recovering: Promise<void> | undefined;
  #rebuilt: string | null = null;
  #closed = false;

  constructor(private readonly options: SessionOptions) {
    const { api, wait } = options;
    this.#ranks = new SourceRanks(api);
    this.#said = new SessionAnnotations(api, options.notify);
    this.#database = this.#newDatabase();
    this.#store = new DexieStore(this.#database);
    this.#engine = new QueryEngine(this.#store, () => this.#said.annotations, this.#pause);
    this.#search = this.#newSearch();
    this.#puller = new Puller({
      api,
      covered: () => this.#database.covered(),
      take: (segment) => this.#take(segment),
      ...(wait === undefined ? {} : { wait }),
    });
  }

  /** What analysts said. */
  get said(): SessionAnnotations {
    return this.#said;
  }

  get engine(): QueryEngine {
    return this.#engine;
  }

  /** Opens what is here, drops it where it does not fit, and starts to pull the rest. */
  async open(): Promise<OpenedIndex> {
    let fresh = false;
    try {
      fresh = !(await this.#openDatabase());
    } catch (error) {
      const reason = damage(error);
      if (reason === undefined) throw storeError(error) ?? error;
      await this.#recover(reason);
    }
    await this.#said.read();
    this.pull();
    const version = this.#version;
    const counts = await this.#engine.counts(EVERYTHING);
    return { counts, version, fresh: fresh || this.#rebuilt !== null, rebuilt: this.#rebuilt };
  }

  /** Main has work: pulls until there is none left. */
  pull(): void {
    if (this.#closed) return;
    this.#pullAgain = true;
    this.#pulling ??= this.#pullAll().finally(() => {
      this.#pulling = undefined;
      // Asked for in the very moment in which the last pull ended.
      if (this.#pullAgain) this.pull();
    });
  }

  /** Resolves once no pull is under way. */
  async idle(): Promise<void> {
    while (this.#pulling !== undefined) await this.#pulling;
  }

  /**
   * Asks the engine. Where the index proves to be damaged it is built again, and the question is
   * answered from what there is of it.
   */
  async ask<T>(question: (engine: QueryEngine, search: SessionSearch) => Promise<T>): Promise<T> {
    const engine = this.#engine;
    try {
      return await question(engine, this.#search);
    } catch (error) {
      if (this.#closed) throw error;
      if (this.#recovering !== undefined || engine !== this.#engine) {
        await this.#recovering;
      } else {
        const reason = damage(error);
        if (reason === undefined) throw error;
        await this.#recover(reason);
        this.pull();
      }
      return question(this.#engine, this.#search);
    }
  }

  /** Ends searches through the records. */
  cancelSearch(): void {
    this.#search.cancel();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#search.close();
    this.#changed.cancel();
    this.options.api.close();
    await this.idle();
    this.#database.close();
  }

  get #version(): string {
    return `${String(this.#rebuilds)}.${String(this.#engine.generation)}`;
  }

  #newSearch(): SessionSearch {
    return new SessionSearch(this.#engine, new RemoteSearch(this.options.api), this.options.notify);
  }

  #newDatabase(): CaseDatabase {
    return new CaseDatabase(this.options, this.options.indexVersion ?? INDEX_VERSION);
  }

  /** @returns false where there was no index of this case */
  async #openDatabase(): Promise<boolean> {
    const { existed, unfit } = await this.#database.open();
    if (unfit !== null) throw new StoreError('damaged', unfit);
    const segments = await this.#database.list();
    // Nothing of an index is shown before main has taken it for one of the case as it is now.
    const agreed = segments.length > 0 ? this.#puller.agree() : undefined;
    await Promise.all([this.#load(segments), agreed]);
    return existed;
  }

  async #load(segments: readonly SegmentInfo[]): Promise<void> {
    const marks = await this.#database.marks(segments);
    await this.#engine.addSegments(segments, marks);
    this.#unkept = marks === undefined;
  }

  /** Drops the index and begins an empty one. */
  #recover(reason: string): Promise<void> {
    this.#recovering ??= this.#startEmpty(reason).finally(() => (this.#recovering = undefined));
    return this.#recovering;
  }

  async #startEmpty(reason: string): Promise<void> {
    this.#rebuilds++;
    if (this.#rebuilds > REBUILDS) {
      const again = `The index of this case was damaged again and again: ${reason} The disk may be failing.`;
      throw new StoreError('damaged', again);
    }
    this.#rebuilt = reason;
    const old = this.#database;
    this.#puller.forget();
    await old.delete();
    this.#database = this.#newDatabase();
    this.#store = new DexieStore(this.#database);
    this.#engine = new QueryEngine(this.#store, () => this.#said.annotations, this.#pause);
    this.#search.close();
    this.#search = this.#newSearch();
    await this.#openDatabase();
  }

  async #pullAll(): Promise<void> {
    this.#indexing = true;
    try {
      while (this.#pullAgain && !this.#closed) {
        this.#pullAgain = false;
        await this.#puller.run();
        // Work that came meanwhile first: settling is for when there is none.
        if (!this.#pullAgain) await this.#settle();
      }
      await this.#tellEnd();
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #take(pulled: PulledSegment): Promise<Taken> {
    let segment: CheckedSegment;
    try {
      segment = await checkSegment(pulled);
    } catch (error) {
      // It arrived cut off or damaged; nothing was committed.
      if (error instanceof SegmentError) return 'start-over';
      throw error;
    }
    const [database, store, engine] = [this.#database, this.#store, this.#engine];
    try {
      const novelty = await database.commit(segment);
      if (novelty === 'mixed') return 'start-over';
      if (novelty === 'covered') return 'committed';
      for (const [group, bytes] of segment.read) store.hold(segment.info.id, group, bytes);
      await engine.addSegment(segment.info);
    } catch (error) {
      // The index was dropped meanwhile, because a question found it damaged.
      if (database !== this.#database || this.#recovering !== undefined) return 'start-over';
      throw error;
    }
    this.#unkept = true;
    this.#changed.request();
    return 'committed';
  }

  /** When all is pulled: finds the shown copies, keeps what was found, and tells main the counts. */
  async #settle(): Promise<void> {
    const engine = this.#engine;
    const { api } = this.options;
    if (this.#unkept && engine.repeated > 0) {
      await engine.setSourceRanks(await this.#ranks.current());
      await engine.settleDuplicates((locators) => api.contentHashes(locators));
    }
    if (engine !== this.#engine) return;
    if (this.#unkept) await this.#database.keepMarks(engine.segments, engine.duplicateMarks());
    this.#unkept = false;
    const { events, duplicates } = await engine.counts(EVERYTHING);
    const report = `${events} ${duplicates}`;
    if ((await this.#database.reported()) === report) return;
    await api.done({ events, duplicates });
    await this.#database.keepReported(report);
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#closed) return;
    const reason = damage(error);
    if (reason !== undefined) {
      try {
        await this.#recover(reason);
        this.#pullAgain = true;
        return await this.#pullAll();
      } catch (again) {
        this.#tellFailure(again);
        return;
      }
    }
    // The case was closed over there, or main is gone: the page knows, and pulls when it is back.
    if (error instanceof Unreachable || (error instanceof Refusal && error.code === 'case-not-found')) {
      await this.#tellEnd();
      return;
    }
    this.#tellFailure(error);
  }

  async #tellEnd(): Promise<void> {
    this.#indexing = this.#pullAgain;
    this.#changed.cancel();
    await this.#tell();
  }

  #tellFailure(error: unknown): void {
    this.#indexing = false;
    this.#changed.cancel();
    const known = storeError(error) ?? error;
    const message = known instanceof Error ? known.message : String(known);
    this.options.notify({ type: 'failed', message });
  }

  async #tell(): Promise<void> {
    // Taken before: what changes meanwhile is told of again.
    const version = this.#version;
    const counts = await this.ask((engine) => engine.counts(EVERYTHING));
    if (this.#closed) return;
    this.options.notify({ type: 'changed', counts, indexing: this.#indexing, version, rebuilds: this.#rebuilds });
  }
}

/** Why an index must be built again, in words; undefined where the error says nothing of the kind. */
function damage(error: unknown): string | undefined {
  if (error instanceof SegmentError) return error.message;
  const known = storeError(error);
  return known?.code === 'damaged' ? known.message : undefined;
}
