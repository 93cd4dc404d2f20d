import { createHash, hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Reject } from '../../core/format/format';
import { describeFileError } from '../files/file-error';
import { errorCode } from '../files/disk';
import { freeBytes } from './free-bytes';
import { isGzip } from './gzip-header';
import { GzipInflater, type Fault } from './gzip-inflater';
import { SMALL_SOURCE, type InflateLimits } from './limits';
import type { StoredBytes } from '../files/stored-bytes';
import { gated } from '../process/thread-gate';

export interface StreamOptions {
  readonly limits: InflateLimits;
  /** Sources under so many stored bytes are read in one go; larger ones stream. */
  readonly small?: number;
  /** Receives the inflated bytes in order, in pieces of at most 4 MiB, valid during the call only. */
  readonly onInflated: (chunk: Uint8Array) => void;
  /** Receives the stored bytes of a large source in order: to copy them away. */
  readonly onStored?: (chunk: Uint8Array) => void;
  /** Awaited between pieces: back-pressure, and the place where cancelling throws. */
  readonly between: () => Promise<void>;
  /** SHA-256s of stored bytes that are known already: such a source is hashed and not inflated. */
  readonly known?: readonly string[];
  /** The SHA-256 that the stored bytes must have; others are hashed and not inflated. */
  readonly expected?: string;
  /** False where the inflated hash is not needed, as in a rebuild. */
  readonly hashInflated: boolean;
  /** False: the stored bytes are hashed and given to `onStored`, and nothing is inflated. */
  readonly inflate?: boolean;
}

/** A gzip file that is more than one member: whoever reads only the first one sees something else. */
export interface GzipParts {
  /** Members that came to their end. */
  readonly members: number;
  /** SHA-256 of what the first one inflates to, lower-case hex; null where it was not asked for. */
  readonly firstSha256: string | null;
  /** Stored bytes after the last member that are none. */
  readonly after: number;
}

export interface StreamResult {
  /** Stored bytes. */
  readonly size: number;
  /** Of the stored bytes, lower-case hex. */
  readonly sha256: string;
  readonly inflatedSize: number;
  /** Of the bytes that could be inflated, lower-case hex; null where it was not asked for. */
  readonly inflatedSha256: string | null;
  readonly gzip: boolean;
  /** Undefined where it is one member and nothing else, or no gzip. */
  readonly parts?: GzipParts | undefined;
  /** Why inflating stopped early. */
  readonly fault: Fault | undefined;
  readonly findings: readonly Reject[];
  /** All stored bytes, where the source is small. */
  readonly stored: Uint8Array<ArrayBuffer> | undefined;
  /** False where `known` or `expected` ruled it out: nothing was inflated. */
  readonly read: boolean;
}

const READ_CHUNK = 256 * 1024;
const INFLATED_CHUNK = 4 * 1024 * 1024;
/** What gunzip may give in one go; more is streamed. */
const INFLATE_AT_ONCE = 64 * 1024 * 1024;

/**
 * Reads a source once: hashes the stored bytes, inflates gzip (told by its magic bytes, all
 * members), hashes what came out. Never throws for damaged data: that is a fault or a finding.
 *
 * @throws the system's error where reading fails; what `between` throws
 */
export async function streamSource(stored: StoredBytes, options: StreamOptions): Promise<StreamResult> {
  return stored.size < (options.small ?? SMALL_SOURCE)
    ? await streamSmall(stored, options)
    : await streamLarge(stored, options);
}

