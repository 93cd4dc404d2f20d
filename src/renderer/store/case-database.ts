import Dexie, { type Table } from 'dexie';
import type { DuplicateMarks } from '../../core/query/duplicate-marks';
import { GROUPS, type CoveredRange, type GroupName } from '../../core/segment/layout';
import type { SegmentInfo } from '../../core/segment/store';
import { CoveredRanges, packRanges, rangeTuples, unpackRanges, type Novelty } from './covered-ranges';

/** Version of the tables and rows below; the meaning of the columns has its own, INDEX_VERSION. */
const SCHEMA_VERSION = 2;

interface SegmentRow {
  /** Rises with each segment: the order in which events are numbered. */
  readonly no?: number;
  readonly id: string;
  readonly rows: number;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
}

interface GroupRow {
  readonly segment: string;
  readonly group: GroupName;
  readonly bytes: Blob;
}

interface RangesRow {
  readonly segment: string;
  /** Of the segment to the evidence, as main gave it out. */
  readonly binding: string;
  readonly covers: Uint32Array<ArrayBuffer>;
}

interface MetaRow {
  readonly name: 'index';
  readonly caseId: string;
  readonly schema: number;
  readonly indexVersion: number;
  /** Rises with each commit, so that a second writer is noticed. */
  readonly revision: number;
  /** What main was told last about finished indexing. */
  readonly reported?: string;
}

interface MarksRow {
  readonly name: 'duplicates';
  /** The segments that they hold for. */
  readonly segments: string;
  readonly marks: DuplicateMarks;
}

/** A segment on its way into the database, each group as a part of the response's Blob. */
export interface IncomingSegment {
  readonly info: SegmentInfo;
  /** Of the segment to the evidence, which main is shown at the next start. */
  readonly binding: string;
  readonly groups: Readonly<Record<GroupName, Blob>>;
}

/** What a segment covers, as the contract writes it. */
export interface BoundSegment {
  readonly binding: string;
  readonly covered: readonly (readonly [number, number, number, 0 | 1])[];
}

/** What opening found. */
export interface DatabaseState {
  /** False where there was no index of this case here. */
  readonly existed: boolean;
  /** Why the index that is there cannot be used, in words; null where it can. */
  readonly unfit: string | null;
}

/** What an index is found and told by. */
export interface IndexNames {
  /** Of the case folder's index in this profile. Two folders may have one case id, never one index. */
  readonly index: string;
  readonly caseId: string;
}

