import { describe, expect, it } from 'vitest';
import { FACETS } from '../event/facet-catalogue';
import { ColumnError, csvColumns, uncataloguedPaths } from './csv-columns';
import type { RowContext } from './csv-columns';
import { RecordView } from './record-view';

const PLACE = { source: 's3://trail/a.json.gz', sha256: 'aa', record: 3, offset: 10, length: 20 };
const BY = { at: '2026-03-12T08:00:00Z', by: 'aw', author: 'Ana' };
const SAID = {
  tags: [
    { text: 'exfiltration', by: BY },
    { text: 'staging', by: BY, from: 'Source IP 192.0.2.1' },
  ],
  statuses: [{ text: 'benign', by: BY, reason: 'backup' }],
  stars: [],
  notes: [{ text: 'first read', by: { ...BY, author: null } }],
  findings: [{ text: '2', by: BY }],
};

function rowOf(record: string | object): RowContext {
  const view = new RecordView();
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  expect(view.open(new TextEncoder().encode(text))).toBeUndefined();
  return { view, places: [PLACE, { ...PLACE, source: 's3://other/b.json.gz', sha256: 'bb' }], said: SAID };
}

function cells(record: string | object, names: readonly string[], zone?: string): Record<string, string> {
  const row = rowOf(record);
  return Object.fromEntries(csvColumns(names, zone).map((column) => [column.name, column.text(row)]));
}

const READ = {
  eventVersion: '1.09',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ana',
    arn: 'arn:aws:sts::111122223333:assumed-role/Reader/ana',
    accountId: '111122223333',
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/Reader', accountId: '111122223333' },
      attributes: { creationDate: '2026-03-12T00:00:00Z', mfaAuthenticated: 'true' },
    },
  },
  eventTime: '2026-03-12T01:42:11Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  userAgent: '[aws-cli/2.15.0]',
  requestParameters: { bucketName: 'payroll', key: 'a.csv', tags: ['x', 'y'] },
  responseElements: null,
  additionalEventData: { bytesTransferredIn: 0, bytesTransferredOut: 4096, SignatureVersion: 'SigV4' },
  resources: [{ ARN: 'arn:aws:s3:::payroll/a.csv' }, { accountId: '111122223333', ARN: 'arn:aws:s3:::payroll' }],
  readOnly: true,
};

