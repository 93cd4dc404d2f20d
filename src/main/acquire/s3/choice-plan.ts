import { TrailbenchError } from '../../../contract/errors';
import type { Choice } from '../../../contract/discovery';
import { addDays, dayFolder, isDay, parseDeliveryPath, type DeliveryStream } from '../../../core/trail/trail-path';
import type { BucketClient } from './connection';
import { discover } from './discover';
import type { ListedObject } from './list-page';
import { midnightRanges } from './midnight';
import { parseS3Uri } from './s3-uri';

/** IAM, STS, CloudFront, Route 53 and sign-in record their events here, whatever region is looked at. */
export const GLOBAL_REGION = 'us-east-1';

/** Keys that are wanted, as one stretch of a listing. */
export interface KeyRange {
  readonly prefix: string;
  /** Keys after this one alone. */
  readonly after: string | undefined;
  /** The stretch ends before this key. */
  readonly before: string | undefined;
  /** Undefined where everything is taken. */
  readonly stream: DeliveryStream | undefined;
  /** What is wanted of the stretch, for choices that keys cannot express. */
  readonly accepts: (object: ListedObject) => boolean;
  /** Says before it is listed which keys are wanted of it, where others must be read to know. None: it is not listed. */
  readonly prepare?: (signal: AbortSignal) => Promise<ReadonlySet<string>>;
}

export interface ChoicePlan {
  readonly bucket: string;
  readonly ranges: readonly KeyRange[];
  readonly streams: readonly DeliveryStream[];
  /** Delivery days that are taken, `yyyy-mm-dd`; null where there is no bound. */
  readonly from: string | null;
  readonly to: string | null;
  /** What was added to the choice and why, in words. */
  readonly notes: readonly string[];
}

