import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateSample } from '../../build/sample/generate.mjs';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'resources', 'sample');

interface Row {
  readonly value: string | null;
  readonly count: number;
}

interface Answer {
  readonly filter: string;
  readonly count: number;
  readonly from?: string;
  readonly to?: string;
  readonly [detail: string]: unknown;
}

interface Expected {
  readonly events: number;
  readonly duplicates: number;
  readonly logFiles: number;
  readonly otherFiles: number;
  readonly firstTime: string;
  readonly lastTime: string;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly facets: Readonly<Record<string, Row[]>>;
}

type Json = Readonly<Record<string, unknown>>;

interface Copy {
  readonly path: string;
  readonly record: Json;
  readonly text: string;
}

const expected = JSON.parse(readFileSync(join(root, 'build', 'sample', 'expected.json'), 'utf8')) as Expected;

function filesOf(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function content(path: string, bytes: Uint8Array): string {
  const inflated = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return createHash('sha256').update(inflated).digest('hex');
}

/** Value at a path such as `additionalEventData.SignatureVersion`; undefined where it is absent or null. */
function at(record: Json, path: string): unknown {
  let value: unknown = record;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Json)[name];
  }
  return value ?? undefined;
}

const paths = filesOf(folder);
const logs = paths.filter((path) => path.endsWith('.json.gz') && !path.includes('/CloudTrail-Digest/'));
const copies: Copy[] = logs.flatMap((path) => {
  const text = gunzipSync(readFileSync(join(folder, path))).toString('utf8');
  const { Records } = JSON.parse(text) as { Records: Json[] };
  // Then a record written again has the very bytes of the file.
  if (JSON.stringify({ Records }) !== text) throw new Error(`Not written plainly: ${path}`);
  return Records.map((record) => ({ path, record, text: JSON.stringify(record) }));
});
const unique = new Map(copies.map((copy) => [String(copy.record.eventID), copy]));
const records = [...unique.values()].map((copy) => copy.record);

describe('the committed sample', () => {
  it('is what the generator writes, by content', { timeout: 60_000 }, () => {
    const { files, expected: answers } = generateSample();
    const generated = files.map(({ path, bytes }) => `${path} ${content(path, bytes)}`).sort();
    const committed = paths.map((path) => `${path} ${content(path, readFileSync(join(folder, path)))}`).sort();
    expect(committed).toEqual(generated);
    expect(answers).toEqual(expected);
  });

  it('stays under 5 MiB and 2,000 files', () => {
    const bytes = paths.reduce((sum, path) => sum + readFileSync(join(folder, path)).length, 0);
    expect(bytes).toBeLessThan(5 * 1024 * 1024);
    expect(paths.length).toBeLessThan(2000);
    expect(existsSync(join(folder, 'README.txt'))).toBe(true);
  });

  it('holds the events and copies that expected.json says', () => {
    expect({ files: logs.length, others: paths.length - logs.length }).toEqual({
      files: expected.logFiles,
      others: expected.otherFiles,
    });
    expect({ events: records.length, duplicates: copies.length - records.length }).toEqual({
      events: 24980,
      duplicates: 6496,
    });
    expect({ events: expected.events, duplicates: expected.duplicates }).toEqual({ events: 24980, duplicates: 6496 });
    const times = records.map((record) => String(record.eventTime)).sort();
    expect([times[0], times.at(-1)]).toEqual([expected.firstTime, expected.lastTime]);
  });

  it('delivers copies with the same bytes, in another trail', () => {
    const seen = new Map<string, Copy>();
    const faults: string[] = [];
    const ofOrganization = ({ path }: Copy): boolean => path.startsWith('AWSLogs/o-');
    for (const copy of copies) {
      const first = seen.get(String(copy.record.eventID));
      seen.set(String(copy.record.eventID), copy);
      if (first === undefined) continue;
      if (copy.text !== first.text || ofOrganization(copy) === ofOrganization(first)) faults.push(copy.path);
    }
    expect(seen.size).toBe(expected.events);
    expect(faults).toEqual([]);
  });
});

