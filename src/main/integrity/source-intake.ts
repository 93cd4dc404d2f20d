import { TrailbenchError } from '../../contract/errors';
import { IntegrityCheck } from '../../core/integrity/check';
import type { Integrity } from '../../core/integrity/check';
import type { WasChosen } from '../../core/integrity/chains';
import { historyStretch } from '../../core/integrity/history';
import type { HistoryStretch } from '../../core/integrity/history';
import { digestName, logName } from '../../core/integrity/object-name';
import { readConfiguration } from '../../core/integrity/configuration';
import type { TrailConfiguration } from '../../core/integrity/configuration';
import type { Json } from '../../core/event/json';
import type { Place } from '../../core/integrity/place';
import type { Reading } from '../../core/integrity/source-facts';
import { SourceTable } from '../../core/integrity/source-table';
import { parseDeliveryPath } from '../../core/trail/trail-path';
import { appendAll } from '../../core/lists';
import type { ManifestLine } from '../cases/manifest';
import { KeyFiles } from './key-files';
import { KEY_FILE_MAX } from './public-keys';
import { DIGEST_MAX, digestOf } from './read-digest';
import type { DigestSource } from './read-digest';

/** What is needed of a manifest line, or of a file that is read in place. */
export type IntakeLine = Pick<
  ManifestLine,
  'no' | 'uri' | 'member' | 'metadata' | 'inflatedSha256' | 'inflatedSize' | 'gzip' | 'kind' | 'format' | 'records'
> &
  Partial<Pick<ManifestLine, 'compression' | 'rejects' | 'rejected' | 'holds'>>;

/** All inflated bytes of a source. @throws TrailbenchError where they cannot be had */
export type ReadInflated = (no: number, size: number) => Promise<Uint8Array>;

interface Sized {
  readonly no: number;
  readonly size: number;
}

interface KeyFile extends Sized {
  readonly uri: string;
}

export interface CheckOptions {
  readonly read: ReadInflated;
  readonly signal?: AbortSignal;
  /** Digests read, of how many. */
  readonly onDigest?: (done: number, total: number) => void;
  /** Whether a digest of this bucket and key was among what was chosen to be acquired. */
  readonly wasChosen?: WasChosen;
}

export interface CheckedSources {
  readonly integrity: Integrity;
  readonly keys: number;
}

/** Every how many digests others get a turn. */
const YIELD_EVERY = 16;
const KEY_KINDS: ReadonlySet<string> = new Set(['config', 'json', 'text', 'binary']);

/** Reasons of the gzip reader: the file ends early, or its checks do not fit. */
const DAMAGED: ReadonlySet<string> = new Set(['truncated', 'gzip']);

const S3 = 's3://';

/** Takes sources in as they come and checks them against their digests whenever asked. */
export class SourceIntake {
  readonly table = new SourceTable();
  /** What configurations among the sources say of trails; known after a check. */
  readonly configuration: TrailConfiguration[] = [];
  /** What pages of event history answer for. */
  readonly history: HistoryStretch[] = [];
  /** Whose log files came from a folder of a bucket, by the folder's URI. */
  readonly streams = new Map<string, Place>();
  private readonly digests: (DigestSource & Sized)[] = [];
  private readonly files: KeyFile[] = [];
  private readonly keys = new KeyFiles();
  private keysRead = 0;

  take(line: IntakeLine): void {
    const { no, kind, inflatedSize: size, inflatedSha256, gzip, metadata, uri } = line;
    const found = line.member ?? uri;
    const isGzip = isWholeGzip(line);
    // A digest that cannot even be told from its content is still one by its name.
    const isDigest = kind === 'digest' || digestName(found) !== undefined;
    const isLog = !isDigest && (kind === 'cloudtrail' || logName(found) !== undefined);
    this.table.add({
      no,
      found,
      inflatedSha256,
      parts: gzip === undefined ? undefined : { firstSha256: gzip.firstSha256 },
      isPlain: !isGzip && found.startsWith(S3) && /\.gz$/i.test(found),
      archive: line.member === undefined ? '' : `${uri}!/`,
      isLog,
      isHistory: line.format?.startsWith('lookup') === true,
      records: line.records,
      reading: readingOf(line),
      holds: line.holds,
    });
    if (isLog) this.noteStream(line.uri);
    const stretch = historyStretch(line.uri, metadata);
    if (stretch !== undefined) this.history.push(stretch);
    // One that could not be had is missing, not broken.
    if (isDigest && inflatedSha256 !== null)
      this.digests.push({ no, size, found, metadata, parts: gzip, gzip: isGzip });
    else if (KEY_KINDS.has(kind) && size > 0 && size <= KEY_FILE_MAX) this.files.push({ no, size, uri });
  }

