import { setMaxListeners } from 'node:events';
import { TrailbenchError } from '../../../contract/errors';
import { describeFileError } from '../../files/file-error';
import { PACKED_SOURCE } from '../../indexing/limits';
import type { RemoteSink } from '../remote/remote-origin';
import { awsError, awsFailure, isPassing, type AwsFailure } from './aws-failure';
import type { BucketClient } from './connection';
import { failureOf, isArchived } from './failure-reason';
import { TemporaryFileError } from './body-target';
import { fetchObject, type Fetched } from './fetch-object';
import { Governor, type GovernorOptions } from './governor';
import type { ListedObject } from './list-page';
import { Outage } from './outage';
import { s3Uri } from './s3-uri';
import { sleep } from './sleep';
import { Slots } from './slots';

/** An object to fetch; what is unknown of it is left out. */
export interface ObjectToFetch extends Partial<Omit<ListedObject, 'key'>> {
  readonly key: string;
  readonly versionId?: string | undefined;
  /** About how many bytes it has, where `size` is not known. */
  readonly guess?: number | undefined;
}

export interface DownloadOptions {
  /** Milliseconds without a byte after which a try is given up. */
  readonly idle?: number;
  readonly governor?: GovernorOptions;
  /** Milliseconds of a first pause before another try. */
  readonly backoff?: number;
  /** Milliseconds without any connection after which it stops; default: never. */
  readonly outageLimit?: number;
}

const IDLE = 20_000;
const BACKOFF = 50;
const BACKOFF_MOST = 15_000;
const TRIES = 10;
/** Being told to slow down says nothing of the object, and passes, if late. */
const THROTTLED_TRIES = 40;
/** Bytes that were wrong so often are not wrong by chance. */
const BODY_TRIES = 6;
/** What an object in a temporary file takes of main's memory. */
const FILE_ROOM = 256 * 1024;
/** Objects begun and not over, for each place: those that wait for another try hold none. */
const OPEN_FOR_EACH = 4;

/** Fetches objects in parallel, as many at a time as bring more, until each is kept or failed. */
export class Download {
  received = 0;
  retrying = 0;
  private readonly governor: Governor;
  private readonly slots: Slots;
  private readonly outage: Outage;
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  private open = 0;
  private ended: (() => void)[] = [];
  private failure: { readonly cause: unknown } | undefined;

  constructor(
    private readonly to: BucketClient,
    private readonly sink: RemoteSink,
    private readonly options: DownloadOptions = {},
  ) {
    this.governor = new Governor(options.governor);
    this.signal = AbortSignal.any([sink.signal, this.stop.signal]);
    // Each request in flight listens.
    setMaxListeners(0, this.signal);
    this.slots = new Slots(this.governor, this.signal);
    this.outage = new Outage(this.slots, this.signal, options.outageLimit, () => sink.changed());
  }

  get active(): number {
    return this.slots.active;
  }

  get parallel(): number {
    return this.governor.limit;
  }

  /** Why nothing moves for now. */
  get message(): string | null {
    return this.outage.message;
  }

  pause(): void {
    this.slots.pause();
  }

  resume(): void {
    this.slots.resume();
  }

  /**
   * Fetches all of them; resolves when each is kept or failed.
   * @throws TrailbenchError where it cannot go on at all; the signal's reason
   */
  async run(batches: AsyncIterable<readonly ObjectToFetch[]>): Promise<void> {
    let listing: { readonly cause: unknown } | undefined;
    try {
      for await (const batch of batches) {
        for (const object of batch) await this.begin(object);
        if (this.failure !== undefined) break;
      }
    } catch (cause) {
      // A listing that breaks off takes nothing away from what it listed.
      listing = { cause };
    }
    while (this.open > 0) await this.oneEnds();
    this.failure ??= listing;
    if (this.failure === undefined) return;
    this.sink.signal.throwIfAborted();
    throw this.failure.cause;
  }

