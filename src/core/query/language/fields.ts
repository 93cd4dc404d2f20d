import { FACETS, type FacetDefinition, type FacetName } from '../../event/facet-catalogue';
import type { Field } from './ast';
import { fail } from './fault';
import { KIN_FIELDS } from './kin-fields';

/**
 * Top-level fields of a CloudTrail record, in the order of AWS's "CloudTrail record contents" page:
 * a path that starts with one of them is accepted however it goes on.
 */
export const RECORD_FIELDS = [
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'eventType',
  'apiVersion',
  'managementEvent',
  'readOnly',
  'resources',
  'recipientAccountId',
  'serviceEventDetails',
  'sharedEventID',
  'vpcEndpointId',
  'vpcEndpointAccountId',
  'eventCategory',
  'addendum',
  'sessionCredentialFromConsole',
  'eventContext',
  'edgeDeviceDetails',
  'tlsDetails',
  'insightDetails',
] as const;

/** Names that analysts type and that are no fields, with the field that they mean. */
const MEANT = new Map<string, string>([
  ['@timestamp', 'eventTime'],
  ['accesskey', 'accessKeyId'],
  ['account', 'accountId'],
  ['action', 'eventName'],
  ['agent', 'userAgent'],
  ['arn', 'principal'],
  ['bytes', 'bytesTransferredOut'],
  ['bytesout', 'bytesTransferredOut'],
  ['category', 'eventCategory'],
  ['cipher', 'cipherSuite'],
  ['date', 'eventTime'],
  ['error', 'errorCode'],
  ['event', 'eventName'],
  ['id', 'eventID'],
  ['identitytype', 'userIdentityType'],
  ['ip', 'sourceIPAddress'],
  ['key', 'accessKeyId'],
  ['operation', 'eventName'],
  ['owner', 'ownerAccountId'],
  ['recipient', 'recipientAccountId'],
  ['region', 'awsRegion'],
  ['service', 'eventSource'],
  ['session', 'sessionName'],
  ['sigv', 'signatureVersion'],
  ['source', 'eventSource'],
  ['sourceip', 'sourceIPAddress'],
  ['sourceipaddr', 'sourceIPAddress'],
  ['srcip', 'sourceIPAddress'],
  ['time', 'eventTime'],
  ['timestamp', 'eventTime'],
  ['tls', 'tlsVersion'],
  ['type', 'userIdentityType'],
  ['user', 'principal'],
  ['via', 'invokedBy'],
  ['vpce', 'vpcEndpointId'],
]);

/** The same for the first part of a path. */
const MEANT_ROOTS = new Map<string, string>([
  ['additional', 'additionalEventData'],
  ['additionaldata', 'additionalEventData'],
  ['identity', 'userIdentity'],
  ['parameters', 'requestParameters'],
  ['params', 'requestParameters'],
  ['request', 'requestParameters'],
  ['requestparams', 'requestParameters'],
  ['resource', 'resources'],
  ['response', 'responseElements'],
  ['responseparameters', 'responseElements'],
  ['tls', 'tlsDetails'],
  ['user', 'userIdentity'],
]);

/**
 * Paths with a column that holds their value wherever there is one, and something else where there
 * is none: principal is the ARN first, resource lists each ARN, cipher is the TLS one before S3's.
 * Their names are matched exactly, as the columns do it.
 */
const DERIVED = new Map<string, FacetName>([
  ['userIdentity.arn', 'principal'],
  ['userIdentity.userName', 'userName'],
  ['resources.ARN', 'resource'],
  ['tlsDetails.cipherSuite', 'cipherSuite'],
]);

const TIME: Field = { kind: 'time' };
const BYTES: Field = { kind: 'bytes' };
const recordFields = new Map<string, string>(RECORD_FIELDS.map((name) => [name.toLowerCase(), name]));

/** Lower-case names and paths of everything that a column answers. */
const columns = new Map<string, Field>([
  ['eventtime', TIME],
  ['bytestransferredout', BYTES],
  ['additionaleventdata.bytestransferredout', BYTES],
  ['resources.accountid', { kind: 'facet', name: 'ownerAccountId' }],
]);
/** Lower-case names with the spelling that is shown. */
const spelling = new Map<string, string>([
  ['eventtime', 'eventTime'],
  ['bytestransferredout', 'bytesTransferredOut'],
  ['eventid', 'eventID'],
]);
for (const { name, field } of KIN_FIELDS) {
  columns.set(name.toLowerCase(), field);
  spelling.set(name.toLowerCase(), name);
}
for (const facet of FACETS) {
  const field: Field = { kind: 'facet', name: facet.name };
  const { path }: FacetDefinition = facet;
  columns.set(facet.name.toLowerCase(), field);
  spelling.set(facet.name.toLowerCase(), facet.name);
  // Services disagree on the case of their own parameters (bucketName, BucketName), so there only
  // the column's exact spelling is the column; any other spelling looks into the records.
  if (path !== undefined) columns.set(isServices(path) ? path : path.toLowerCase(), field);
}
for (const [lower, name] of recordFields) spelling.set(lower, name);
for (const path of DERIVED.keys()) columns.set(path.toLowerCase(), { kind: 'path', path: path.split('.') });

/** Every single name that the language knows, for completion: columns first, then record fields. */
export const FIELD_NAMES: readonly string[] = [...new Set(spelling.values())];