/** A prefix as a folder: what is typed without its last slash means the folder all the same. */
export function asFolder(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/**
 * The listings that a choice comes to. Streams that are not named are looked up.
 * @throws TrailbenchError `bad-request` for a choice that means nothing; what `discover` throws
 */
export async function planChoice(choice: Choice, to: BucketClient, signal: AbortSignal): Promise<ChoicePlan> {
  const { bucket, prefix } = parseS3Uri(choice.uri);
  const period = deliveryDays(choice);
  if (choice.everything === true) return everything(choice, bucket, prefix);
  const folder = asFolder(prefix);
  const streams = choice.streams === undefined ? await lookUp(choice, to, folder, signal) : named(choice.streams);
  const whole = streams.filter(({ prefix: above }) => !folder.startsWith(above));
  const midnights = midnightRanges(to, { streams: whole, ...period });
  const ranges = [...streams.map((stream) => rangeOf(stream, folder, period)), ...midnights];
  const notes = notesOf(choice, period, midnights.length > 0);
  if (!to.aws && streams.some(({ kind }) => kind === 'Digest')) {
    notes.push('The public keys of the digests are not at this store: acquire the configuration from AWS for them.');
  }
  return { bucket, ranges, streams, from: period.from, to: period.to, notes };
}

interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Delivery days for a range of events: a log file is delivered up to some hours after its events, and lies in the
 * folder of its delivery.
 */
export function deliveryDays({ from, to, exactDays }: Choice): Period {
  const first = from === undefined ? null : dayIn(from);
  const last = to === undefined ? null : dayIn(to);
  if (first !== null && last !== null && first > last) {
    throw new TrailbenchError(
      'bad-request',
      `The period ends (${last}) before it begins (${first}): exchange the two.`,
    );
  }
  return { from: first, to: last === null || exactDays === true ? last : addDays(last, 1) };
}

/** The UTC day of a day, or of a time with its zone. */
function dayIn(text: string): string {
  const day = text.includes('T') ? Date.parse(text) : Date.parse(`${text}T00:00:00Z`);
  if (!Number.isFinite(day) || (!text.includes('T') && !isDay(text))) {
    throw new TrailbenchError('bad-request', `${text} is no day of the calendar.`);
  }
  return new Date(day).toISOString().slice(0, 10);
}

function named(prefixes: readonly string[]): DeliveryStream[] {
  return prefixes.map((prefix) => {
    const found = parseDeliveryPath(prefix)?.stream;
    if (found?.prefix === prefix) return found;
    throw new TrailbenchError('bad-request', `${prefix} is no folder of a trail's account and region.`);
  });
}

async function lookUp(
  choice: Choice,
  to: BucketClient,
  folder: string,
  signal: AbortSignal,
): Promise<DeliveryStream[]> {
  const streams: DeliveryStream[] = [];
  await discover(to, folder, {
    signal,
    days: false,
    onFound: (message) => {
      if (message.type === 'stream' && isWanted(message.stream, choice)) streams.push(message.stream);
    },
  });
  // Parallel calls answer in any order; the same choice is to give the same plan.
  return streams.sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

/** True for a stream that a choice without names narrows to. */
export function isWanted(
  { account, region, kind }: DeliveryStream,
  { accounts, regions, kinds, globalRegion }: Choice,
): boolean {
  if (accounts?.includes(account) === false || kinds?.includes(kind) === false) return false;
  return regions?.includes(region) !== false || (globalRegion !== false && region === GLOBAL_REGION);
}

/** From the first day's folder to the last day's end, as one stretch: days sort as their folders do. */
function rangeOf(stream: DeliveryStream, folder: string, { from, to }: Period): KeyRange {
  const prefix = folder.startsWith(stream.prefix) ? folder : commonFolder(stream.prefix, from, to);
  const after = from === null ? undefined : `${stream.prefix}${dayFolder(from)}`;
  const before = to === null ? undefined : `${stream.prefix}${dayFolder(addDays(to, 1))}`;
  return { prefix, after, before, stream, accepts: isObject };
}

/** The folders that a period has in common: a store then looks at fewer keys. */
function commonFolder(prefix: string, from: string | null, to: string | null): string {
  if (from === null || to === null) return prefix;
  const [a, b] = [from.split('-'), to.split('-')];
  let common = prefix;
  for (let i = 0; i < a.length && a[i] === b[i]; i += 1) common += `${a[i] ?? ''}/`;
  return common;
}

function everything(choice: Choice, bucket: string, prefix: string): ChoicePlan {
  const since = choice.from === undefined ? null : dayIn(choice.from);
  const until = choice.to === undefined ? null : addDays(dayIn(choice.to), choice.exactDays === true ? 1 : 2);
  const accepts = (object: ListedObject): boolean => {
    if (!isObject(object)) return false;
    const { modified } = object;
    if (modified === null) return true;
    return (since === null || modified >= since) && (until === null || modified < until);
  };
  const range: KeyRange = { prefix, after: undefined, before: undefined, stream: undefined, accepts };
  const notes = ['Every object under the address is taken, whatever it is.'];
  return { bucket, ranges: [range], streams: [], from: since, to: until, notes };
}

/** Tools that show folders make objects for them that hold nothing. */
function isObject({ key, size }: ListedObject): boolean {
  return size !== 0 || !key.endsWith('/');
}

function notesOf(choice: Choice, { from, to }: Period, midnights: boolean): string[] {
  const notes: string[] = [];
  if (from !== null && midnights) {
    notes.push(`Of ${addDays(from, -1)} the log files are taken too that the first digests list.`);
  }
  if (to !== null && midnights) {
    notes.push(
      `Of ${addDays(to, 1)} the digests are taken too that prove the last log files of ${to}, with all that they list.`,
    );
  }
  if (to !== null && choice.exactDays !== true) {
    notes.push(`Folders are named by the day of delivery: the day after the period (${to}) is taken too.`);
  }
  if (choice.regions?.includes(GLOBAL_REGION) === false && choice.globalRegion !== false) {
    notes.push(`${GLOBAL_REGION} is taken too: IAM, STS and sign-in record their events there.`);
  }
  return notes;
}
