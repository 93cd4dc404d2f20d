import { decodeRecord } from '../../../core/format/decode-record';
import { RecordPaths, type RecordPath } from '../../../core/query/language/record-paths';
import type { LocatorTable } from '../../../core/query/query-engine';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';

/** The JSON paths of a case as far as some of its records tell. */
export interface KnownPaths {
  readonly paths: readonly RecordPath[];
  /** Records read. */
  readonly records: number;
}

/** Records of each event name, and in all: paths differ by what was called. */
const EACH = 3;
const MOST = 300;
/** Bytes of a record that is read for this. */
const LARGEST = 262_144;
const AT_ONCE = 6;

/** Reads a few records of each event name, once, for the paths that they have. */
export class RecordPathsState {
  #known: Promise<KnownPaths> | undefined;
  #ready: KnownPaths | undefined;

  constructor(
    private readonly caseId: string,
    private readonly api: Pick<Api, 'record'>,
    private readonly store: Pick<Store, 'sample'>,
  ) {}

  /** What is known without reading. */
  get ready(): KnownPaths | undefined {
    return this.#ready;
  }

  /** Rejects where no record can be read; then it is tried again the next time. */
  known(): Promise<KnownPaths> {
    this.#known ??= this.#read().catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  /** Other events came. */
  forget(): void {
    this.#known = undefined;
    this.#ready = undefined;
  }

  async #read(): Promise<KnownPaths> {
    const table = await this.store.sample('eventName', EACH, MOST);
    const places = Array.from(table.source, (_, at) => at).filter((at) => (table.length[at] ?? 0) <= LARGEST);
    const found = new RecordPaths();
    const queue = places.values();
    let failure: unknown;
    const reader = async (): Promise<void> => {
      for (const at of queue) {
        try {
          const bytes = await this.api.record(this.caseId, locatorAt(table, at));
          const decoded = decodeRecord(bytes, 0, bytes.length);
          if (decoded.ok) found.add(decoded.record);
        } catch (error) {
          // A source may be gone: the others tell enough.
          failure ??= error;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reader));
    if (found.records === 0 && failure !== undefined) throw failure;
    this.#ready = { paths: found.list(), records: found.records };
    return this.#ready;
  }
}

function locatorAt({ source, record, offset, length }: LocatorTable, at: number): Parameters<Api['record']>[1] {
  return { source: source[at] ?? 0, record: record[at] ?? 0, offset: offset[at] ?? 0, length: length[at] ?? 0 };
}
