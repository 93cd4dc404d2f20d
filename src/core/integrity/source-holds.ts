/**
 * What the records of a source say of themselves, as far as coverage needs it: whether they are what the name of their
 * file promises.
 */
export interface SourceHolds {
  /** Records of calls and service events; Insights, aggregated and network activity events are none. */
  readonly own: number;
  /** First and last `eventTime` among those, seconds since 1970 UTC; null where none has one. */
  readonly first: number | null;
  readonly last: number | null;
  /** Their `recipientAccountId` and `awsRegion`, each value once; where there are more, the first `HOLDS_VALUES`. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Every record of the source could be read. */
  readonly whole: boolean;
}

/** A file of a trail holds records of one account and of one or two regions. */
export const HOLDS_VALUES = 20;

/** Where services without a region of their own are recorded, in each partition. */
const GLOBAL_REGIONS: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-gov-west-1',
  'cn-north-1',
  'us-iso-east-1',
  'us-isob-east-1',
]);

/** Clocks may differ by so many seconds. */
const SLACK = 300;

/**
 * Whether records may have been delivered to this account and region at this time. What they do not state contradicts
 * nothing, and a file may hold events of any time before its delivery.
 *
 * @param delivered seconds since 1970 UTC
 */
export function fitsName(
  { accounts, regions, first }: SourceHolds,
  { account, region, delivered }: { readonly account: string; readonly region: string; readonly delivered: number },
): boolean {
  const ofAccount = accounts.length === 0 || accounts.length >= HOLDS_VALUES || accounts.includes(account);
  const ofRegion =
    regions.length === 0 ||
    regions.length >= HOLDS_VALUES ||
    regions.some((one) => one === region || GLOBAL_REGIONS.has(one));
  return ofAccount && ofRegion && (first === null || first <= delivered + 60 + SLACK);
}

/** Whether records of this category and type are of calls or service events; a record may state neither. */
export function isOwn(category: string, type: string): boolean {
  return !OTHER_CATEGORIES.has(category) && !OTHER_TYPES.has(type);
}

const OTHER_CATEGORIES: ReadonlySet<string> = new Set(['Insight', 'Aggregated', 'NetworkActivity']);
const OTHER_TYPES: ReadonlySet<string> = new Set(['AwsCloudTrailInsight', 'AwsAggregatedEvent', 'AwsVpceEvent']);