describe('every record of the sample', () => {
  it('has the fields of a delivered record', () => {
    const forms: Readonly<Record<string, RegExp>> = {
      eventVersion: /^1\.(08|09|10|11)$/,
      eventTime: /^2026-03-(0[2-9]|1[0-5])T\d\d:\d\d:\d\dZ$/,
      eventID: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      eventSource: /^[a-z0-9]+\.amazonaws\.com$/,
      eventName: /^[A-Z][A-Za-z0-9]+$/,
      eventCategory: /^(Management|Data)$/,
      eventType: /^Aws(ApiCall|ServiceEvent|ConsoleSignIn|ConsoleAction)$/,
      recipientAccountId: /^(111122223333|444455556666|777788889999)$/,
    };
    const faults: string[] = [];
    for (const { record } of copies) {
      const id = String(record.eventID);
      for (const [name, form] of Object.entries(forms))
        if (!form.test(String(record[name]))) faults.push(`${id} ${name}`);
      if (record.managementEvent !== (record.eventCategory === 'Management')) faults.push(`${id} managementEvent`);
      if (typeof record.readOnly !== 'boolean') faults.push(`${id} readOnly`);
      if (typeof record.sourceIPAddress !== 'string') faults.push(`${id} sourceIPAddress`);
      if (at(record, 'userIdentity') === undefined) faults.push(`${id} userIdentity`);
      if (!('requestParameters' in record && 'responseElements' in record)) faults.push(`${id} parameters`);
    }
    expect(faults).toEqual([]);
  });

  it('lies in the file of its account and region, delivered after it happened', () => {
    const layout =
      /^AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/\1_CloudTrail_\2_\3\4\5T(\d\d)(\d\d)Z_[0-9A-Za-z]{16}\.json\.gz$/;
    const faults: string[] = [];
    for (const { path, record } of copies) {
      const match = layout.exec(path);
      if (match === null) throw new Error(`Not in the AWSLogs layout: ${path}`);
      const [, account, region, year, month, day, hour, minute] = match;
      const delivered = `${year}-${month}-${day}T${hour}:${minute}:00Z`;
      const fits = record.recipientAccountId === account && record.awsRegion === region;
      if (!fits || delivered <= String(record.eventTime)) faults.push(`${path} ${String(record.eventID)}`);
    }
    expect(faults).toEqual([]);
  });

  it('uses only documentation addresses, private ones and names of services', () => {
    const allowed =
      /^(192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+|10\.\d+\.\d+\.\d+|2001:db8:[0-9a-f:]+|[a-z0-9.-]+\.amazonaws\.com|AWS Internal|)$/;
    const strange = records.map((record) => String(record.sourceIPAddress)).filter((address) => !allowed.test(address));
    expect([...new Set(strange)]).toEqual([]);
  });
});

/** The generator's filters again, as plain predicates over the files' records. */
const night = (record: Json): boolean =>
  String(record.eventTime) >= '2026-03-11T22:00:00Z' && String(record.eventTime) < '2026-03-12T03:00:00Z';
const bothAddresses = (record: Json): boolean =>
  ['203.0.113.77', '198.51.100.24'].includes(String(record.sourceIPAddress));
const denied = (record: Json): boolean => /AccessDenied|Unauthorized/.test(String(record.errorCode ?? ''));
const key =
  (id: string) =>
  (record: Json): boolean =>
    at(record, 'userIdentity.accessKeyId') === id;
const sigV2 = (record: Json): boolean => at(record, 'additionalEventData.SignatureVersion') === 'SigV2';

const PREDICATES: Readonly<Record<string, (record: Json) => boolean>> = {
  intruderAtNight: (record) => night(record) && bothAddresses(record),
  intruderAtNightDenied: (record) => night(record) && bothAddresses(record) && denied(record),
  intruderAtNightSigV2: (record) => night(record) && bothAddresses(record) && sigV2(record),
  leakedKeyFromNewAddress: (record) => key('AKIAI44QH8DHBEXAMPLE')(record) && record.sourceIPAddress === '203.0.113.77',
  leakedKeyDenied: (record) => key('AKIAI44QH8DHBEXAMPLE')(record) && denied(record),
  payrollSession: key('ASIAIOSFODNN7EXAMPLE'),
  payrollReads: (record) => key('ASIAIOSFODNN7EXAMPLE')(record) && record.eventName === 'GetObject',
  sigV2: (record) => record.eventSource === 's3.amazonaws.com' && sigV2(record),
  presigned: (record) => at(record, 'additionalEventData.AuthenticationMethod') === 'QueryString',
  anonymous: (record) => at(record, 'userIdentity.accountId') === 'ANONYMOUS_PRINCIPAL',
  stranger: (record) => at(record, 'userIdentity.accountId') === '999988887777',
  archiveSession: key('ASIAQ7LMN2PBREXAMPLE'),
  newUser: key('AKIAJ55RK9EJCEXAMPLE'),
  stolenInstance: (record) =>
    String(at(record, 'userIdentity.principalId')).endsWith('i-0a1b2c3d4e5f67890') &&
    record.sourceIPAddress === '198.51.100.24',
  deletedWithoutKeys: (record) => record.eventName === 'DeleteObjects',
  failedSignIns: (record) =>
    at(record, 'responseElements.ConsoleLogin') === 'Failure' && record.errorCode === undefined,
  loggingStopped: (record) => record.eventName === 'StopLogging' || record.eventName === 'StartLogging',
  deliveryDenied: (record) =>
    at(record, 'userIdentity.invokedBy') === 'delivery.logs.amazonaws.com' && record.errorCode === 'AccessDenied',
  administratorBehindSameAddress: (record) =>
    record.sourceIPAddress === '198.51.100.24' && String(at(record, 'userIdentity.arn')).endsWith('tomas.lindqvist'),
  copiesByAccount: (record) => record.sharedEventID !== undefined,
  addenda: (record) => record.addendum !== undefined,
  intruderEventsWithSecondCopy: (record) =>
    night(record) && bothAddresses(record) && (copyCount.get(String(record.eventID)) ?? 0) > 1,
};

