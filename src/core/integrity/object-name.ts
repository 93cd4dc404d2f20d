/**
 * What the name of an object that CloudTrail delivers says. Source: AWS CloudTrail user guide, "CloudTrail log file
 * names" and "CloudTrail digest file structure":
 * `acct_CloudTrail_region_YYYYMMDDTHHmmZ_rand.json.gz` and
 * `acct_CloudTrail-Digest_region_trail_homeRegion_YYYYMMDDTHHmmssZ[_backfill].json.gz`.
 */
export interface LogName {
  /** `CloudTrail`: management and data events; else the kind that the name states, such as `Insight`. */
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  /** Delivery time, seconds since 1970 UTC, whole minutes. */
  readonly delivered: number;
}

export interface DigestName {
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
  readonly backfill: boolean;
}

const ACCOUNT = '(\\d{12})';
const REGION = '([a-z]{2,4}(?:-[a-z]+)+-\\d{1,2})';
// Other kinds than those of today are named alike.
const LOG = new RegExp(`^${ACCOUNT}_CloudTrail(-(?!Digest_)[A-Za-z]+)?_${REGION}_(\\d{8}T\\d{4})\\d{0,2}Z_`);
const DIGEST = new RegExp(`^${ACCOUNT}_CloudTrail-Digest_${REGION}_(.+)_${REGION}_(\\d{8}T\\d{6})Z(_backfill)?\\.json`);
/** Up to the 16 characters by which one delivery differs from all others. */
const DELIVERY = new RegExp(`^${ACCOUNT}_CloudTrail(?:-[A-Za-z]+)?_${REGION}_\\d{8}T\\d{4}\\d{0,2}Z_[A-Za-z0-9]{16}`);

/** The last part of a key, path or URI, members of archives among them. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The name without `.gz`: a log that was decompressed by hand is still the same log. */
export function plainName(path: string): string {
  return baseName(path).replace(/\.gz$/i, '');
}

/** Undefined for a name that CloudTrail does not give to logs. */
export function logName(path: string): LogName | undefined {
  const [, account, other = '-CloudTrail', region, time] = LOG.exec(baseName(path)) ?? [];
  if (account === undefined || region === undefined || time === undefined) return undefined;
  const delivered = secondsOf(time);
  return delivered === undefined ? undefined : { kind: other.slice(1), account, region, delivered };
}

/** `20240501T1400` or `20240501T140000` as seconds since 1970 UTC; undefined for what is no time of the calendar. */
function secondsOf(stamp: string): number | undefined {
  const digits = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?$/.exec(stamp);
  if (digits === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits
    .slice(1)
    .map((part) => Number(part ?? 0));
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const at = new Date(ms);
  const isDay = year >= 2000 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return isDay && hour <= 23 && minute <= 59 && second <= 59 ? ms / 1000 : undefined;
}

/** Undefined for a name that CloudTrail does not give to digests. */
export function digestName(path: string): DigestName | undefined {
  const [, account, region, trail, homeRegion, , backfill] = DIGEST.exec(baseName(path)) ?? [];
  if (account === undefined || region === undefined || trail === undefined || homeRegion === undefined) {
    return undefined;
  }
  return { account, region, trail, homeRegion, backfill: backfill !== undefined };
}

/** The end of the hour of a digest, as its name has it: seconds since 1970 UTC. */
export function digestStamp(path: string): number | undefined {
  const stamp = DIGEST.exec(baseName(path))?.[5];
  return stamp === undefined ? undefined : secondsOf(stamp);
}

/** The name that CloudTrail gave to a log file, where something was put behind it: `(1)`, `.bak`. @returns without `.gz` */
export function renamedDelivery(path: string): string | undefined {
  const base = baseName(path);
  const [delivery] = DELIVERY.exec(base) ?? [];
  if (delivery === undefined || /^\.json(?:\.gz)?$/i.test(base.slice(delivery.length))) return undefined;
  return `${delivery}.json`;
}

/** A log file of a trail's own kind, which digests list; Insights and others have another. */
export function isTrailLog(path: string): boolean {
  return /^\d{12}_CloudTrail_/.test(baseName(path)) && logName(path) !== undefined;
}

/** What stands before the folder of a kind, such as `CloudTrail-Digest`: the same for the logs and digests of a trail. */
export function trailFolder(path: string): string {
  const whole = path.replaceAll('\\', '/');
  const folder = whole.slice(0, whole.lastIndexOf('/') + 1);
  const last = (name: string): number => `/${folder}`.lastIndexOf(`/${name}/`);
  const kind = Math.max(last('CloudTrail'), last('CloudTrail-Digest'));
  return kind < 0 ? folder : folder.slice(0, kind);
}

const DATED = /(?:^|\/)(\d{4}\/\d{2}\/\d{2})\/[^/]+$/;

/**
 * Whether something lies where CloudTrail put it. Of an object from S3 bucket and key must be equal. Of a local file as
 * much of the key is compared as the folders keep of it: from `AWSLogs` on, else from `CloudTrail` on, else the date.
 *
 * @param found `s3://bucket/key`, or a path
 */
export function liesWhere(found: string, bucket: string, key: string): boolean {
  if (found.startsWith('s3://')) return found === `s3://${bucket}/${key}`;
  const path = found.replaceAll('\\', '/').replace(/\.gz$/i, '');
  const wanted = key.replace(/\.gz$/i, '');
  const start = treeStart(path, wanted);
  if (start !== undefined) return wanted.endsWith(path.slice(start)) && isWholeTail(wanted, path.slice(start));
  const dated = DATED.exec(path)?.[1];
  const wantedDate = DATED.exec(wanted)?.[1];
  return dated === undefined || wantedDate === undefined || dated === wantedDate;
}

/** Where in the path the part begins that the key must end in. */
function treeStart(path: string, key: string): number | undefined {
  const kind = /\/(CloudTrail(?:-[A-Za-z]+)?)\//.exec(key)?.[1];
  for (const marker of ['AWSLogs', kind]) {
    if (marker === undefined) continue;
    const at = path.startsWith(`${marker}/`) ? 0 : path.lastIndexOf(`/${marker}/`) + 1;
    if (at > 0 || path.startsWith(`${marker}/`)) return at;
  }
  return undefined;
}

function isWholeTail(key: string, tail: string): boolean {
  const before = key.length - tail.length;
  return before === 0 || key[before - 1] === '/';
}
