import { TrailbenchError } from '../../contract/errors';
import type { CaseSummary, Twin } from '../../contract/schemas';
import { largest } from '../../core/lists';
import type { Disk } from '../files/disk';
import { guardedDisk } from '../files/guarded-disk';
import { realPlace } from '../files/places';
import { isCaseFolder, readCaseFile } from './case-file';
import { CaseKey } from './case-key';
import { ProfileFile } from './profile-file';
import { RECENT_NAME, newIndexName, readRecent, writeRecent, type RecentCase } from './recent-file';

/** Cases that are listed, and entries that are kept: with its entry a case's index would be lost. */
const LISTED = 50;
const KEPT = 500;
/** Bytes. */
const LIST_MOST = 4 * 1024 * 1024;

export interface RecentCasesOptions {
  /** The user's profile folder. */
  readonly folder: string;
  readonly disk?: Disk;
  readonly now?: () => Date;
}

/** A case that is being opened, by what it says of itself. */
export interface SeenCase extends Pick<RecentCase, 'id' | 'name' | 'path' | 'created'> {
  readonly key: CaseKey;
}

/** What this machine knows of a case folder that is being opened. */
export interface Recognised {
  /** The folder's entry, for `remember`. Its index is named by it. */
  readonly entry: RecentCase;
  readonly twin: Twin | null;
}

/**
 * The case folders this user has had open, newest first, and which index belongs to each. Only a convenience: losing it
 * loses no case, and indexes are built anew.
 */
export class RecentCases {
  private turn: Promise<void> = Promise.resolve();
  private readonly file: ProfileFile<RecentCase[]>;

  constructor(private readonly options: RecentCasesOptions) {
    const { folder, now, disk = guardedDisk(folder, 'profile') } = options;
    this.file = new ProfileFile({ folder, name: RECENT_NAME, disk, most: LIST_MOST, now }, readRecent);
  }

  /** Newest first, each with whether its folder is there. */
  async list(): Promise<CaseSummary[]> {
    const cases = (await this.read()).slice(0, LISTED);
    return Promise.all(
      cases.map(async ({ id, name, path, created, lastOpened, events, evidenceBytes }) => {
        const present = await isCaseFolder(path);
        return { id, name, path, created, lastOpened, events, evidenceBytes, present };
      }),
    );
  }

  /**
   * Tells a case folder: one that was open before, one that was moved since, a copy of another, or a new one. Nothing is
   * written before `remember`.
   */
  async recognise(seen: SeenCase): Promise<Recognised> {
    const { id, name, created, key } = seen;
    const { fingerprint } = key;
    const path = await realPlace(seen.path);
    await this.turn;
    const cases = await this.read();
    const same = await Promise.all(cases.filter((one) => one.id === id).map(atRealPath));
    // What else claimed this very folder is not there any more: this case is.
    const elsewhere = same.filter((one) => one.path !== path);
    const there = await Promise.all(elsewhere.map(holdsCase));
    const moved = elsewhere.find((one, at) => one.fingerprint === fingerprint && there[at] !== true);
    const before = same.find((one) => one.path === path && one.fingerprint === fingerprint) ?? moved;
    const no =
      largest(
        cases.map((one) => one.no),
        0,
      ) + 1;
    const entry = { ...(before ?? newEntry(no)), id, name, path, created, fingerprint };
    const others = elsewhere.filter((one, at) => one !== before && there[at] === true);
    return { entry, twin: twinOf(entry, others) };
  }

  /** Puts a case first, with what is known of it now; what is not given is kept as it was. */
  remember(
    entry: RecentCase,
    counts: { readonly events?: number; readonly evidenceBytes?: number } = {},
  ): Promise<void> {
    return this.change((cases) => {
      const { events, evidenceBytes } = cases.find(({ index }) => index === entry.index) ?? entry;
      const seen = { ...entry, events, evidenceBytes, ...counts, lastOpened: this.now() };
      const others = cases.filter(
        ({ index, id, path }) => index !== entry.index && !(id === entry.id && path === entry.path),
      );
      return [seen, ...others].slice(0, KEPT);
    });
  }

  /** Takes a case folder off the list; folder and index stay. */
  forget({ id, path }: Pick<RecentCase, 'id' | 'path'>): Promise<void> {
    return this.change((cases) => cases.filter((one) => one.id !== id || one.path !== path));
  }

  private now(): string {
    return (this.options.now?.() ?? new Date()).toISOString();
  }

  private change(edit: (cases: RecentCase[]) => RecentCase[]): Promise<void> {
    const change = this.turn.then(async () => {
      const cases = edit(await this.read());
      await this.file.write(writeRecent(cases));
    });
    const over = (): void => {};
    this.turn = change.then(over, over);
    return change;
  }

  private async read(): Promise<RecentCase[]> {
    return (await this.file.read()) ?? [];
  }
}

/** For a case folder where the list cannot be read: its index is kept apart from all others, and built anew. */
export function unlisted({ id, name, path, created, key }: SeenCase): Recognised {
  const { fingerprint } = key;
  return { entry: { ...newEntry(0), id, name, path, created, fingerprint }, twin: null };
}

function newEntry(no: number): Pick<RecentCase, 'index' | 'no' | 'lastOpened' | 'events' | 'evidenceBytes'> {
  return { index: newIndexName(), no, lastOpened: null, events: null, evidenceBytes: null };
}

/** The case that this one is a copy of; before that, one that has the same id and is another. */
function twinOf(entry: RecentCase, others: readonly RecentCase[]): Twin | null {
  const another = others.find(({ fingerprint }) => fingerprint !== entry.fingerprint);
  if (another !== undefined) return { path: another.path, same: false };
  const [original] = others.filter(({ no }) => no < entry.no).sort((a, b) => a.no - b.no);
  return original === undefined ? null : { path: original.path, same: true };
}

/** False where an entry's folder is gone, or holds something else now. */
async function holdsCase({ id, path, fingerprint }: RecentCase): Promise<boolean> {
  try {
    const file = await readCaseFile(path);
    return file.id === id && new CaseKey(file).fingerprint === fingerprint;
  } catch (cause) {
    if (!(cause instanceof TrailbenchError)) throw cause;
    // What cannot be read now may be that case all the same: its index is left to it.
    return cause.code !== 'case-not-found' && cause.code !== 'case-not-a-case';
  }
}

/** The folder that an entry means, should links on its way have changed since. */
async function atRealPath(one: RecentCase): Promise<RecentCase> {
  return { ...one, path: await realPlace(one.path) };
}
