/**
 * How an answer of LookupEvents is named in the manifest:
 * `cloudtrail-lookup://ACCOUNT/REGION/FROM_TO/page-NNNN`, times as `yyyymmddThhmmssZ`. Event history has no names of its
 * own: a page has only what was asked, and the order in which it came.
 */
export const LOOKUP_SCHEME = 'cloudtrail-lookup://';

/** What event history holds at all ("Working with CloudTrail event history", AWS CloudTrail user guide). */
export const LOOKUP_SCOPE = 'management events, 90 days';

/** Of what an acquisition asks, in one account and region. Seconds since 1970 UTC, both included. */
export interface LookupWindow {
  readonly account: string;
  readonly region: string;
  readonly from: number;
  readonly to: number;
}

export interface LookupPage extends LookupWindow {
  /** From 1. */
  readonly page: number;
}

const NAME = /^cloudtrail-lookup:\/\/([^/]+)\/([^/]+)\/(\d{8}T\d{6}Z)_(\d{8}T\d{6}Z)\/page-(\d{4,})$/;

export function lookupPageName({ account, region, from, to, page }: LookupPage): string {
  return `${LOOKUP_SCHEME}${account}/${region}/${compact(from)}_${compact(to)}/page-${String(page).padStart(4, '0')}`;
}

/** Undefined for a name of anything else. */
export function parseLookupPage(uri: string): LookupPage | undefined {
  const [, account, region, from, to, page] = NAME.exec(uri) ?? [];
  if (account === undefined || region === undefined || from === undefined || to === undefined) return undefined;
  const [first, last] = [seconds(from), seconds(to)];
  if (first === undefined || last === undefined) return undefined;
  return { account, region, from: first, to: last, page: Number(page) };
}

function compact(at: number): string {
  return new Date(at * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}

function seconds(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at / 1000;
}
