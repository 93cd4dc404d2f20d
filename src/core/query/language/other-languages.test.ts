import { describe, expect, it } from 'vitest';
import { mendedText } from './mend';
import { parseFilterText } from './parse';

/** Conditions of SQL, KQL, Lucene and CloudWatch, and what they are here. */
const HABITS: readonly (readonly [text: string, meant: string | undefined])[] = [
  ['errorCode is null', 'errorCode:(none)'],
  ['errorCode IS NOT NULL', 'errorCode:*'],
  ['errorCode NOT NULL', 'errorCode:*'],
  ['errorCode exists', 'errorCode:*'],
  ['errorCode not exists', 'errorCode:(none)'],
  ['errorCode = null', 'errorCode:(none)'],
  ['errorCode != NULL', 'NOT errorCode:(none)'],
  ['user is null', 'principal:(none)'],
  ['isnull(errorCode)', 'errorCode:(none)'],
  ['isnotempty(errorCode) and eventName=x', 'errorCode:* AND eventName:x'],
  ["lower(eventName) = 'x'", 'eventName:x'],
  ["json_extract_scalar(requestparameters, '$.bucketName') = 'x'", 'requestparameters.bucketName:x'],
  ['_exists_:errorCode', 'errorCode:*'],
  ['NOT _exists_:errorCode', 'NOT errorCode:*'],
  ["eventName like '%x'", 'eventName:*x'],
  ["eventName NOT LIKE 'Get%'", 'NOT eventName:Get*'],
  ["requestParameters.key like '%a b%'", 'requestParameters.key:*a\\ b*'],
  ['eventName matches regex "^Get.*Object$"', 'eventName:Get*Object'],
  ['eventName =~ /Object/', 'eventName:*Object*'],
  ["eventName ~ 'Get(Object|Acl)'", undefined],
  ['eventName contains "Object"', 'eventName:*Object*'],
  ['eventName !has "x"', 'NOT eventName:*x*'],
  ['eventName startswith "Get"', 'eventName:Get*'],
  ['eventName endswith "Object"', 'eventName:*Object'],
  ['eventName IN (a, b)', 'eventName:(a OR b)'],
  ["eventName not in ('a', 'b c')", 'NOT eventName:(a OR "b c")'],
  ['eventName in ("a","b")', 'eventName:(a OR b)'],
  ['eventName:(a, b)', 'eventName:(a OR b)'],
  ['eventName:(a or b)', 'eventName:(a OR b)'],
  ['eventName is GetObject', 'eventName:GetObject'],
  ['eventName is not GetObject', 'NOT eventName:GetObject'],
  ['eventName GetObject', 'eventName:GetObject'],
  ['eventName : GetObject', 'eventName:GetObject'],
  ["eventName:'GetObject'", 'eventName:GetObject'],
  ['\u201cGetObject\u201d', '"GetObject"'],
  ["'two words'", '"two words"'],
  ['sourceIPAddress = 10.0.0.0/8', 'sourceIPAddress:10.0.0.0/8'],
  ['awsRegion \u2260 us-east-1', 'NOT awsRegion:us-east-1'],
  ['resources[0].ARN = x', 'resources.ARN:x'],
  ['requestParameters.bucketName', 'requestParameters.bucketName:*'],
  ["eventTime BETWEEN '2026-03-11' AND '2026-03-12'", 'eventTime:[2026-03-11 TO 2026-03-12]'],
  ['eventTime between (2026-03-11 .. 2026-03-12)', 'eventTime:[2026-03-11 TO 2026-03-12]'],
  ['eventTime:2026-03-11 TO 2026-03-12', 'eventTime:[2026-03-11 TO 2026-03-12]'],
  ['eventTime:2026-03-11..2026-03-12', 'eventTime:[2026-03-11 TO 2026-03-12]'],
  ["eventTime > timestamp '2026-03-11 00:00:00'", 'eventTime:>"2026-03-11 00:00:00"'],
  ['eventTime >= datetime(2026-03-11T22:00:00Z)', 'eventTime:>=2026-03-11T22:00:00Z'],
  ['eventTime > ago(1d)', undefined],
  ['bytesTransferredOut:1000 TO 2000', 'bytesTransferredOut:[1000 TO 2000]'],
  ['bytesTransferredOut:>1,000', 'bytesTransferredOut:>1000'],
  ['bytesTransferredOut:>5MB', 'bytesTransferredOut:>5000000'],
  ['eventName:a and eventName:b', 'eventName:a AND eventName:b'],
  ['eventName:a Or not eventName:b', 'eventName:a OR NOT eventName:b'],
  ['eventName=a OR eventName=b', 'eventName:a OR eventName:b'],
  ["where eventName = 'x'", 'eventName:x'],
  [
    "SELECT eventname, count(*) FROM logs WHERE eventname = 'x' AND errorcode IS NULL GROUP BY eventname LIMIT 5;",
    'eventName:x AND errorCode:(none)',
  ],
  [
    'AWSCloudTrail | where EventName == "ConsoleLogin" | where ErrorCode has "x" | project EventName',
    'eventName:ConsoleLogin AND errorCode:*x*',
  ],
  ['fields @timestamp, eventName | filter eventName like /x/ | sort @timestamp desc', 'eventName:*x*'],
  [
    '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    '(errorCode:*UnauthorizedOperation) OR (errorCode:AccessDenied*)',
  ],
];

describe('a condition of another language', () => {
  it.each(HABITS)('%s is a fault; meant is %s', (text, meant) => {
    expect(parseFilterText(text).ok).toBe(false);
    expect(mendedText(text)).toBe(meant);
  });

  it('is none in words of a language, nor between quotes', () => {
    for (const text of [
      'a=b',
      'bucket is public',
      'key exists',
      'resources',
      'it\u2019s me',
      'search "x | where y"',
      '"eventName is null"',
      '"eventName" is null',
      "can't",
      'https://x/?eventName=foo',
    ]) {
      expect(parseFilterText(text).ok, text).toBe(true);
      expect(mendedText(text), text).toBeUndefined();
    }
  });
});
