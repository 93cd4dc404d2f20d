import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import type { Reject, RejectReason } from '../../core/format/format';
import { scanGzipHeader } from './gzip-header';
import type { InflateLimits } from './limits';
import { gated } from '../process/thread-gate';

/** Why inflating stopped before the end of the stored bytes. */
export interface Fault {
  readonly reason: RejectReason;
  readonly message: string;
}

export interface InflaterOptions {
  readonly limits: InflateLimits;
  /** Receives inflated bytes in order; they are valid during the call only. */
  readonly onInflated: (chunk: Uint8Array) => void;
  /** Called at the end of each member that is whole. */
  readonly onMember?: () => void;
  /** Reads stored bytes again, from an offset in the source; returns how many there were. */
  readonly reread: (into: Uint8Array, offset: number) => number;
}

const OUTPUT_CHUNK = 256 * 1024;
const REREAD_CHUNK = 256 * 1024;
/** Stored bytes handed over at a time near a damaged place: what zlib had not yet given out there is lost. */
const RECOVERY_CHUNK = 64;
const TRAILER = 8;

/**
 * Inflates a gzip source member by member from stored bytes pushed in order. Node's own gunzip
 * drops what it had inflated when a member is damaged and takes bytes after the last member for
 * damage; here both are told apart, and everything before the fault is kept.
 */
export class GzipInflater {
  /** Set once nothing more will be inflated. */
  fault: Fault | undefined;
  /** Things worth knowing that did not stop it. */
  readonly findings: Reject[] = [];
  inflated = 0;
  /** Members that came to their end. */
  members = 0;
  /** Stored bytes after the last member that are none. */
  afterBytes = 0;

  private state: 'header' | 'body' | 'trailer' | 'after' = 'header';
  private pending: Uint8Array = new Uint8Array(0);
  private raw: RawMember | undefined;
  /** Offsets in the source. */
  private consumed = 0;
  private bodyStart = 0;
  /** Inflated bytes before the current member. */
  private memberBase = 0;
  private crc = 0;
  private afterZero = true;

  constructor(private readonly options: InflaterOptions) {}

  /** Takes the next stored bytes. Does nothing after a fault. */
  async push(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (rest.length > 0 && this.fault === undefined) {
      switch (this.state) {
        case 'header':
          rest = this.header(rest);
          break;
        case 'body':
          rest = await this.body(rest);
          break;
        case 'trailer':
          rest = this.trailer(rest);
          break;
        case 'after':
          this.after(rest);
          return;
      }
    }
  }

  /** The stored bytes have ended. */
  end(): void {
    if (this.fault === undefined) this.finish();
    this.close();
  }

  /** Frees zlib's memory; needed where `end` is not reached. */
  close(): void {
    this.raw?.abandon();
    this.raw = undefined;
  }

  private header(rest: Uint8Array): Uint8Array {
    const bytes = this.pending.length === 0 ? rest : Buffer.concat([this.pending, rest]);
    const scan = scanGzipHeader(bytes);
    if (scan.state === 'partial') {
      this.pending = bytes.slice();
      return bytes.subarray(bytes.length);
    }
    this.pending = new Uint8Array(0);
    if (scan.state === 'invalid') {
      if (this.members === 0) {
        this.stop('gzip', 'its gzip header is damaged: get an undamaged copy of the file');
        return rest;
      }
      this.state = 'after';
      return bytes;
    }
    this.consumed += scan.length;
    this.bodyStart = this.consumed;
    this.memberBase = this.inflated;
    this.crc = 0;
    this.raw = new RawMember((chunk) => this.output(chunk));
    this.state = 'body';
    return bytes.subarray(scan.length);
  }

  private async body(rest: Uint8Array): Promise<Uint8Array> {
    const raw = this.raw;
    if (raw === undefined) throw new Error('A gzip body without a header');
    const failed = await raw.write(rest);
    // A limit reached while writing has already said why.
    if (this.fault !== undefined) return rest;
    if (failed) {
      await this.recover(rest.length);
      return rest;
    }
    const taken = raw.taken;
    this.consumed += taken;
    if (taken === rest.length) return rest.subarray(taken);
    this.close();
    this.state = 'trailer';
    return rest.subarray(taken);
  }

  private trailer(rest: Uint8Array): Uint8Array {
    const bytes = this.pending.length === 0 ? rest : Buffer.concat([this.pending, rest]);
    if (bytes.length < TRAILER) {
      this.pending = bytes.slice();
      return bytes.subarray(bytes.length);
    }
    this.pending = new Uint8Array(0);
    const view = new DataView(bytes.buffer, bytes.byteOffset, TRAILER);
    const length = this.inflated - this.memberBase;
    if (view.getUint32(0, true) !== this.crc || view.getUint32(4, true) !== length % 2 ** 32) {
      this.findings.push({
        reason: 'gzip',
        offset: this.memberBase,
        length,
        message: `The checksum of gzip member ${this.members + 1} does not match what it inflates to: some of these bytes are damaged. Get an undamaged copy of the file.`,
      });
    }
    this.consumed += TRAILER;
    this.members += 1;
    this.options.onMember?.();
    this.state = 'header';
    return bytes.subarray(TRAILER);
  }