/** What a name, written with escapes, stands for. Faults carry the name to use instead. */
export function resolveField(written: string, start: number): Field {
  const end = start + written.length;
  const segments = splitPath(written, start);
  const rooted = segments[0] === '$' && segments.length > 1;
  const path = rooted ? segments.slice(1) : segments;
  const field = fieldOfPath(path, rooted);
  if (field) return field;
  const name = path[0] ?? '';
  if (path.length === 1) {
    const suggestion = nearestField(name);
    if (suggestion !== undefined) fail(start, end, `No field ${name}. Use ${suggestion}.`, suggestion);
    fail(start, end, `No field ${name}. To search for the text itself, put quotes around it.`);
  }
  const root = nearest(name, recordFields, MEANT_ROOTS);
  if (root !== undefined && written.startsWith(`${name}.`)) {
    fail(start, end, `No record field ${name}. Use ${root}.`, root + written.slice(name.length));
  }
  fail(start, end, `No record field ${name}. Write $.${written} to look for it all the same.`);
}

/**
 * The field of a name or JSON path: the column that answers it, else the path.
 *
 * @param any takes a path from the record's root as it is, where CloudTrail has no such root field
 * @returns undefined for an unknown root, unless `any`
 */
export function fieldOfPath(path: readonly string[], any = false): Field | undefined {
  const known = recordFields.get((path[0] ?? '').toLowerCase());
  if (any && known === undefined) return { kind: 'path', path };
  const exact = path.join('.');
  // A segment that holds a dot is never part of a column's path.
  if (!path.some((segment) => segment.includes('.'))) {
    const column = columns.get(exact) ?? columns.get(exact.toLowerCase());
    if (column) return column;
  }
  return known === undefined ? undefined : { kind: 'path', path: [known, ...path.slice(1)] };
}

/** The column that equals this path's value wherever the record has one. */
export function derivedFacet(path: readonly string[]): FacetName | undefined {
  return DERIVED.get(path.join('.'));
}

/** True for a path under one of CloudTrail's own fields, false where the text needs the `$.` mark. */
export function isKnownRoot(path: readonly string[]): boolean {
  return recordFields.has((path[0] ?? '').toLowerCase());
}

/**
 * The field meant by a name that is none, where one is close enough.
 * @param by `known`: only another name for a field, not one that is merely spelled alike
 */
export function nearestField(name: string, by: 'known' | 'alike' = 'alike'): string | undefined {
  if (by === 'known') return otherName(name.toLowerCase(), spelling, MEANT);
  return nearest(name, spelling, MEANT);
}

function otherName(
  lower: string,
  names: ReadonlyMap<string, string>,
  meant: ReadonlyMap<string, string>,
): string | undefined {
  return names.get(lower) ?? meant.get(lower.replace(/[_-]/g, ''));
}

function nearest(
  name: string,
  names: ReadonlyMap<string, string>,
  meant: ReadonlyMap<string, string>,
): string | undefined {
  const lower = name.toLowerCase();
  if (lower.length < 2 || lower.length > 64) return undefined;
  const known = otherName(lower, names, meant);
  if (known !== undefined) return known;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(lower.length / 4)) + 1;
  for (const [candidate, shown] of names) {
    const distance = editDistance(lower, candidate, least);
    if (distance < least) {
      least = distance;
      best = shown;
    }
  }
  if (best !== undefined || lower.length < 4) return best;
  return [...names].find(([candidate]) => candidate.startsWith(lower))?.[1];
}

/** Splits at dots; a backslash makes the next character part of the name; `[]`, `[*]` and `[0]` may end a segment. */
function splitPath(written: string, start: number): string[] {
  const segments: string[] = [];
  let segment = '';
  for (let index = 0; index < written.length; index++) {
    const char = written[index] ?? '';
    if (char === '\\') {
      const point = /^\\u\{([0-9A-Fa-f]{1,6})\}/.exec(written.slice(index, index + 10));
      const value = Number.parseInt(point?.[1] ?? 'ffffff', 16);
      if (point && value <= 0x10ffff) {
        segment += String.fromCodePoint(value);
        index += point[0].length - 1;
      } else segment += written[++index] ?? '';
    } else if (char === '.') {
      segments.push(segment);
      segment = '';
    } else if (char === '[') {
      const brackets = /^\[(?:\d{1,9}|\*)?\](?=\.|$)/.exec(written.slice(index, index + 13));
      if (!brackets)
        fail(start + index, start + index + 1, 'Array elements are searched all together: write name or name[].');
      index += brackets[0].length - 1;
    } else if (char === '*') {
      fail(
        start + index,
        start + index + 1,
        'Wildcards stand in values, not in field names. Write \\* for a literal star.',
      );
    } else segment += char;
  }
  segments.push(segment);
  if (segments.includes('')) fail(start, start + written.length, 'A part of this path is empty. Remove the extra dot.');
  return segments;
}

/** True where both name the same field, however it was written. */
export function sameField(a: Field, b: Field): boolean {
  if (a.kind === 'facet' && b.kind === 'facet') return a.name === b.name;
  if (a.kind === 'lineage' && b.kind === 'lineage') return a.part === b.part && a.inferred === b.inferred;
  if (a.kind === 'path' && b.kind === 'path') return JSON.stringify(a.path) === JSON.stringify(b.path);
  return a.kind === b.kind;
}

function isServices(path: string): boolean {
  return path.startsWith('requestParameters.') || path.startsWith('responseElements.');
}

/** Levenshtein distance, or `limit` where it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(row[b.length] ?? limit, limit);
}