async function streamSmall(stored: StoredBytes, options: StreamOptions): Promise<StreamResult> {
  const bytes = stored.all();
  const sha256 = hash('sha256', bytes, 'hex');
  const result = { size: bytes.length, sha256, gzip: isGzip(bytes), stored: bytes };
  if (options.inflate === false || isRuledOut(sha256, options)) return { ...result, ...NOTHING_READ };
  if (!result.gzip) return { ...result, ...(await emit(bytes, options, () => sha256)) };
  const inflated = gunzipAtOnce(bytes, options.limits);
  if (inflated !== undefined) {
    const emitted = await emit(inflated, options, () => hash('sha256', inflated, 'hex'));
    freeBytes(inflated);
    return { ...result, ...emitted };
  }
  const pass = new InflatePass(stored, options);
  try {
    for (let at = 0; at < bytes.length; at += READ_CHUNK) await pass.push(bytes.subarray(at, at + READ_CHUNK));
    return { ...result, ...pass.end() };
  } finally {
    pass.close();
  }
}

function isRuledOut(sha256: string, options: StreamOptions): boolean {
  if (options.expected !== undefined && options.expected !== sha256) return true;
  return options.known?.includes(sha256) === true;
}

const NOTHING_READ = { inflatedSize: 0, inflatedSha256: null, fault: undefined, findings: [], read: false } as const;

async function emit(bytes: Uint8Array, options: StreamOptions, sha256: () => string): Promise<PassResult> {
  for (let at = 0; at < bytes.length; at += INFLATED_CHUNK) {
    options.onInflated(bytes.subarray(at, at + INFLATED_CHUNK));
    await options.between();
  }
  const inflatedSha256 = options.hashInflated ? sha256() : null;
  return { inflatedSize: bytes.length, inflatedSha256, fault: undefined, findings: [], read: true };
}

async function streamLarge(stored: StoredBytes, options: StreamOptions): Promise<StreamResult> {
  if (options.expected !== undefined || (options.known?.length ?? 0) > 0) {
    // Hashed on its own first, so that no byte is parsed before it is known to be the right one.
    const sha256 = await hashOnly(stored, options);
    const gzip = false;
    if (isRuledOut(sha256, options)) return { size: stored.size, sha256, gzip, stored: undefined, ...NOTHING_READ };
  }
  const storedHash = createHash('sha256');
  const buffer = new Uint8Array(READ_CHUNK);
  let size = 0;
  let inflate: InflatePass | PlainPass | undefined;
  const wanted = options.inflate !== false;
  try {
    for (;;) {
      const count = readOn(stored, buffer, size, inflate);
      if (count === 0) break;
      const chunk = buffer.subarray(0, count);
      storedHash.update(chunk);
      options.onStored?.(chunk);
      if (wanted) inflate ??= isGzip(chunk) ? new InflatePass(stored, options) : new PlainPass(options);
      await (inflate === undefined ? options.between() : inflate.push(chunk));
      size += count;
    }
    const gzip = inflate instanceof InflatePass;
    const result = { size, sha256: storedHash.digest('hex'), gzip, stored: undefined };
    return wanted ? { ...result, ...(inflate ?? new PlainPass(options)).end() } : { ...result, ...NOTHING_READ };
  } finally {
    if (inflate instanceof InflatePass) inflate.close();
  }
}

/** What was read before the disk failed is evidence too: the fault says that it is not all. */
function readOn(stored: StoredBytes, into: Uint8Array, at: number, pass: InflatePass | PlainPass | undefined): number {
  try {
    return stored.read(into, at);
  } catch (cause) {
    if (pass === undefined || errorCode(cause) === undefined) throw cause;
    const message = `The file could be read only up to stored byte ${at}: ${describeFileError(cause)}.`;
    pass.fail({ reason: 'unreadable', message });
    return 0;
  }
}

/**
 * The usual case in one call of zlib: an undamaged gzip file of moderate size. Undefined where
 * anything is unusual, and the inflater must look.
 */