describe('all fields', () => {
  it('are the columns of the report, in its order', () => {
    expect(csvColumns('all').map(({ name }) => name)).toEqual([
      'eventTime',
      'timeNotation',
      'eventID',
      'sharedEventID',
      'requestID',
      'recipientAccountId',
      'eventSource',
      'eventName',
      'readOnly',
      'awsRegion',
      'userIdentity.type',
      'userIdentity.arn',
      'userIdentity.principalId',
      'userIdentity.accountId',
      'userIdentity.accessKeyId',
      'userIdentity.userName',
      'userIdentity.invokedBy',
      'userIdentity.credentialId',
      'userIdentity.identityProvider',
      'userIdentity.onBehalfOf.userId',
      'userIdentity.onBehalfOf.identityStoreArn',
      'userIdentity.inScopeOf',
      'userIdentity.sessionContext.sessionIssuer.arn',
      'userIdentity.sessionContext.sourceIdentity',
      'userIdentity.sessionContext.assumedRoot',
      'userIdentity.sessionContext.ec2RoleDelivery',
      'userIdentity.sessionContext.webIdFederationData',
      'userIdentity.sessionContext.attributes.mfaAuthenticated',
      'mfa',
      'sourceIPAddress',
      'userAgent',
      'errorCode',
      'errorMessage',
      'requestParameters.bucketName',
      'requestParameters.key',
      'resource',
      'resourceStatedIn',
      'copySource',
      'copyTarget',
      'resources',
      'additionalEventData.SignatureVersion',
      'additionalEventData.AuthenticationMethod',
      'tlsDetails.tlsVersion',
      'tlsDetails.cipherSuite',
      'tlsDetails.clientProvidedHostHeader',
      'additionalEventData.bytesTransferredIn',
      'additionalEventData.bytesTransferredOut',
      'eventVersion',
      'eventType',
      'eventCategory',
      'managementEvent',
      'apiVersion',
      'requestParameters',
      'responseElements',
      'additionalEventData',
      'serviceEventDetails',
      'vpcEndpointId',
      'vpcEndpointAccountId',
      'sessionCredentialFromConsole',
      'addendum',
      'edgeDeviceDetails',
      'eventContext',
      'insightDetails',
      'userIdentity.sessionContext.attributes.creationDate',
      'userIdentity.sessionContext.sessionIssuer.type',
      'userIdentity.sessionContext.sessionIssuer.accountId',
      'userIdentity.sessionContext.sessionIssuer.principalId',
      'userIdentity.sessionContext.sessionIssuer.userName',
      'otherFields',
      'lookupEventsItem',
      'tags',
      'notes',
      'status',
      'starred',
      'findings',
      'evidenceSources',
      'evidenceSource',
      'evidenceRecord',
      'digestVerdict',
    ]);
  });

  it('leave no field out: what has no column is in the last one, with its place', () => {
    const odd = `{"eventName":"X","eventName":"Y","userIdentity":{"type":"IAMUser","nickname":"m","sessionContext":{"sessionIssuer":{},"attributes":{"mfaAuthenticated":"true","odd":1.50}},"onBehalfOf":{"userId":"u","x":[1]}},"annotation":{"a":9007199254740993},"addendum":{"reason":"DELIVERY_DELAY"},"tlsDetails":"none","timeWindow":null,"summary":"s"}`;
    const row = rowOf(odd);
    const found = Object.fromEntries(csvColumns('all').map((column) => [column.name, column.text(row)]));
    expect(found).toMatchObject({
      eventName: 'Y',
      addendum: '{"reason":"DELIVERY_DELAY"}',
      'userIdentity.onBehalfOf.userId': 'u',
      otherFields:
        '{"eventName":"X","userIdentity":{"nickname":"m","sessionContext":{"attributes":{"odd":1.50}},"onBehalfOf":{"x":[1]}},"annotation":{"a":9007199254740993},"tlsDetails":"none","timeWindow":null,"summary":"s"}',
    });
    expect(uncataloguedPaths(row.view)).toEqual([
      'eventName',
      'userIdentity.nickname',
      'userIdentity.sessionContext.attributes.odd',
      'userIdentity.onBehalfOf.x',
      'annotation',
      'tlsDetails',
      'timeWindow',
      'summary',
    ]);
    const plain = rowOf(READ);
    expect(
      csvColumns('all')
        .find(({ name }) => name === 'otherFields')
        ?.text(plain),
    ).toBe('');
  });

  it('hold what event history says around a record', () => {
    const around = (record: string | object): string | undefined =>
      csvColumns('all')
        .find(({ name }) => name === 'lookupEventsItem')
        ?.text(rowOf(record));
    const inner = '{"eventName":"X","eventSource":"s"}';
    const item = { EventId: 'x', Username: 'mary', Resources: [{ ResourceName: 'r' }] };
    const rest = '{"EventId":"x","Username":"mary","Resources":[{"ResourceName":"r"}]}';
    expect(around({ ...item, CloudTrailEvent: inner })).toBe(rest);
    expect(around({ ...item, CloudTrailEvent: JSON.parse(inner) as object })).toBe(rest);
    expect(around({ CloudTrailEvent: inner })).toBe('');
    expect(around({ eventName: 'X', CloudTrailEvent: '"' })).toBe('');
    expect(around(READ)).toBe('');
  });

  it('hold what the record says', () => {
    const row = rowOf(READ);
    const found = Object.fromEntries(csvColumns('all').map((column) => [column.name, column.text(row)]));
    expect(found).toMatchObject({
      eventTime: '2026-03-12T01:42:11Z',
      readOnly: 'true',
      mfa: 'yes',
      userAgent: '[aws-cli/2.15.0]',
      'requestParameters.bucketName': 'payroll',
      resource: 'arn:aws:s3:::payroll/a.csv; arn:aws:s3:::payroll',
      'additionalEventData.bytesTransferredIn': '0',
      'additionalEventData.bytesTransferredOut': '4096',
      requestParameters: '{"bucketName":"payroll","key":"a.csv","tags":["x","y"]}',
      responseElements: '',
      'userIdentity.sessionContext.sessionIssuer.type': 'Role',
      tags: 'exfiltration; staging (from Source IP 192.0.2.1)',
      notes: 'first read (aw, 2026-03-12T08:00:00Z)',
      status: 'benign: backup',
      starred: '',
      findings: '2',
      evidenceSources: 's3://trail/a.json.gz sha256:aa; s3://other/b.json.gz sha256:bb',
      evidenceSource: 's3://trail/a.json.gz',
      evidenceRecord: '3',
      digestVerdict: 'not checked',
    });
  });
});