  private noteStream(uri: string): void {
    if (!uri.startsWith(S3)) return;
    const key = uri.indexOf('/', S3.length) + 1;
    const stream = parseDeliveryPath(uri.slice(key))?.stream;
    if (stream?.kind === 'CloudTrail') this.streams.set(uri.slice(0, key) + stream.prefix, stream);
  }

  /** Keys from elsewhere than the sources. @returns how many there were */
  addKeys(bytes: Uint8Array): number {
    return this.keys.add(bytes);
  }

  async check({ read, signal, onDigest, wasChosen }: CheckOptions): Promise<CheckedSources> {
    await this.readKeys(read);
    const check = new IntegrityCheck(this.table);
    for (const [index, digest] of this.digests.entries()) {
      if (index % YIELD_EVERY === 0) {
        signal?.throwIfAborted();
        onDigest?.(index, this.digests.length);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await addDigest(check, digest, read);
    }
    onDigest?.(this.digests.length, this.digests.length);
    const { keys } = this;
    const integrity = check.finish(keys.check, {
      keys: keys.lists(),
      ...(wasChosen === undefined ? {} : { wasChosen }),
    });
    return { integrity, keys: keys.count };
  }

  private async readKeys(read: ReadInflated): Promise<void> {
    for (; this.keysRead < this.files.length; this.keysRead += 1) {
      const file = this.files[this.keysRead];
      const bytes = file === undefined ? undefined : await orReason(() => read(file.no, file.size));
      // A file that cannot be read any more is reported when all sources are verified.
      if (file === undefined || !(bytes instanceof Uint8Array)) continue;
      if (this.keys.add(bytes, file.uri) === 0) appendAll(this.configuration, configurationOf(file.no, bytes));
    }
  }
}

/** As far as the line says: of its stored bytes, not of what they inflate to. */
function isWholeGzip({ compression, rejects = [] }: IntakeLine): boolean {
  return compression !== 'none' && !rejects.some(({ reason }) => DAMAGED.has(reason));
}

/** What could be read of a source as records of CloudTrail. */
function readingOf({ kind, format, records, rejected = 0, inflatedSha256, holds }: IntakeLine): Reading {
  if (kind !== 'cloudtrail' || format === null || inflatedSha256 === null) return 'none';
  const whole = holds?.whole ?? rejected === 0;
  if (whole) return 'whole';
  return records === 0 ? 'none' : 'part';
}

async function addDigest(check: IntegrityCheck, digest: DigestSource & Sized, read: ReadInflated): Promise<void> {
  const { no: source, size, found } = digest;
  if (size > DIGEST_MAX) {
    check.addBroken({ source, found, words: `It has ${String(size)} bytes, which is no digest of an hour.` });
    return;
  }
  const bytes = await orReason(() => read(source, size));
  const one = typeof bytes === 'string' ? bytes : digestOf(digest, bytes);
  if (typeof one === 'string') check.addBroken({ source, found, words: one });
  else check.add(one.facts, one.logs);
}

function configurationOf(source: number, bytes: Uint8Array): TrailConfiguration[] {
  const text = new TextDecoder().decode(bytes).trim();
  if (!text.startsWith('{') || !text.includes('TrailARN')) return [];
  try {
    return readConfiguration(source, JSON.parse(text) as Json);
  } catch (cause) {
    // Something else that begins like JSON.
    if (cause instanceof SyntaxError) return [];
    throw cause;
  }
}

/** The value, or why it cannot be had. */
async function orReason<T>(task: () => Promise<T>): Promise<T | string> {
  try {
    return await task();
  } catch (cause) {
    if (cause instanceof TrailbenchError) return cause.message;
    throw cause;
  }
}