  private async begin(object: ObjectToFetch): Promise<void> {
    if (this.failure !== undefined) return;
    const { key, size = object.guess ?? 0, etag, modified = null, storageClass } = object;
    const uri = s3Uri(this.to.bucket, key);
    // Without either it cannot be told whether it is the state that is kept.
    const isTold = modified !== null || (etag !== undefined && etag !== '');
    if (isTold && this.sink.has({ uri, etag, modified, size })) {
      this.sink.known(size, uri);
      return;
    }
    while (this.open >= OPEN_FOR_EACH * this.governor.limit) await this.oneEnds();
    const room = size < PACKED_SOURCE ? size : FILE_ROOM;
    await this.sink.room(room);
    if (this.failure !== undefined) {
      this.sink.giveBack(room);
      return;
    }
    // Said in the listing already: asking for it would cost a request and give the same.
    const archived = storageClass !== undefined && isArchived(storageClass);
    if (!archived) await this.slots.take(false);
    this.open += 1;
    const work = archived ? this.listArchived(object, uri, storageClass, room) : this.one(object, uri, room);
    void work
      .catch((cause: unknown) => this.fail(cause))
      .then(() => {
        this.open -= 1;
        for (const wake of this.ended.splice(0)) wake();
        this.sink.changed();
      });
  }

  private async listArchived(object: ObjectToFetch, uri: string, storageClass: string, room: number): Promise<void> {
    this.sink.giveBack(room);
    await this.sink.fail(failureOf({ kind: 'archived', code: storageClass, said: '', cause: undefined }, uri, object));
  }

  /** Has a place when it begins. */
  private async one(object: ObjectToFetch, uri: string, room: number): Promise<void> {
    // Bytes that came wrong are counted apart: being told to slow down says nothing of them.
    let spoilt = 0;
    for (let [tried, throttled] = [1, 0]; ; tried += 1) {
      const result = await this.attempt(object);
      this.slots.give();
      if ('fetched' in result) {
        this.keep(uri, result.fetched, room);
        return;
      }
      const { failure } = result;
      if (failure.kind === 'truncated' || failure.kind === 'checksum') spoilt += 1;
      if (failure.kind === 'throttled') [tried, throttled] = [tried - 1, throttled + 1];
      const often = tried >= TRIES || throttled >= THROTTLED_TRIES || spoilt >= BODY_TRIES;
      if (!isPassing(failure) || often) {
        this.sink.giveBack(room);
        await this.sink.fail(failureOf(failure, uri, object, tried + throttled));
        return;
      }
      if (failure.kind === 'unreachable') {
        // Nobody's fault but the network's: it does not count.
        tried -= 1;
        await this.outage.wait(failure);
      }
      await this.again(tried + throttled);
    }
  }

  private async again(tried: number): Promise<void> {
    this.retrying += 1;
    try {
      // Full jitter: many that failed together come back apart.
      const most = Math.min(BACKOFF_MOST, (this.options.backoff ?? BACKOFF) * 2 ** tried);
      await sleep(Math.random() * most, this.signal);
      await this.slots.take(true);
    } finally {
      this.retrying -= 1;
    }
  }

  /** @throws what concerns the whole acquisition */
  private async attempt(
    object: ObjectToFetch,
  ): Promise<{ readonly fetched: Fetched } | { readonly failure: AwsFailure }> {
    try {
      const fetched = await fetchObject(this.to, object, {
        signal: this.signal,
        fileFrom: PACKED_SOURCE,
        temporaryPath: () => this.sink.temporaryPath(),
        caseFolder: this.sink.caseFolder,
        idle: this.options.idle ?? IDLE,
        onBytes: (count) => {
          this.received += count;
        },
      });
      this.governor.succeeded(fetched.object.size);
      this.outage.over();
      return { fetched };
    } catch (cause) {
      if (this.signal.aborted || cause instanceof TemporaryFileError) {
        this.slots.give();
        throw cause;
      }
      const failure = awsFailure(cause);
      if (failure.kind === 'credentials' || failure.kind === 'no-bucket') {
        this.slots.give();
        throw awsError(cause, `Fetching from s3://${this.to.bucket}`, this.to.bucket);
      }
      if (failure.kind === 'throttled') this.governor.throttled();
      return { failure };
    }
  }

  private keep(uri: string, { object, temporary }: Fetched, room: number): void {
    const { bytes, ...description } = object;
    const content = bytes === undefined ? { temporary: temporary ?? '' } : { bytes };
    this.sink.keep({ uri, ...description, content }, room);
  }

  /** Ends everything that is under way. */
  private fail(cause: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = { cause: cause instanceof TemporaryFileError ? diskError(cause) : cause };
    this.stop.abort(this.failure.cause);
  }

  private oneEnds(): Promise<void> {
    return new Promise((resolve) => this.ended.push(resolve));
  }
}

function diskError({ path, cause }: TemporaryFileError): TrailbenchError {
  const message = `${path} could not be written: ${describeFileError(cause)}. Make room on the disk of the case and resume.`;
  return new TrailbenchError('disk-full', message, { cause, details: path });
}