describe('chosen columns', () => {
  it('take facets, fields and paths in the order given, each once', () => {
    const names = [
      'eventName',
      'time',
      'requestParameters.key',
      'bytesOut',
      'userAgent',
      'eventName',
      'notes',
      'tag',
      'annotated',
    ];
    expect(csvColumns(names).map(({ name }) => name)).toEqual([
      'eventName',
      'eventTime',
      'requestParameters.key',
      'additionalEventData.bytesTransferredOut',
      'userAgent',
      'notes',
      'tags',
      'annotated',
    ]);
    expect(cells(READ, names).userAgent).toBe('aws-cli/2.15.0');
  });

  it('take every facet', () => {
    expect(csvColumns(FACETS.map(({ name }) => name))).toHaveLength(FACETS.length);
  });

  it('look into arrays, take places in them, and names in any case where there is no exact one', () => {
    expect(
      cells(READ, [
        'resources.ARN',
        'resources[1].ARN',
        'requestParameters.tags',
        'requestparameters.BUCKETNAME',
        'resources[7].ARN',
      ]),
    ).toEqual({
      'resources.ARN': 'arn:aws:s3:::payroll/a.csv; arn:aws:s3:::payroll',
      'resources[1].ARN': 'arn:aws:s3:::payroll',
      'requestParameters.tags': '["x","y"]',
      'requestparameters.BUCKETNAME': 'payroll',
      'resources[7].ARN': '',
    });
  });

  it('give numbers as written and equal names all, where JSON.parse would lose them', () => {
    const record =
      '{"eventName":"x","requestParameters":{"id":12345678901234567890,"size":1.0,"a":1,"a":2,"__proto__":{"b":1}}}';
    expect(
      cells(record, ['requestParameters', 'requestParameters.id', 'requestParameters.size', 'requestParameters.a']),
    ).toEqual({
      requestParameters: '{"id":12345678901234567890,"size":1.0,"a":1,"a":2,"__proto__":{"b":1}}',
      'requestParameters.id': '12345678901234567890',
      'requestParameters.size': '1.0',
      'requestParameters.a': '2',
    });
  });

  it('read the record within an item of LookupEvents', () => {
    const item = { EventName: 'GetObject', CloudTrailEvent: JSON.stringify(READ) };
    expect(cells(item, ['eventName', 'requestParameters.key'])).toEqual({
      eventName: 'GetObject',
      'requestParameters.key': 'a.csv',
    });
  });

  it('refuse what is no column, no zone, and nothing at all', () => {
    for (const bad of [['a..b'], ['a b'], [''], []]) expect(() => csvColumns(bad)).toThrow(ColumnError);
    expect(() => csvColumns('all', 'Mars/Olympus')).toThrow(/No time zone/);
  });
});

/** Seconds since 1970 UTC of a time with its offset, which may have seconds. */
function instantOf(text: string): number {
  const [, sign, hours, minutes, seconds] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
  return Date.parse(`${text.slice(0, 19)}Z`) / 1000 - (sign === '-' ? -offset : offset);
}

describe('times', () => {
  const names = ['time'];

  it('have a second column in the zone, across the change of clocks and at quarters of an hour', () => {
    const at = (eventTime: string, zone: string): string | undefined =>
      cells({ eventName: 'x', eventTime }, names, zone)[`eventTime (${zone})`];
    expect(at('2026-03-29T00:59:59Z', 'Europe/Berlin')).toBe('2026-03-29T01:59:59+01:00');
    expect(at('2026-03-29T01:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T03:00:00+02:00');
    expect(at('2026-10-25T00:59:59Z', 'Europe/Berlin')).toBe('2026-10-25T02:59:59+02:00');
    expect(at('2026-10-25T01:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T02:00:00+01:00');
    expect(at('2026-03-12T20:00:00Z', 'Asia/Kathmandu')).toBe('2026-03-13T01:45:00+05:45');
    expect(at('2026-03-12T20:00:00Z', '+05:45')).toBe('2026-03-13T01:45:00+05:45');
    expect(at('2026-03-12T20:00:00Z', '-02:30')).toBe('2026-03-12T17:30:00-02:30');
    expect(at('2026-03-12T20:00:00.250Z', 'Asia/Tokyo')).toBe('2026-03-13T05:00:00.250+09:00');
  });

  it('name the same instant in both columns, whatever the zone', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Africa/Monrovia',
      '+05:45',
    ]) {
      for (let seconds = 86_400; seconds < 4_000_000_000; seconds += 39_916_801) {
        const eventTime = new Date(seconds * 1000).toISOString().replace('.000', '');
        const found = cells({ eventName: 'x', eventTime }, names, zone);
        expect(instantOf(found[`eventTime (${zone})`] ?? '')).toBe(seconds);
        expect(found['eventTime']).toBe(eventTime);
      }
    }
  });

  it('are of aggregated records those of their window', () => {
    const timeWindow = { windowStart: '2026-05-01T10:20:00Z', windowEnd: '2026-05-01T10:25:00Z' };
    const record = { eventCategory: 'Aggregated', eventSource: 's3.amazonaws.com', timeWindow };
    expect(cells(record, ['time'], 'Europe/Berlin')).toEqual({
      eventTime: '2026-05-01T10:20:00Z',
      'eventTime (Europe/Berlin)': '2026-05-01T12:20:00+02:00',
    });
    expect(cells({ ...record, timeWindow: null }, ['time'], 'Europe/Berlin')).toEqual({
      eventTime: '',
      'eventTime (Europe/Berlin)': '',
    });
  });

  it('have one column where the zone is UTC', () => {
    expect(csvColumns(names, 'UTC').map(({ name }) => name)).toEqual(['eventTime']);
  });

  it('become UTC, keep their fraction, and stay as delivered where they are no time', () => {
    const at = (eventTime: unknown): string | undefined => cells({ eventName: 'x', eventTime }, names).eventTime;
    expect(at('2026-03-12T01:42:11+02:00')).toBe('2026-03-11T23:42:11Z');
    expect(at('2026-03-12T01:42:11.500Z')).toBe('2026-03-12T01:42:11.500Z');
    expect(at('yesterday')).toBe('yesterday');
    expect(at(17)).toBe('17');
    expect(at(null)).toBe('');
    expect(cells({ eventName: 'x', eventTime: 'yesterday' }, names, 'Asia/Tokyo')['eventTime (Asia/Tokyo)']).toBe('');
  });
});
