/**
 * Where CloudTrail delivers in a bucket:
 * `[prefix/]AWSLogs/[o-id/]<account>/CloudTrail[-Digest|-Insight|-NetworkActivity|-Aggregated]/<region>/yyyy/mm/dd/<file>`
 * ("Finding your CloudTrail log files", AWS CloudTrail user guide). The date is that of the delivery, UTC.
 */
export const LOGS_FOLDER = 'AWSLogs/';

export type DeliveryKind = 'CloudTrail' | 'Digest' | 'Insight' | 'NetworkActivity' | 'Aggregated';

const FOLDER_OF: Readonly<Record<DeliveryKind, string>> = {
  CloudTrail: 'CloudTrail',
  Digest: 'CloudTrail-Digest',
  Insight: 'CloudTrail-Insight',
  NetworkActivity: 'CloudTrail-NetworkActivity',
  Aggregated: 'CloudTrail-Aggregated',
};
const KIND_OF: ReadonlyMap<string, DeliveryKind> = new Map(
  (Object.keys(FOLDER_OF) as DeliveryKind[]).map((kind) => [FOLDER_OF[kind], kind]),
);

/** What a trail delivers of one account, region and kind. */
export interface DeliveryStream {
  /** Ends in `/`; the folders of years are below it. */
  readonly prefix: string;
  /** All that stands before `AWSLogs/`. */
  readonly root: string;
  readonly organization: string | null;
  readonly account: string;
  readonly region: string;
  readonly kind: DeliveryKind;
}

const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

export function isAccount(name: string): boolean {
  return ACCOUNT.test(name);
}

export function isOrganization(name: string): boolean {
  return ORGANIZATION.test(name);
}

export function isRegion(name: string): boolean {
  return REGION.test(name);
}

/** The kind that a folder's name means; undefined for any other folder, such as `Config`. */
export function kindOfFolder(name: string): DeliveryKind | undefined {
  return KIND_OF.get(name);
}

/** The stream's folder below a root such as `` or `logs/`. */
export function streamPrefix(stream: Omit<DeliveryStream, 'prefix'>): string {
  const organization = stream.organization === null ? '' : `${stream.organization}/`;
  return `${stream.root}${LOGS_FOLDER}${organization}${stream.account}/${FOLDER_OF[stream.kind]}/${stream.region}/`;
}

/** A place in a trail's layout. */
export interface DeliveryPath {
  readonly stream: DeliveryStream;
  /** `yyyy-mm-dd`; null where the path ends before the day or has something else there. */
  readonly day: string | null;
  /** What follows the day. */
  readonly name: string;
}

/** Reads a key, or the prefix of keys; undefined where it does not reach down to a region of a trail's layout. */
export function parseDeliveryPath(key: string): DeliveryPath | undefined {
  // The prefix of a trail may hold the word itself: the last place that fits is the layout.
  for (let at = key.lastIndexOf(LOGS_FOLDER); at >= 0; at = at === 0 ? -1 : key.lastIndexOf(LOGS_FOLDER, at - 1)) {
    if (at > 0 && key[at - 1] !== '/') continue;
    const found = parseBelow(key, key.slice(0, at), key.slice(at + LOGS_FOLDER.length).split('/'));
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseBelow(key: string, root: string, parts: readonly string[]): DeliveryPath | undefined {
  const organization = isOrganization(parts[0] ?? '') ? (parts[0] ?? null) : null;
  const rest = organization === null ? parts : parts.slice(1);
  const [account = '', folder = '', region = '', ...below] = rest;
  const kind = kindOfFolder(folder);
  // The part after the region must be there, if only as the end of `region/`.
  if (!isAccount(account) || kind === undefined || !isRegion(region) || below.length === 0) return undefined;
  const stream = { root, organization, account, region, kind };
  const prefix = streamPrefix(stream);
  if (!key.startsWith(prefix)) return undefined;
  const day = dayOf(below);
  const name = below.slice(day === null ? 0 : 3).join('/');
  return { stream: { ...stream, prefix }, day, name };
}

/** `['2023', '11', '14', ...]` as a day; null where it is none. */
export function dayOf(parts: readonly string[]): string | null {
  const [year = '', month = '', day = ''] = parts;
  if (!/^\d{4}$/.test(year) || !/^\d{2}$/.test(month) || !/^\d{2}$/.test(day)) return null;
  const text = `${year}-${month}-${day}`;
  return isDay(text) ? text : null;
}

/** True for a day of the calendar, `yyyy-mm-dd`. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().slice(0, 10) === text;
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`) + days * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}

/** `2023-11-14` as the folder `2023/11/14/`. */
export function dayFolder(day: string): string {
  return `${day.replaceAll('-', '/')}/`;
}