  private after(rest: Uint8Array): void {
    this.afterBytes += rest.length;
    this.afterZero &&= rest.every((byte) => byte === 0);
  }

  private finish(): void {
    if (this.state === 'header' && this.pending.length > 0 && this.members > 0) this.after(this.pending);
    else if (this.state === 'body' || this.state === 'trailer' || this.members === 0) {
      this.stop('truncated', 'its gzip data end too early: get a complete copy of the file');
      return;
    }
    if (this.afterBytes === 0) return;
    const what = this.afterZero ? 'zero bytes of padding' : 'bytes that are no gzip member';
    this.findings.push({
      reason: 'trailing',
      offset: this.inflated,
      length: 0,
      message: `${this.afterBytes} ${what} follow the gzip data, from byte ${this.consumed} of the stored file. They are kept as evidence and hold no records.`,
    });
  }

  private output(chunk: Uint8Array): void {
    if (this.fault !== undefined) return;
    const { limits } = this.options;
    const stored = this.consumed + (this.raw?.taken ?? 0);
    const byRatio = Math.max(limits.ratioFrom, limits.ratio * stored);
    const allowed = Math.min(byRatio, limits.size - 1) - this.inflated;
    const taken = chunk.length <= allowed ? chunk : chunk.subarray(0, Math.max(0, allowed));
    this.inflated += taken.length;
    this.crc = crc32(taken, this.crc);
    if (taken.length > 0) this.options.onInflated(taken);
    if (taken === chunk) return;
    const what =
      byRatio >= limits.size
        ? `it inflates to ${String(limits.size)} bytes or more: split it into smaller files`
        : `it inflates to over ${String(limits.ratio)} times its stored size, like a decompression bomb: inflate it by hand if it is trusted`;
    this.stop('inflates-too-far', what);
  }

  private stop(reason: RejectReason, message: string): void {
    this.fault = { reason, message: `Reading stopped at inflated byte ${this.inflated}: ${message}.` };
    // A bomb must not go on inflating the stored bytes that it already has.
    this.close();
  }

  /**
   * zlib reported damage somewhere in the last `length` stored bytes, and kept to itself what it
   * had inflated of them. Inflates the member again up to there, then in small steps.
   */
  private async recover(length: number): Promise<void> {
    let skip = this.inflated - this.memberBase;
    const again = new RawMember((chunk) => {
      const seen = Math.min(skip, chunk.length);
      skip -= seen;
      if (seen < chunk.length) this.output(chunk.subarray(seen));
    });
    this.close();
    this.raw = again;
    const suspect = this.consumed;
    const buffer = new Uint8Array(REREAD_CHUNK);
    let at = this.bodyStart;
    let failed = false;
    while (!failed && at < suspect + length) {
      const step =
        at < suspect ? Math.min(buffer.length, suspect - at) : Math.min(RECOVERY_CHUNK, suspect + length - at);
      const count = this.options.reread(buffer.subarray(0, step), at);
      if (count === 0) break;
      failed = await again.write(buffer.subarray(0, count));
      at += count;
    }
    if (this.fault === undefined) {
      this.stop('gzip', `its gzip data are damaged near byte ${at} of the stored file: get an undamaged copy`);
    }
  }
}

/** One raw deflate stream of a member. */
class RawMember {
  /** Stored bytes that the last write took; fewer than given where the member ended. */
  private before = 0;
  private failed = false;
  private readonly zlib: InflateRaw;
  private settle: (() => void) | undefined;

  constructor(onInflated: (chunk: Uint8Array) => void) {
    this.zlib = gated(() => createInflateRaw({ chunkSize: OUTPUT_CHUNK }));
    this.zlib.on('data', onInflated);
    this.zlib.on('error', () => {
      this.failed = true;
      this.settle?.();
    });
  }

  get taken(): number {
    return this.zlib.bytesWritten - this.before;
  }

  /** Resolves once all output of these bytes was given out; true where the data are damaged. */
  async write(bytes: Uint8Array): Promise<boolean> {
    this.before = this.zlib.bytesWritten;
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      this.zlib.write(bytes, () => resolve());
    });
    this.settle = undefined;
    while (!this.failed && this.zlib.readableLength > 0) await new Promise((resolve) => setImmediate(resolve));
    return this.failed;
  }

  /** Stops at once, in the middle of a write too. */
  abandon(): void {
    this.failed = true;
    this.zlib.destroy();
    this.settle?.();
  }
}