const copyCount = new Map<string, number>();
for (const { record } of copies)
  copyCount.set(String(record.eventID), (copyCount.get(String(record.eventID)) ?? 0) + 1);

const FACET_PATHS: Readonly<Record<string, string>> = {
  signatureVersion: 'additionalEventData.SignatureVersion',
  authenticationMethod: 'additionalEventData.AuthenticationMethod',
  accountId: 'userIdentity.accountId',
  userIdentityType: 'userIdentity.type',
  bucketName: 'requestParameters.bucketName',
  tlsVersion: 'tlsDetails.tlsVersion',
};

describe('a plain recount from the files', () => {
  it('has a question for every answer', () => {
    expect(Object.keys(PREDICATES).sort()).toEqual(Object.keys(expected.answers).sort());
  });

  for (const [name, predicate] of Object.entries(PREDICATES)) {
    it(`gives the answer ${name}`, () => {
      expect(records.filter(predicate).length).toBe(expected.answers[name]?.count);
    });
  }

  for (const [name, rows] of Object.entries(expected.facets)) {
    it(`gives the facet ${name}`, () => {
      const counts = new Map<string | null, number>();
      for (const record of records) {
        const value = at(record, FACET_PATHS[name] ?? name);
        const shown = value === undefined ? null : String(value);
        counts.set(shown, (counts.get(shown) ?? 0) + 1);
      }
      expect(new Map(rows.map(({ value, count }) => [value, count]))).toEqual(counts);
      expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(expected.events);
    });
  }

  it('finds the silence of the build account, and no delivery of its trail within', () => {
    const silent = copies.filter(({ record }) => {
      const time = String(record.eventTime);
      return (
        record.recipientAccountId === '111122223333' && time > '2026-03-12T02:51:18Z' && time < '2026-03-12T03:38:18Z'
      );
    });
    expect(silent).toEqual([]);
    const within = logs.filter((path) => {
      const stamp = /AWSLogs\/111122223333\/.*_20260312T(\d{4})Z_/.exec(path)?.[1];
      return stamp !== undefined && stamp > '0255' && stamp < '0338';
    });
    expect(within).toEqual([]);
  });

  it('finds pairs by sharedEventID: other event IDs and accounts, the second caller without ARN', () => {
    const groups = new Map<unknown, Json[]>();
    for (const record of records) {
      if (record.sharedEventID === undefined) continue;
      const group = groups.get(record.sharedEventID) ?? [];
      group.push(record);
      groups.set(record.sharedEventID, group);
    }
    const pairs = [...groups.values()].filter((group) => group.length > 1);
    expect(pairs.length).toBe(expected.answers.copiesByAccount?.pairs);
    expect(groups.size - pairs.length).toBe(expected.answers.copiesByAccount?.unpaired);
    for (const pair of pairs) {
      expect(pair.length).toBe(2);
      expect(new Set(pair.map((record) => record.recipientAccountId)).size).toBe(2);
      expect(new Set(pair.map((record) => record.requestID)).size).toBe(1);
      expect(pair.filter((record) => at(record, 'userIdentity.arn') === undefined).length).toBe(1);
    }
  });

  it('finds what the payroll session got, in objects and bytes', () => {
    const got = records.filter(
      (record) =>
        key('ASIAIOSFODNN7EXAMPLE')(record) && record.eventName === 'GetObject' && record.errorCode === undefined,
    );
    const bytes = got.reduce((sum, record) => sum + Number(at(record, 'additionalEventData.bytesTransferredOut')), 0);
    expect({ successful: got.length, bytesOut: bytes }).toEqual({
      successful: 997,
      bytesOut: expected.answers.payrollReads?.bytesOut,
    });
  });

  it('finds the addendum that corrects an event of the night, and every kind of caller', () => {
    const correcting = records.filter((record) => at(record, 'addendum.reason') === 'UPDATED_DATA');
    expect(correcting.map((record) => unique.has(String(at(record, 'addendum.originalEventID'))))).toEqual([true]);
    const types = new Set(records.map((record) => at(record, 'userIdentity.type')));
    for (const type of [
      'IAMUser',
      'AssumedRole',
      'AWSService',
      'AWSAccount',
      'Root',
      'SAMLUser',
      'WebIdentityUser',
      'FederatedUser',
      'IdentityCenterUser',
      undefined,
    ]) {
      expect(types.has(type)).toBe(true);
    }
  });
});
