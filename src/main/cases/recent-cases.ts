import { join } from 'node:path';
import * as v from 'valibot';
import { caseSummary } from '../../contract/schemas';
import type { CaseSummary } from '../../contract/schemas';
import type { Disk } from '../files/disk';
import { errorCode, readIfPresent, replaceFile } from '../files/disk';
import { guardedDisk } from '../files/guarded-disk';
import { isCaseFolder } from './case-file';
import { ensureProfileFolder } from './paths';

export const RECENT_NAME = 'recent-cases.json';
const KEPT = 50;
/** Bytes. */
const LIST_MOST = 4 * 1024 * 1024;

const recentCase = v.omit(caseSummary, ['present']);
const recentFile = v.object({ version: v.literal(1), cases: v.array(recentCase) });
export type RecentCase = v.InferOutput<typeof recentCase>;

export interface RecentCasesOptions {
  /** The user's profile folder. */
  readonly folder: string;
  readonly disk?: Disk;
  readonly now?: () => Date;
}

/** The cases this user has had open, newest first. Only a convenience: losing it loses no case. */
export class RecentCases {
  private turn: Promise<void> = Promise.resolve();
  private readonly path: string;
  private readonly disk: Disk;

  constructor(private readonly options: RecentCasesOptions) {
    this.path = join(options.folder, RECENT_NAME);
    this.disk = options.disk ?? guardedDisk(options.folder, 'profile');
  }

  /** Newest first, each with whether its folder is there. */
  async list(): Promise<CaseSummary[]> {
    const cases = await this.read();
    return Promise.all(cases.map(async (one) => ({ ...one, present: await isCaseFolder(one.path) })));
  }

  /**
   * Puts a case first. What is not given (counts that are not known yet) is kept as it was; a case
   * that was moved is known by its id and takes the new path.
   */
  remember(seen: Pick<RecentCase, 'id' | 'name' | 'path' | 'created'> & Partial<RecentCase>): Promise<void> {
    return this.change((cases) => {
      const before = cases.find(({ id }) => id === seen.id);
      const now = (this.options.now?.() ?? new Date()).toISOString();
      const entry: RecentCase = {
        id: seen.id,
        name: seen.name,
        path: seen.path,
        created: seen.created,
        lastOpened: seen.lastOpened ?? now,
        events: seen.events ?? before?.events ?? null,
        evidenceBytes: seen.evidenceBytes ?? before?.evidenceBytes ?? null,
      };
      return [entry, ...cases.filter(({ id }) => id !== seen.id)].slice(0, KEPT);
    });
  }

  /** Takes a case off the list; its folder stays. */
  forget(id: string): Promise<void> {
    return this.change((cases) => cases.filter((one) => one.id !== id));
  }

  private change(edit: (cases: RecentCase[]) => RecentCase[]): Promise<void> {
    const change = this.turn.then(async () => {
      const cases = edit(await this.read());
      await ensureProfileFolder(this.options.folder);
      const text = `${JSON.stringify({ version: 1, cases }, null, 2)}\n`;
      await replaceFile(this.disk, this.path, Buffer.from(text), 0o600);
    });
    const over = (): void => {};
    this.turn = change.then(over, over);
    return change;
  }

  private async read(): Promise<RecentCase[]> {
    const bytes = await readIfPresent(this.disk, this.path, LIST_MOST);
    if (bytes === undefined) return [];
    const parsed = v.safeParse(recentFile, parseJson(bytes));
    if (parsed.success) return parsed.output.cases;
    await this.setAside();
    return [];
  }

  /** A file that cannot be read is kept under another name, and a new list begun. */
  private async setAside(): Promise<void> {
    const stamp = (this.options.now?.() ?? new Date()).toISOString().replace(/[:.]/g, '-');
    try {
      await this.disk.rename(this.path, `${this.path}.damaged-${stamp}`);
    } catch (cause) {
      // Another window did it first, or the profile cannot be written: the list stays empty either way.
      if (errorCode(cause) === undefined) throw cause;
    }
  }
}

/** Undefined for what is no JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
