import * as v from 'valibot';
import { SAID_KIND } from '../../contract/annotations';
import type { TrailbenchError } from '../../contract/errors';
import { mustBeShallow } from '../../core/event/json';
import type { Json, JsonObject } from '../../core/event/json';
import type { AppendLogOptions, IntegrityProblem, LogState } from './append-log';
import { parseShape } from '../files/shape-fault';
import { AppendLog } from './append-log';

export const JOURNAL_NAME = 'journal.jsonl';

// Any JSON, as it stands: a schema that copied it would leave out members with names such as `constructor`.
const json = v.custom<Json>((value) => value !== undefined);

const journalEntry = v.object({
  /** What kind of thing was said: note, tag, status, account name, saved view. */
  kind: v.string(),
  /** Key of the item it is said of, such as an annotation key. */
  item: v.string(),
  /** The new value; null takes it away, in sight: the earlier values stay in the file. */
  value: json,
  /** ISO 8601 UTC. */
  at: v.string(),
  /** User of the operating system, self-asserted. */
  by: v.string(),
});
export type JournalEntry = v.InferOutput<typeof journalEntry>;

/** @throws Error that says what is wrong with the line */
function parseJournalEntry(value: JsonObject): JournalEntry {
  mustBeShallow(value, 'value');
  return parseShape(journalEntry, value);
}

export type JournalOptions = Pick<
  AppendLogOptions<JournalEntry>,
  'path' | 'writable' | 'checkpoints' | 'create' | 'writerAlive' | 'disk'
> & {
  readonly by: string;
  readonly now?: () => Date;
};

/** The analyst's own work: for each kind and item the last entry holds, and nothing is ever erased. */
export class Journal {
  private constructor(
    private readonly log: AppendLog<JournalEntry>,
    private readonly current: JournalState,
    private readonly options: JournalOptions,
  ) {}

  static async open(options: JournalOptions): Promise<Journal> {
    const state = new JournalState();
    const log = await AppendLog.open<JournalEntry>({
      ...options,
      name: JOURNAL_NAME,
      durability: 'immediate',
      parse: parseJournalEntry,
      visit: (line) => {
        state.take(line.entry);
      },
    });
    return new Journal(log, state, options);
  }

  get problems(): readonly IntegrityProblem[] {
    return this.log.problems;
  }

  /** Says something of an item; resolves when it is on the disk: only then may a window show "saved". */
  async set(kind: string, item: string, value: Json): Promise<JournalEntry> {
    const now = this.options.now?.() ?? new Date();
    const entry: JournalEntry = { kind, item, value, at: now.toISOString(), by: this.options.by };
    await this.log.append(entry);
    this.current.take(entry);
    return entry;
  }

  /** Says something that only `replay` tells of again: nothing of it is kept in memory. */
  async add(kind: string, item: string, value: Json): Promise<JournalEntry> {
    const now = this.options.now?.() ?? new Date();
    const entry: JournalEntry = { kind, item, value, at: now.toISOString(), by: this.options.by };
    await this.log.append(entry);
    return entry;
  }

  /** Every line, oldest first, as it is on the disk. */
  replay(visit: (entry: JournalEntry) => void): Promise<void> {
    return this.log.replay(({ entry }) => visit(entry));
  }

  /** What holds for an item now; undefined where nothing was said or it was taken away. */
  get(kind: string, item: string): JournalEntry | undefined {
    return this.current.get(kind, item);
  }

  /** What holds now for all items of a kind, in the order in which they were first spoken of. */
  all(kind: string): JournalEntry[] {
    return this.current.all(kind);
  }

  /** Everything that was ever said of an item, oldest first. */
  async history(kind: string, item: string): Promise<JournalEntry[]> {
    const entries: JournalEntry[] = [];
    await this.log.replay(({ entry }) => {
      if (entry.kind === kind && entry.item === item) entries.push(entry);
    });
    return entries;
  }

  checkpoint(): LogState {
    return this.log.checkpoint();
  }

  digestAt(lines: number): string | undefined {
    return this.log.digestAt(lines);
  }

  flush(): Promise<void> {
    return this.log.flush();
  }

  /** Waits until everything said so far is on the disk or refused. */
  settle(): Promise<void> {
    return this.log.settle();
  }

  /** Refuses all further appends: another program writes now. */
  bar(error: TrailbenchError): void {
    this.log.bar(error);
  }

  retry(): Promise<void> {
    return this.log.retry();
  }

  close(): Promise<void> {
    return this.log.close();
  }
}

class JournalState {
  private readonly kinds = new Map<string, Map<string, JournalEntry>>();

  take(entry: JournalEntry): void {
    if (entry.kind === SAID_KIND) return;
    let items = this.kinds.get(entry.kind);
    if (items === undefined) this.kinds.set(entry.kind, (items = new Map<string, JournalEntry>()));
    items.set(entry.item, entry);
  }

  get(kind: string, item: string): JournalEntry | undefined {
    const entry = this.kinds.get(kind)?.get(item);
    return entry === undefined || entry.value === null ? undefined : entry;
  }

  all(kind: string): JournalEntry[] {
    return [...(this.kinds.get(kind)?.values() ?? [])].filter((entry) => entry.value !== null);
  }
}
