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
const DIGEST = new RegExp(`^${ACCOUNT}_CloudTrail-Digest_${REGION}_(.+)_${REGION}_\\d{8}T\\d{6}Z(_backfill)?\\.json`);

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
  const digits = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})$/.exec(time);
  if (digits === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = digits.slice(1).map(Number);
  const ms = Date.UTC(year, month - 1, day, hour, minute);
  const at = new Date(ms);
  if (year < 2000 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day || hour > 23 || minute > 59) {
    return undefined;
  }
  return { kind: other.slice(1), account, region, delivered: ms / 1000 };
}

/** Undefined for a name that CloudTrail does not give to digests. */
export function digestName(path: string): DigestName | undefined {
  const [, account, region, trail, homeRegion, backfill] = DIGEST.exec(baseName(path)) ?? [];
  if (account === undefined || region === undefined || trail === undefined || homeRegion === undefined) {
    return undefined;
  }
  return { account, region, trail, homeRegion, backfill: backfill !== undefined };
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