/** One case folder's index in IndexedDB: segments, the ranges that they cover, and what is derived from them. */
export class CaseDatabase {
  readonly #db: Dexie;
  readonly #segments: Table<SegmentRow, number>;
  readonly #groups: Table<GroupRow, [string, string]>;
  readonly #ranges: Table<RangesRow, string>;
  readonly #meta: Table<MetaRow | MarksRow, string>;
  #covered = new CoveredRanges();
  #revision = 0;
  #commits: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly names: IndexNames,
    private readonly indexVersion: number,
  ) {
    // Strict: what was committed survives a power cut, since main forgets what the window has.
    this.#db = new Dexie(CaseDatabase.nameOf(names.index), { chromeTransactionDurability: 'strict' });
    this.#db.version(SCHEMA_VERSION).stores({
      segments: '++no, &id',
      groups: '[segment+group]',
      ranges: 'segment',
      meta: 'name',
    });
    this.#segments = this.#db.table('segments');
    this.#groups = this.#db.table('groups');
    this.#ranges = this.#db.table('ranges');
    this.#meta = this.#db.table('meta');
  }

  static nameOf(index: string): string {
    return `trailbench-${index}`;
  }

  async open(): Promise<DatabaseState> {
    await this.#db.open();
    const meta = await this.#index();
    const { caseId } = this.names;
    if (meta === undefined) {
      const strays = await this.#segments.count();
      if (strays > 0) return { existed: true, unfit: 'It does not say which case it belongs to.' };
      const { indexVersion } = this;
      await this.#meta.put({ name: 'index', caseId, schema: SCHEMA_VERSION, indexVersion, revision: 0 });
      return { existed: false, unfit: null };
    }
    if (meta.caseId !== caseId) return { existed: true, unfit: 'It belongs to another case.' };
    if (meta.schema !== SCHEMA_VERSION || meta.indexVersion !== this.indexVersion) {
      return { existed: true, unfit: 'It was made by another version of Trailbench.' };
    }
    await this.#readRanges();
    return { existed: true, unfit: null };
  }

  /** Closes and deletes the database. */
  async delete(): Promise<void> {
    this.#db.close();
    await Dexie.delete(CaseDatabase.nameOf(this.names.index));
  }

  close(): void {
    this.#db.close();
  }

  /** Segments in the order of their commits. Their ranges are unpacked when they are asked for. */
  async list(): Promise<readonly SegmentInfo[]> {
    const [segments, ranges] = await Promise.all([this.#segments.orderBy('no').toArray(), this.#ranges.toArray()]);
    const covers = new Map(ranges.map((row) => [row.segment, row.covers]));
    return segments.map(({ id, rows, firstTime, lastTime }) => ({
      id,
      rows,
      firstTime,
      lastTime,
      get covers(): readonly CoveredRange[] {
        return [...unpackRanges(covers.get(id) ?? new Uint32Array(0))];
      },
    }));
  }

  /** The Blob of one group; undefined where it is lost. */
  async group(segment: string, group: GroupName): Promise<Blob | undefined> {
    return (await this.#groups.get([segment, group]))?.bytes;
  }

  /** Everything covered, by segment and as it came: a binding holds for these very ranges, in this order. */
  async covered(): Promise<BoundSegment[]> {
    const rows = await this.#ranges.toArray();
    return rows.map(({ binding, covers }) => ({ binding, covered: [...rangeTuples(covers)] }));
  }

  /**
   * Puts a segment with its ranges in one strict transaction, if none of them is covered.
   * @returns what the ranges were; only 'new' ones were put
   */
  commit(segment: IncomingSegment): Promise<Novelty> {
    // One after the other: what one commits decides what the next one may.
    const committed = this.#commits.then(() => this.#commit(segment));
    this.#commits = committed.catch(() => undefined);
    return committed;
  }

  async #commit({ info, binding, groups }: IncomingSegment): Promise<Novelty> {
    for (;;) {
      const novelty = this.#covered.judge(info.covers);
      if (novelty !== 'new') return novelty;
      const committed = await this.#db.transaction(
        'rw',
        [this.#segments, this.#groups, this.#ranges, this.#meta],
        async () => {
          const meta = await this.#index();
          // Another writer came between: judge again with what it committed.
          if (meta?.revision !== this.#revision) return false;
          const { id, rows, firstTime, lastTime } = info;
          await this.#segments.add({ id, rows, firstTime, lastTime });
          await this.#groups.bulkAdd(GROUPS.map((group) => ({ segment: id, group, bytes: groups[group] })));
          await this.#ranges.add({ segment: id, binding, covers: packRanges(info.covers) });
          await this.#meta.put({ ...meta, revision: meta.revision + 1 });
          return true;
        },
      );
      if (committed) {
        this.#revision++;
        this.#covered.add(info.covers);
        return 'new';
      }
      await this.#readRanges();
    }
  }

  /** Marks kept for exactly these segments, if any. */
  async marks(segments: readonly SegmentInfo[]): Promise<DuplicateMarks | undefined> {
    const row = await this.#meta.get('duplicates');
    return row?.name === 'duplicates' && row.segments === fingerprint(segments) ? row.marks : undefined;
  }

  async keepMarks(segments: readonly SegmentInfo[], marks: DuplicateMarks): Promise<void> {
    await this.#meta.put({ name: 'duplicates', segments: fingerprint(segments), marks });
  }

  /** What main was told last about finished indexing; null before the first time. */
  async reported(): Promise<string | null> {
    return (await this.#index())?.reported ?? null;
  }

  async keepReported(reported: string): Promise<void> {
    await this.#db.transaction('rw', this.#meta, async () => {
      const meta = await this.#index();
      if (meta !== undefined) await this.#meta.put({ ...meta, reported });
    });
  }

  async #index(): Promise<MetaRow | undefined> {
    const row = await this.#meta.get('index');
    return row?.name === 'index' ? row : undefined;
  }

  async #readRanges(): Promise<void> {
    const covered = new CoveredRanges();
    await this.#db.transaction('r', [this.#ranges, this.#meta], async () => {
      this.#revision = (await this.#index())?.revision ?? 0;
      for (const row of await this.#ranges.toArray()) covered.add(unpackRanges(row.covers));
    });
    this.#covered = covered;
  }
}

function fingerprint(segments: readonly SegmentInfo[]): string {
  return segments.map(({ id, rows }) => `${id}:${rows}`).join(' ');
}