function gunzipAtOnce(bytes: Uint8Array, limits: InflateLimits): Uint8Array | undefined {
  const most = Math.min(INFLATE_AT_ONCE, limits.ratioFrom, limits.size - 1);
  // The last member's trailer holds its inflated size (RFC 1952): with one member zlib then needs one buffer.
  const trailer = new DataView(
    bytes.buffer,
    bytes.byteOffset + Math.max(0, bytes.length - 4),
    Math.min(4, bytes.length),
  );
  const hint = trailer.byteLength === 4 ? trailer.getUint32(0, true) : 0;
  if (hint > most) return undefined;
  const chunkSize = Math.max(1024, hint + 64);
  try {
    const inflate = () => gunzipSync(bytes, { chunkSize, maxOutputLength: most, info: true });
    const { buffer, engine } = gated(inflate) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    // Of several members the last one's size is not the whole: the inflater then tells them apart.
    return engine.bytesWritten === bytes.length && buffer.length === hint ? buffer : undefined;
  } catch (cause) {
    if (isZlibError(cause)) return undefined;
    throw cause;
  }
}

function isZlibError(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return false;
  return cause.code.startsWith('Z_') || cause.code === 'ERR_BUFFER_TOO_LARGE';
}

async function hashOnly(stored: StoredBytes, options: StreamOptions): Promise<string> {
  const sha256 = createHash('sha256');
  const buffer = new Uint8Array(READ_CHUNK);
  let at = 0;
  for (let count = stored.read(buffer, at); count > 0; count = stored.read(buffer, at)) {
    sha256.update(buffer.subarray(0, count));
    at += count;
    await options.between();
  }
  return sha256.digest('hex');
}

type PassResult = Pick<StreamResult, 'inflatedSize' | 'inflatedSha256' | 'fault' | 'findings' | 'read' | 'parts'>;

class InflatePass {
  private readonly sha256 = createHash('sha256');
  private firstSha256: string | null = null;
  private readonly inflater: GzipInflater;

  constructor(
    stored: StoredBytes,
    private readonly options: StreamOptions,
  ) {
    this.inflater = new GzipInflater({
      limits: options.limits,
      reread: (into, offset) => stored.read(into, offset),
      onMember: () => {
        if (options.hashInflated) this.firstSha256 ??= this.sha256.copy().digest('hex');
      },
      onInflated: (chunk) => {
        if (options.hashInflated) this.sha256.update(chunk);
        options.onInflated(chunk);
      },
    });
  }

  async push(chunk: Uint8Array): Promise<void> {
    await this.inflater.push(chunk);
    await this.options.between();
  }

  fail(fault: Fault): void {
    this.inflater.fault ??= fault;
  }

  end(): PassResult {
    const { inflater } = this;
    inflater.end();
    const inflatedSha256 = this.options.hashInflated ? this.sha256.digest('hex') : null;
    const { inflated: inflatedSize, fault, findings, members, afterBytes: after } = inflater;
    const parts = members > 1 || after > 0 ? { members, firstSha256: this.firstSha256, after } : undefined;
    return { inflatedSize, inflatedSha256, fault, findings, read: true, parts };
  }

  close(): void {
    this.inflater.close();
  }
}

/** Bytes that are stored as they are; only their size is capped. */
class PlainPass {
  private readonly sha256 = createHash('sha256');
  private size = 0;
  private fault: Fault | undefined;

  constructor(private readonly options: StreamOptions) {}

  async push(chunk: Uint8Array): Promise<void> {
    await this.options.between();
    if (this.fault !== undefined) return;
    const { limits, hashInflated, onInflated } = this.options;
    const taken = chunk.subarray(0, limits.size - 1 - this.size);
    this.size += taken.length;
    if (hashInflated) this.sha256.update(taken);
    onInflated(taken);
    if (taken.length === chunk.length) return;
    const message = `Reading stopped at byte ${this.size}: it has ${limits.size} bytes or more: split it into smaller files.`;
    this.fault = { reason: 'inflates-too-far', message };
  }

  fail(fault: Fault): void {
    this.fault ??= fault;
  }

  end(): PassResult {
    const inflatedSha256 = this.options.hashInflated ? this.sha256.digest('hex') : null;
    return { inflatedSize: this.size, inflatedSha256, fault: this.fault, findings: [], read: true };
  }
}
