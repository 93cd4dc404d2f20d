import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../test/fixtures/golden/read-source';
import { detect } from './detect';
import { OTHER_IDS, otherKind } from './other-kinds';
import type { OtherId } from './other-kinds';
import { whyNoEvents } from './reading';

const R = '{"eventVersion":"1.08","eventTime":"2026-03-12T01:42:11Z","eventSource":"s3.amazonaws.com","eventName":"X"}';
const QUOTED = JSON.stringify(R);

const TEXTS: readonly [OtherId, string][] = [
  ['s3-test-event', '{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"x","Bucket":"b"}'],
  ['s3-notification', '{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","s3":{"s3SchemaVersion":"1.0"}}]}'],
  ['trail-notification', '{"s3Bucket":"b","s3ObjectKey":["k"]}'],
  ['sns-message', '{"Type":"Notification","MessageId":"m","Message":"{}"}'],
  ['sns-message', '{"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"{}"}]}'],
  ['eventbridge', `{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":${R}}`],
  ['eventbridge', `[{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":${R}}]`],
  ['eventbridge', `{"a":1}\n{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":${R}}\n`],
  ['cloudwatch-logs', `{"messageType":"DATA_MESSAGE","logGroup":"g","logEvents":[{"message":${QUOTED}}]}`],
  ['cloudwatch-logs', `{"events":[{"timestamp":1,"message":${QUOTED}}],"nextForwardToken":"f/1"}`],
  ['logs-insights', `{"results":[[{"field":"@message","value":${QUOTED}}]],"statistics":{},"status":"Complete"}`],
  ['logs-insights', `@timestamp,@message\n2026-05-01 10:15:00.000,"${R.replaceAll('"', '""')}"\n`],
  ['json-texts', `[${QUOTED},${QUOTED}]`],
  ['lower-case-records', '{"eventname":"X","eventsource":"s","eventtime":"t"}\n{"eventname":"Y","eventsource":"s"}\n'],
  ['lower-case-records', '[{"event_name":"X","event_source":"s"}]'],
  ['nested-records', `{"data":{"aws":${R}}}\n{"data":{"aws":${R}}}\n`],
  ['nested-records', `{"hits":{"hits":[{"_source":${R}}]}}`],
  ['nested-records', `{"rows":[{"raw":${QUOTED}}]}`],
  ['script-notation', "[{ eventName: 'CreateApiKey', eventTime: 't' }]"],
  ['trail-csv', 'Event name,Event time,User name\nGetObject,2026-05-01,dana\n'],
  ['trail-csv', '"eventversion","eventtime","eventname"\n"1.08","t","X"\n'],
  ['csv', 'a,b,c\n1,2,3\n'],
  [
    's3-access-log',
    '79a5 bkt [01/May/2026:10:00:01 +0000] 203.0.113.9 - 3E57 REST.GET.OBJECT k "GET /k HTTP/1.1" 200 - 10 10 3 2 "-" "c" -\n',
  ],
  [
    'flow-log',
    '2 123456789012 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n',
  ],
  ['elb-log', 'https 2026-05-01T10:00:01.123Z app/lb/50dc 203.0.113.9:2817 10.0.0.1:80 0.000 0.001 0.000 200 200\n'],
  ['cloudfront-log', '#Version: 1.0\n#Fields: date time\n'],
  ['credential-report', 'user,arn,user_creation_time,password_enabled\nroot,a,b,c\n'],
  ['aws-error', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'],
  ['html', '<!DOCTYPE html>\n<html><body>Sign in</body></html>'],
  ['xml', '<?xml version="1.0"?>\n<ListBucketResult></ListBucketResult>'],
  ['guardduty', '{"schemaVersion":"2.0","service":{},"severity":5}'],
  ['security-hub', '[{"SchemaVersion":"2018-10-08","ProductArn":"a"}]'],
  ['iam-policy', '{"Version":"2012-10-17","Statement":[]}'],
  ['public-keys', '{"PublicKeyList":[]}'],
  ['configuration', '{"trailList":[]}'],
  ['pem', '-----BEGIN PUBLIC KEY-----\n'],
  ['script', '#!/bin/sh\n'],
  ['prose', '# Read me\n\nThese are the logs of the weekend, as the trail delivered them.\n'],
];

const BYTES: readonly [OtherId, string][] = [
  ['bzip2', '425a6839314159265359'],
  ['xz', 'fd377a585a000004'],
  ['zstd', '28b52ffd64cb18c5'],
  ['zstd', '502a4d1804000000'],
  ['lz4', '04224d186440a733'],
  ['compress', '1f9d907b44482933'],
  ['lzip', '4c5a495001'],
  ['snappy', 'ff060000734e61507059'],
  ['zlib', '789cab562a4b2d2a'],
  ['7z', '377abcaf271c0003'],
  ['rar', '526172211a070100'],
  ['parquet', '5041523115041500'],
  ['orc', '4f52430a'],
  ['avro', '4f626a0104'],
  ['sqlite', '53514c69746520666f726d6174203300'],
  ['evtx', '456c6646696c650000'],
  ['pcap', 'd4c3b2a102000400'],
  ['pdf', '255044462d312e37'],
  ['image', '89504e470d0a1a0a'],
  ['zip-part', '504b0708f3a1'],
  ['gzip-twice', '1f8b0800000000'],
];

function whatOf(bytes: Uint8Array): string | undefined {
  const found = detect(bytes, true);
  return found.kind === 'cloudtrail' ? 'cloudtrail' : found.what;
}

describe('kinds that hold no events as they are', () => {
  it.each(TEXTS)('tells %s: %s', (id, text) => {
    expect(whatOf(utf8(text))).toBe(id);
    expect(whatOf(utf8(`\uFEFF${text}`))).toBe(id);
  });

  it.each(BYTES)('tells %s by its first bytes', (id, hex) => {
    expect(whatOf(Uint8Array.from(Buffer.from(hex, 'hex')))).toBe(id);
  });

  it.each(['{"a":1}', '[1,2]', 'oops', '\0\u0001\u0002', '{oops', 'x^2+y'])('does not guess: %j', (text) => {
    expect(whatOf(utf8(text))).toBeUndefined();
  });

  it('each has words that make a sentence', () => {
    for (const id of OTHER_IDS) {
      const { label, remedy } = otherKind(id) ?? { label: '' };
      expect(label).toMatch(/^[\p{L}\d]/u);
      if (remedy !== undefined) expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
    expect(otherKind('constructor')).toBeUndefined();
    expect(whyNoEvents({ kind: 'binary', what: 'of-tomorrow' })).toContain('newer version');
    expect(whyNoEvents({ kind: 'digest' })).toBe('It is a CloudTrail digest file.');
  });
});
