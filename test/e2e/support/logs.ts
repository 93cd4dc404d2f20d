import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What these tests look at of a record. */
export interface LogRecord {
  readonly eventID?: string;
  readonly eventTime?: string;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly awsRegion?: string;
  readonly sourceIPAddress?: string;
  readonly recipientAccountId?: string;
  readonly errorCode?: string;
  readonly userIdentity?: {
    readonly arn?: string;
    readonly invokedBy?: string;
    readonly principalId?: string;
    readonly accountId?: string;
  };
  readonly additionalEventData?: { readonly SignatureVersion?: string };
}

/** The facets on the screen by their label, read from a record without the program's help. */
export const FIELDS: Readonly<Record<string, (record: LogRecord) => string | undefined>> = {
  'Event name': (record) => record.eventName,
  Principal: ({ userIdentity: who }) => {
    const service = who?.arn || who?.invokedBy;
    if (service) return service;
    if (who?.accountId === 'ANONYMOUS_PRINCIPAL' || who?.accountId === 'anonymous') return '(anonymous)';
    return who?.principalId || who?.accountId;
  },
  'Source IP': (record) => record.sourceIPAddress,
  'Signature version': (record) => record.additionalEventData?.SignatureVersion,
  'Event source': (record) => record.eventSource,
  Region: (record) => record.awsRegion,
  'Delivered-to account': (record) => record.recipientAccountId,
  'Error code': (record) => record.errorCode,
};

/** A value of a facet with its count; counts descending, then values ascending, "(none)" last of its count. */
export type FacetCounts = readonly (readonly [value: string, count: number])[];

const NONE = '(none)';

export function countValues(records: readonly LogRecord[], label: string): FacetCounts {
  const field = FIELDS[label];
  if (field === undefined) throw new Error(`No facet is called ${label}.`);
  const counts = new Map<string, number>();
  for (const record of records) {
    const value = field(record) ?? NONE;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const order = (a: string, b: string): number => {
    if (a === b) return 0;
    if (a === NONE || b === NONE) return a === NONE ? 1 : -1;
    return a < b ? -1 : 1;
  };
  return [...counts].sort(([a, m], [b, n]) => n - m || order(a, b));
}

/** Every log file below a folder with its inflated bytes and its records. */
export function readLogs(folder: string): readonly { file: string; bytes: Buffer; records: readonly LogRecord[] }[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.json(\.gz)?$/.test(name),
  );
  return names.flatMap((name) => {
    const file = path.join(folder, name);
    const stored = readFileSync(file);
    const bytes = name.endsWith('.gz') ? gunzipSync(stored) : stored;
    const { Records: records } = JSON.parse(bytes.toString('utf8')) as { Records?: LogRecord[] };
    // Digests and public keys lie beside the log files.
    return records === undefined ? [] : [{ file, bytes, records }];
  });
}

/** Each event once. */
export function uniqueEvents(records: readonly LogRecord[]): readonly LogRecord[] {
  const seen = new Set<string>();
  return records.filter(({ eventID }) => {
    if (eventID === undefined) return true;
    if (seen.has(eventID)) return false;
    seen.add(eventID);
    return true;
  });
}

/** Seconds since 1970 UTC; undefined for no time or none that is one. */
export function secondsOf({ eventTime }: LogRecord): number | undefined {
  if (typeof eventTime !== 'string') return undefined;
  const milliseconds = Date.parse(eventTime);
  if (Number.isNaN(milliseconds)) return undefined;
  // A day that the month does not have would be taken for one of the next.
  return new Date(milliseconds).toISOString() === eventTime.replace('Z', '.000Z') ? milliseconds / 1000 : undefined;
}

/** "2026-03-12 01:42:11", as the time column has it. */
export function timeWords(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

export function writeFile(folder: string, name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

export function writeGzip(folder: string, name: string, text: string): string {
  return writeFile(folder, name, gzipSync(text));
}

/** A record of invented people; the same for the same number. Fields that are given replace its own. */
export function makeRecord(number: number, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const person = `analyst-${String(number % 7)}`;
  return {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDAEXAMPLE${String(number % 7)}`,
      arn: `arn:aws:iam::111122223333:user/${person}`,
      accountId: '111122223333',
      userName: person,
    },
    eventTime: new Date(Date.UTC(2026, 2, 1) + number * 61_000).toISOString().replace('.000', ''),
    eventSource: 'iam.amazonaws.com',
    eventName: ['GetUser', 'ListUsers', 'CreateAccessKey'][number % 3],
    awsRegion: number % 5 === 0 ? 'eu-west-1' : 'us-east-1',
    sourceIPAddress: `203.0.113.${String(number % 11)}`,
    userAgent: 'aws-cli/2.15.0',
    requestParameters: { userName: person },
    responseElements: null,
    requestID: `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`,
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    readOnly: number % 3 !== 2,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...fields,
  };
}

export function recordsText(records: readonly unknown[]): string {
  return JSON.stringify({ Records: records });
}
