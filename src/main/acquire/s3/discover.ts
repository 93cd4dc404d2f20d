import { setMaxListeners } from 'node:events';
import { appendAll } from '../../../core/lists';
import type { DiscoverMessage } from '../../../contract/discovery';
import {
  dayOf,
  isAccount,
  isOrganization,
  isRegion,
  kindOfFolder,
  LOGS_FOLDER,
  parseDeliveryPath,
  type DeliveryStream,
} from '../../../core/trail/trail-path';
import { awsError, awsFailure } from './aws-failure';
import type { BucketClient } from './connection';
import { listPages } from './listing';
import { WorkQueue } from './work-queue';

type Found = Exclude<DiscoverMessage, { readonly type: 'done' | 'failed' }>;

export interface DiscoverOptions {
  readonly signal: AbortSignal;
  readonly onFound: (message: Found) => void;
  /** False: streams alone, which a choice by names needs. */
  readonly days?: boolean;
}

/** List calls under way at a time. */
const AT_ONCE = 16;
/** Folders above `AWSLogs` that are looked into, below the address that was given. */
const DEPTH = 3;
const FOLDERS_LOOKED_INTO = 500;
const OTHERS_TOLD = 200;
/** Of one level. */
const OBJECTS_MOST = 5_000;
const PROGRESS_MS = 200;

/**
 * Finds what trails have delivered below an address, by listing one level of folders at a time, many in parallel: a
 * call for each folder, however many objects it holds.
 *
 * @param prefix ends in `/`, or is empty
 * @throws TrailbenchError where the address itself cannot be listed; the signal's reason
 */
export async function discover(
  to: BucketClient,
  prefix: string,
  options: DiscoverOptions,
): Promise<{ readonly calls: number; readonly streams: number }> {
  // Each call under way listens.
  setMaxListeners(0, options.signal);
  const walk = new Walk(to, prefix, options);
  return await walk.run();
}

interface Folder {
  readonly prefix: string;
  /** Levels below the address. */
  readonly depth: number;
}

class Walk {
  private calls = 0;
  private streams = 0;
  private others = 0;
  private lookedInto = 0;
  private told = 0;
  private readonly queue: WorkQueue<Folder>;

  constructor(
    private readonly to: BucketClient,
    private readonly start: string,
    private readonly options: DiscoverOptions,
  ) {
    this.queue = new WorkQueue(AT_ONCE, (folder, add) => this.visit(folder, add));
  }

  async run(): Promise<{ readonly calls: number; readonly streams: number }> {
    const { bucket, region } = this.to;
    this.options.onFound({ type: 'bucket', bucket, prefix: this.start, region });
    await this.queue.run([{ prefix: this.start, depth: 0 }]);
    return { calls: this.calls, streams: this.streams };
  }

  private async visit(folder: Folder, add: (folder: Folder) => void): Promise<void> {
    try {
      const inside = parseDeliveryPath(folder.prefix);
      if (inside !== undefined) await this.stream(inside.stream);
      else await this.level(folder, add);
    } catch (cause) {
      const { prefix } = folder;
      const address = `s3://${this.to.bucket}/${prefix}`;
      const refusal = awsError(cause, `Listing ${address}`, address);
      if (prefix === this.start || awsFailure(cause).kind !== 'access-denied') throw refusal;
      const { code, message, details = address } = refusal;
      this.options.onFound({ type: 'refused', prefix, error: { code, message, details } });
    }
    this.progress();
  }

  private async level({ prefix, depth }: Folder, add: (folder: Folder) => void): Promise<void> {
    const { folders, objects, more } = await this.children(prefix);
    const known = belowLogs(prefix);
    for (const child of folders) {
      const name = child.slice(prefix.length, -1);
      if (known === undefined) this.search(child, name, depth, add);
      else if (known(name)) add({ prefix: child, depth: depth + 1 });
      else this.other(child, 0, true);
    }
    // What was not looked through may hold the folder that everything is about.
    const logs = `${prefix}${LOGS_FOLDER}`;
    if (more && known === undefined && !folders.includes(logs)) add({ prefix: logs, depth: depth + 1 });
    if (objects > 0) this.other(prefix, objects, more);
  }

  /** Above `AWSLogs`: folders are looked into a few levels deep. */
  private search(child: string, name: string, depth: number, add: (folder: Folder) => void): void {
    const enter = `${name}/` === LOGS_FOLDER || (depth < DEPTH && this.lookedInto < FOLDERS_LOOKED_INTO);
    if (!enter) {
      this.other(child, 0, true);
      return;
    }
    this.lookedInto += 1;
    add({ prefix: child, depth: depth + 1 });
  }

  private async stream(stream: DeliveryStream): Promise<void> {
    this.streams += 1;
    this.options.onFound({ type: 'stream', stream });
    if (this.options.days === false) return;
    const { prefix } = stream;
    const from = this.start.startsWith(prefix) ? this.start : prefix;
    const days: string[] = [];
    await this.daysBelow(prefix, from, days);
    days.sort();
    this.options.onFound({ type: 'days', prefix, days });
  }

  private async daysBelow(stream: string, prefix: string, days: string[]): Promise<void> {
    const parts = prefix.slice(stream.length).split('/').slice(0, -1);
    const day = dayOf(parts);
    if (day !== null) {
      days.push(day);
      return;
    }
    if (parts.length >= 3) return;
    const { folders } = await this.children(prefix);
    // Two digits below a year and a month: anything else there is no delivery.
    const wanted = folders.filter((child) => /^\d+\/$/.test(child.slice(prefix.length)));
    await Promise.all(wanted.map((child) => this.daysBelow(stream, child, days)));
  }

  private async children(
    prefix: string,
  ): Promise<{ readonly folders: readonly string[]; readonly objects: number; readonly more: boolean }> {
    const folders: string[] = [];
    let objects = 0;
    for await (const page of listPages(this.to, { prefix, delimiter: '/' }, this.options.signal)) {
      this.calls += 1;
      appendAll(folders, page.folders);
      // An object that is named as the folder itself marks it in some tools.
      objects += page.objects.filter(({ key }) => key !== prefix).length;
      // A level that holds very many objects is no level of folders.
      if (objects >= OBJECTS_MOST) return { folders, objects, more: true };
    }
    return { folders, objects, more: false };
  }

  private other(prefix: string, objects: number, more: boolean): void {
    this.others += 1;
    if (this.others <= OTHERS_TOLD) this.options.onFound({ type: 'other', prefix, objects, more });
  }

  private progress(): void {
    const now = performance.now();
    if (now - this.told < PROGRESS_MS) return;
    this.told = now;
    this.options.onFound({
      type: 'progress',
      calls: this.calls,
      streams: this.streams,
      waiting: this.queue.pending,
    });
  }
}

/** Which folders of a trail's layout may stand below this prefix; undefined above `AWSLogs`. */
function belowLogs(prefix: string): ((name: string) => boolean) | undefined {
  const at = prefix.lastIndexOf(LOGS_FOLDER);
  if (at < 0 || (at > 0 && prefix[at - 1] !== '/')) return undefined;
  const parts = prefix
    .slice(at + LOGS_FOLDER.length)
    .split('/')
    .slice(0, -1);
  const first = parts[0] ?? '';
  if (parts.length === 0) return (name) => isAccount(name) || isOrganization(name);
  const rest = isOrganization(first) ? parts.slice(1) : parts;
  if (rest.length === 0) return isAccount;
  if (rest.length === 1) return (name) => kindOfFolder(name) !== undefined;
  return isRegion;
}
