import { setMaxListeners } from 'node:events';
import { TrailbenchError } from '../../../contract/errors';
import type { BucketClient } from './connection';
import type { KeyRange } from './choice-plan';
import { awsError, awsFailure, type AwsFailure, type AwsFailureKind } from './aws-failure';
import type { ListedObject } from './list-page';
import { listPages } from './listing';

/** Some objects of one range, in the order of their keys. */
export interface ListedBatch {
  readonly range: KeyRange;
  readonly objects: readonly ListedObject[];
}

/** Hears how ranges end. */
export interface RangeEnds {
  /** One may not or cannot be listed; the others go on. */
  refused?(range: KeyRange, failure: AwsFailure): Promise<void>;
  /** All of one was listed and taken. */
  listed(range: KeyRange): Promise<void>;
}

/** Ranges listed at a time. */
const AT_ONCE = 8;
/** Pages that may wait to be taken, over all ranges. */
const PAGES_WAITING = 8;

/**
 * Lists ranges, several at a time. Pages wait for whoever takes them: however many keys there are, a few thousand of
 * them are in memory.
 *
 * @param ends is told of ranges that may not be listed; where it does not want to be, that is an error
 * @throws TrailbenchError where a range cannot be listed; the signal's reason where it aborts
 */
export async function* listObjects(
  to: BucketClient,
  ranges: readonly KeyRange[],
  signal: AbortSignal,
  ends?: RangeEnds,
): AsyncGenerator<ListedBatch, void, undefined> {
  const stop = new AbortController();
  const channel = new Channel<ListedBatch>(PAGES_WAITING);
  const inner = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, inner);
  const queue = ranges.values();
  const lister = async (): Promise<void> => {
    for (const range of queue) {
      try {
        for await (const batch of listRange(to, range, inner)) await channel.put(batch);
      } catch (cause) {
        const refusal = ends?.refused === undefined ? undefined : refusalOf(cause);
        if (refusal === undefined) throw cause;
        await ends?.refused?.(range, refusal);
        continue;
      }
      await ends?.listed(range);
    }
  };
  const listers = Array.from({ length: Math.min(AT_ONCE, ranges.length) }, lister);
  const all = Promise.all(listers).then(
    () => channel.end(),
    (cause: unknown) => channel.end({ cause }),
  );
  try {
    for (let batch = await channel.take(); batch !== undefined; batch = await channel.take()) yield batch;
  } finally {
    stop.abort();
    channel.open();
    await all;
    await Promise.allSettled(listers);
  }
}

async function* listRange(
  to: BucketClient,
  range: KeyRange,
  signal: AbortSignal,
): AsyncGenerator<ListedBatch, void, undefined> {
  const { prefix, after, before, accepts, prepare } = range;
  try {
    const wanted = await prepare?.(signal);
    if (wanted?.size === 0) return;
    const pages = listPages(to, { prefix, after }, signal);
    for await (const { objects, ordered } of pages) {
      const within = objects.filter(
        (object) => isWithin(object.key, after, before) && wanted?.has(object.key) !== false && accepts(object),
      );
      if (within.length > 0) yield { range, objects: within };
      const last = objects.at(-1);
      // Where keys come in order nothing wanted follows the end.
      if (ordered && before !== undefined && last !== undefined && !isBefore(last.key, before)) return;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw awsError(cause, `Listing s3://${to.bucket}/${prefix}`, `s3://${to.bucket}/${prefix}`);
  }
}

/** Failures to list one folder that say nothing of the others. */
const OF_ONE_FOLDER: ReadonlySet<AwsFailureKind> = new Set(['access-denied', 'foreign', 'unlistable']);

/** The failure of one folder that an error of `listRange` came of; undefined for all else. */
function refusalOf(cause: unknown): AwsFailure | undefined {
  const failure = awsFailure(cause instanceof TrailbenchError ? cause.cause : cause);
  return OF_ONE_FOLDER.has(failure.kind) ? failure : undefined;
}

/** Some stores heed no `start-after`: so what comes is looked at, too. */
function isWithin(key: string, after: string | undefined, before: string | undefined): boolean {
  return (after === undefined || !isBefore(key, after)) && (before === undefined || isBefore(key, before));
}

/** The bounds are folders of digits, so that JavaScript's order and that of UTF-8 bytes agree on them. */
function isBefore(key: string, bound: string): boolean {
  return key < bound;
}

/** Hands things over, of which only so many may wait. */
class Channel<T> {
  private readonly waiting: T[] = [];
  private ended: { readonly failure: { readonly cause: unknown } | undefined } | undefined;
  private wakeTaker: (() => void) | undefined;
  private wakePutters: (() => void)[] = [];
  private unbounded = false;

  constructor(private readonly limit: number) {}

  async put(item: T): Promise<void> {
    while (this.waiting.length >= this.limit && !this.unbounded) {
      await new Promise<void>((resolve) => this.wakePutters.push(resolve));
    }
    if (!this.unbounded) this.waiting.push(item);
    this.wakeTaker?.();
  }

  /** Undefined at the end. @throws what it was ended with, once all is taken */
  async take(): Promise<T | undefined> {
    for (;;) {
      const item = this.waiting.shift();
      if (item !== undefined) {
        for (const wake of this.wakePutters.splice(0)) wake();
        return item;
      }
      if (this.ended !== undefined) {
        if (this.ended.failure !== undefined) throw this.ended.failure.cause;
        return undefined;
      }
      await new Promise<void>((resolve) => (this.wakeTaker = resolve));
    }
  }

  end(failure?: { readonly cause: unknown }): void {
    this.ended ??= { failure };
    this.wakeTaker?.();
  }

  /** Nobody takes any more: whoever puts need not wait. */
  open(): void {
    this.unbounded = true;
    for (const wake of this.wakePutters.splice(0)) wake();
  }
}
