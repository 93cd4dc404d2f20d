import { describe, expect, it } from 'vitest';
import type { FilterNode } from './ast';
import { MAX_FILTER_CHARS, MAX_FILTER_DEPTH, parseFilterText } from './parse';
import { printFilter } from './print';

function read(text: string, zone = 'UTC'): FilterNode {
  const parsed = parseFilterText(text, { zone });
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.filter;
}

const canonical = (text: string, zone?: string): string => printFilter(read(text, zone));

function faultOf(text: string, zone = 'UTC'): { at: string; message: string; suggestion?: string; start: number } {
  const parsed = parseFilterText(text, { zone });
  if (parsed.ok) throw new Error(`${text} has no fault`);
  const { start, end, message, suggestion } = parsed.fault;
  return { at: text.slice(start, end), start, message, ...(suggestion === undefined ? {} : { suggestion }) };
}

describe('conditions', () => {
  it.each([
    ['', ''],
    ['  *  ', ''],
    ['eventName:GetObject', 'eventName:GetObject'],
    ['EVENTNAME:GetObject', 'eventName:GetObject'],
    ['eventName: GetObject', 'eventName:GetObject'],
    ['eventName:"GetObject"', 'eventName:GetObject'],
    ['eventName:Get\\Object', 'eventName:GetObject'],
    ['eventName:(GetObject)', 'eventName:GetObject'],
    ['eventName:( a OR "b c" OR *d* OR (none) OR (empty) )', 'eventName:(a OR "b c" OR *d* OR (none) OR (empty))'],
    ['errorCode:*', 'errorCode:*'],
    ['errorCode:**', 'errorCode:*'],
    ['errorCode:(none)', 'errorCode:(none)'],
    ['errorCode:"(none)"', 'errorCode:"(none)"'],
    ['errorCode:""', 'errorCode:(empty)'],
    ['errorCode:(empty)', 'errorCode:(empty)'],
    ['errorCode:*AccessDenied*', 'errorCode:*AccessDenied*'],
    ['errorCode:a**b', 'errorCode:a*b'],
    ['errorCode:a\\*b', 'errorCode:"a*b"'],
    ['errorCode:"*"', 'errorCode:"*"'],
    ['eventName:AND', 'eventName:"AND"'],
    ['principal:(anonymous)', 'principal:"(anonymous)"'],
    ['accountId:(anonymous)', 'accountId:anonymous'],
    ['principal:((anonymous) OR x)', 'principal:("(anonymous)" OR x)'],
    ['principal:arn:aws:iam::111122223333:user/ci', 'principal:arn:aws:iam::111122223333:user/ci'],
    ['userIdentity.principalId:*:i-*', 'userIdentity.principalId:*:i-*'],
    ['sourceIPAddress:2001:db8::1', 'sourceIPAddress:2001:db8::1'],
    ['sourceIPAddress:2001:db8::/32', 'sourceIPAddress:2001:db8::/32'],
    ['sourceIPAddress:10.0.0.0/8', 'sourceIPAddress:10.0.0.0/8'],
    ['sourceIPAddress:"10.0.0.0/8"', 'sourceIPAddress:"10.0.0.0/8"'],
    ['requestParameters.cidrIp:0.0.0.0/0', 'requestParameters.cidrIp:0.0.0.0/0'],
    ['userAgent:[S3Console/0.4]', 'userAgent:"[S3Console/0.4]"'],
  ])('%s reads as %s', (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  it.each([
    ['a b c', 'a AND b AND c'],
    ['a AND b OR c d', 'a AND b OR c AND d'],
    ['(a OR b) c', '(a OR b) AND c'],
    ['NOT a b', 'NOT a AND b'],
    ['NOT (a b)', 'NOT (a AND b)'],
    ['NOT(a)', 'NOT a'],
    ['NOT NOT a', 'a'],
    ['-eventName:x -(a OR b) -"c d"', 'NOT eventName:x AND NOT (a OR b) AND NOT "c d"'],
    ['a OR (b OR (c))', 'a OR b OR c'],
    ['"and" "or" "not"', '"and" AND "or" AND "not"'],
    ['"AND" "a*" a*b', '"AND" AND "a*" AND a*b'],
    ['arn:aws:s3:::logs', '"arn:aws:s3:::logs"'],
    ['https://example.com/x', '"https://example.com/x"'],
    ['eventName:\\//x userAgent:"//*"', 'eventName:"//x" AND userAgent:"//*"'],
    ['requestParameters.url:\\//*', 'requestParameters.url:\\//*'],
    ['fe80::1 12:30', '"fe80::1" AND "12:30"'],
    ['"\\u003c" \\u{3c}', '"\\\\u003c" AND <'],
    ['a\u202eb', '"a\\u{202e}b"'],
  ])('%s reads as %s', (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  it.each([
    ['additionalEventData.SignatureVersion:SigV2', 'signatureVersion:SigV2'],
    ['useridentity.ACCOUNTID:1', 'accountId:1'],
    ['userIdentity.type:Root', 'userIdentityType:Root'],
    ['requestParameters.bucketName:payroll*', 'bucketName:payroll*'],
    ['requestParameters.BucketName:payroll*', 'requestParameters.BucketName:payroll*'],
    ['resources[].accountId:1', 'ownerAccountId:1'],
    ['resources[0].ARN:x', 'resources.ARN:x'],
    ['additionalEventData.bytesTransferredOut:5', 'bytesTransferredOut:5'],
    ['eventid:x', 'eventID:x'],
    ['requestparameters.a\\.b.c\\:d:x', 'requestParameters.a\\.b.c\\:d:x'],
    ['$.newField.x:1', '$.newField.x:1'],
    ['$.eventName:x', 'eventName:x'],
    ['$.principal:x', '$.principal:x'],
    ['sharedEventID:*', 'sharedEventID:*'],
  ])('the field of %s is that of %s', (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  it('knows where each condition and field stands', () => {
    const node = read('a AND  eventname:(x OR y)');
    expect(node).toMatchObject({
      kind: 'and',
      start: 0,
      end: 25,
      of: [
        { kind: 'text', start: 0, end: 1 },
        { kind: 'term', start: 7, end: 25, written: 'eventname', fieldSpan: { start: 7, end: 16 } },
      ],
    });
  });
});

describe('ranges', () => {
  it.each([
    ['eventTime:2026-03-11', 'eventTime:[2026-03-11T00:00:00Z TO 2026-03-12T00:00:00Z}'],
    ['eventTime:2026-02', 'eventTime:[2026-02-01T00:00:00Z TO 2026-03-01T00:00:00Z}'],
    ['eventTime:2026-03-11T22', 'eventTime:[2026-03-11T22:00:00Z TO 2026-03-11T23:00:00Z}'],
    ['eventTime:2026-03-11T22:00:00.75Z', 'eventTime:2026-03-11T22:00:00.75Z'],
    ['eventTime:>2026-03-11T22:00:00.75Z', 'eventTime:>=2026-03-11T22:00:00.750001Z'],
    ['eventTime:<=2026-03-11T22:00:00.000Z', 'eventTime:<2026-03-11T22:00:00.000001Z'],
    ['eventTime:>="2026-03-11 22:00:00.5 UTC"', 'eventTime:>=2026-03-11T22:00:00.5Z'],
    ['bytesTransferredOut:>9007199254740993', 'bytesTransferredOut:>9007199254740993'],
    ['requestParameters.id:>=0.10000000000000000001', 'requestParameters.id:>=0.10000000000000000001'],
    ['requestParameters.id:[1e3 TO 1E4]', 'requestParameters.id:[1000 TO 10000]'],
    ['eventTime:"2026-03-11 22:00"', 'eventTime:[2026-03-11T22:00:00Z TO 2026-03-11T22:01:00Z}'],
    ['eventTime:[2026-03-11 TO 2026-03-12]', 'eventTime:[2026-03-11T00:00:00Z TO 2026-03-13T00:00:00Z}'],
    ['eventTime:[2026-03-11 TO 2026-03-12}', 'eventTime:[2026-03-11T00:00:00Z TO 2026-03-12T00:00:00Z}'],
    ['eventTime:{2026-03-11 TO 2026-03-13}', 'eventTime:[2026-03-12T00:00:00Z TO 2026-03-13T00:00:00Z}'],
    ['eventTime:[2026-03-11 22:00 TO *]', 'eventTime:>=2026-03-11T22:00:00Z'],
    ['eventTime:[* TO *]', 'eventTime:*'],
    ['eventTime:>=2026-03-11T22:00:00Z', 'eventTime:>=2026-03-11T22:00:00Z'],
    ['eventTime:>2026-03-11', 'eventTime:>=2026-03-12T00:00:00Z'],
    ['eventTime:< 2026-03-11', 'eventTime:<2026-03-11T00:00:00Z'],
    ['eventTime:<=2026-03-11', 'eventTime:<2026-03-12T00:00:00Z'],
    ['eventTime:2026-03-11T22:00:00+05:45', 'eventTime:2026-03-11T16:15:00Z'],
    ['eventTime:(no time)', 'eventTime:(none)'],
    ['bytesTransferredOut:>1000000', 'bytesTransferredOut:>1000000'],
    ['bytesTransferredOut:[1 TO 2}', 'bytesTransferredOut:[1 TO 2}'],
    ['bytesTransferredOut:0', 'bytesTransferredOut:0'],
    ['requestParameters.durationSeconds:[900 TO *]', 'requestParameters.durationSeconds:>=900'],
    ['requestParameters.filter:[abc]', 'requestParameters.filter:"[abc]"'],
    [
      'userIdentity.sessionContext.attributes.creationDate:<2026-03-11',
      'userIdentity.sessionContext.attributes.creationDate:<2026-03-11T00:00:00Z',
    ],
  ])('%s reads as %s', (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  it.each([
    ['Asia/Kathmandu', '2026-03-11', '[2026-03-10T18:15:00Z TO 2026-03-11T18:15:00Z}'],
    ['+05:45', '2026-03-11', '[2026-03-10T18:15:00Z TO 2026-03-11T18:15:00Z}'],
    ['America/New_York', '2026-03-08', '[2026-03-08T05:00:00Z TO 2026-03-09T04:00:00Z}'],
    ['America/New_York', '2026-11-01', '[2026-11-01T04:00:00Z TO 2026-11-02T05:00:00Z}'],
    // Clocks go back at 02:00: the hour from 01:00 happens twice, and both are meant.
    ['America/New_York', '2026-11-01T01', '[2026-11-01T05:00:00Z TO 2026-11-01T07:00:00Z}'],
    ['America/New_York', '2026-11-01T00', '[2026-11-01T04:00:00Z TO 2026-11-01T05:00:00Z}'],
    // Clocks go forward at 02:00: the hour that is skipped begins and ends at that moment.
    ['America/New_York', '>=2026-03-08T02:30', '>=2026-03-08T07:00:00Z'],
    ['America/New_York', '[2026-03-08T01 TO 2026-03-08T02:30]', '[2026-03-08T06:00:00Z TO 2026-03-08T07:00:00Z}'],
    ['Europe/Berlin', '2026-03-11T22:00:00Z', '2026-03-11T22:00:00Z'],
  ])('in %s, %s is %s', (zone, time, wanted) => {
    expect(canonical(`eventTime:${time}`, zone)).toBe(`eventTime:${wanted}`);
  });
});

describe('faults', () => {
  it.each([
    ['sourceIP:1.2.3.4', 'sourceIP', 'No field sourceIP. Use sourceIPAddress.', 'sourceIPAddress'],
    ['a AND evntName:x', 'evntName', 'No field evntName. Use eventName.', 'eventName'],
    ['region:x', 'region', 'No field region. Use awsRegion.', 'awsRegion'],
    [
      'requestParams.bucketName:x',
      'requestParams.bucketName',
      /^No record field requestParams\. Use requestParameters/,
      'requestParameters.bucketName',
    ],
    ['user.arn:x', 'user.arn', 'No record field user. Use userIdentity.', 'userIdentity.arn'],
    [
      'newField.x:1',
      'newField.x',
      'No record field newField. Write $.newField.x to look for it all the same.',
      undefined,
    ],
    ['eventTime:1969', '1969', /No event can have this time/, undefined],
    ['zzzzqq:x', 'zzzzqq', /put quotes around it/, undefined],
    ['constructor:x', 'constructor', /^No field constructor/, undefined],
    ['eventName:', '', 'A value is missing after eventName:', undefined],
    ['eventName: AND a', '', 'A value is missing after eventName:', undefined],
    ['(a OR b', '(', /never closed/, undefined],
    ['a)', ')', /closes nothing/, undefined],
    ['a OR', '', 'A condition is missing after OR.', undefined],
    ['AND a', 'AND', 'A condition is missing before AND.', undefined],
    ['a AND OR b', 'OR', 'A condition is missing between AND and OR.', undefined],
    ['()', '', 'A condition is missing between the parentheses.', undefined],
    ['a "b', '"b', /quote is never closed/, undefined],
    ['a"b', '"', /start and the end/, '\\"'],
    ['"eventName":"GetObject"', ':', /Put a space/, undefined],
    ['eventName:(a b)', 'b', /Put OR between/, undefined],
    ['eventName:(a AND b)', 'AND', /joined by OR/, undefined],
    ['eventName:(NOT a)', 'NOT', /Put NOT before the field/, undefined],
    ['eventName:(a OR )', '', /missing after OR/, undefined],
    ['eventName:>5', '>', /holds text/, undefined],
    ['eventName:[a TO b]', '[a TO b]', /holds text/, undefined],
    ['eventTime:yesterday', 'yesterday', /is no time/, undefined],
    ['eventTime:2026-02-30', '2026-02-30', /is no time/, undefined],
    ['eventTime:2026-03*', '2026-03*', /no wildcards/, undefined],
    ['eventTime:[2026-03-12 TO 2026-03-11]', '[2026-03-12 TO 2026-03-11]', /range is empty/, undefined],
    ['eventTime:[2026-03-12', '[2026-03-12', /A range is written/, undefined],
    ['eventTime:""', '""', /is no time/, undefined],
    ['bytesTransferredOut:many', 'many', /is no number/, undefined],
    ['bytesTransferredOut:>1,000', '1,000', /without separators/, '1000'],
    ['bytesTransferredOut:(empty)', '(empty)', /is a number/, undefined],
    ['requestParameters.x:>abc', 'abc', /neither a number nor a time/, undefined],
    ['requestParameters.x:[1 TO 2026-03-11]', '[1 TO 2026-03-11]', /two times or two numbers/, undefined],
    ['sourceIPAddress:10.0.0.0/33', '10.0.0.0/33', /is no network/, undefined],
    ['event*:x', '*', /not in field names/, undefined],
    ['requestParameters..x:1', 'requestParameters..x', /path is empty/, undefined],
    ['- a', '-', /minus stands right before/, undefined],
    ['a && b', '&&', 'Conditions are joined by words. Use AND.', 'AND'],
    ['a *', '*', /matches every event/, undefined],
    ['""', '""', /nothing between the quotes/, undefined],
    ['foo(bar)', 'foo(', /space before the parenthesis/, undefined],
    [':x', ':', /field name is missing/, undefined],
    ['eventName=GetObject', 'eventName=GetObject', /Did you mean eventName:GetObject\?/, 'eventName:GetObject'],
    ['a eventName = GetObject b', 'eventName = GetObject', /followed by a colon, not by =/, 'eventName:GetObject'],
    ['eventname==GetObject', 'eventname==GetObject', /not by ==/, 'eventName:GetObject'],
    ['eventName="a b"', 'eventName="a b"', /colon/, 'eventName:"a b"'],
    ["eventName='GetObject'", "eventName='GetObject'", /colon/, 'eventName:GetObject'],
    ["userAgent='a b'", "userAgent='a b'", /colon/, 'userAgent:"a b"'],
    ['(eventName!=GetObject)', 'eventName!=GetObject', /not by !=/, 'NOT eventName:GetObject'],
    ['eventName <> GetObject', 'eventName <> GetObject', /not by <>/, 'NOT eventName:GetObject'],
    ['bytesTransferredOut>1000', 'bytesTransferredOut>1000', /not by >/, 'bytesTransferredOut:>1000'],
    ['bytesTransferredOut >= 1000', 'bytesTransferredOut >= 1000', /not by >=/, 'bytesTransferredOut:>=1000'],
    ['eventTime<2026-03-11', 'eventTime<2026-03-11', /not by </, 'eventTime:<2026-03-11'],
    ['eventName>GetObject', 'eventName>GetObject', /not by >/, undefined],
    ['requestParameters.x.y=1', 'requestParameters.x.y=1', /colon/, 'requestParameters.x.y:1'],
    ['$.odd.y=1', '$.odd.y=1', /colon/, '$.odd.y:1'],
    ['region=us-east-1', 'region=us-east-1', /colon/, 'awsRegion:us-east-1'],
    ['NOT errorCode=', 'errorCode=', /colon/, 'errorCode:*'],
    ['eventName:=GetObject', '=GetObject', /Did you mean eventName:GetObject\?/, 'GetObject'],
    ['eventName:(a OR ==b)', '==b', /colon says "is"/, 'b'],
    ['a\\', '\\', /Nothing follows this backslash/, undefined],
  ] as const)('%s is marked at %s', (text, at, message, suggestion) => {
    const fault = faultOf(text);
    expect(fault.at).toBe(at);
    expect(fault.message).toMatch(message);
    expect(fault.suggestion).toBe(suggestion);
  });

  it('offers for a comparison what can be read', () => {
    for (const text of [
      'eventName = "a b"',
      "userAgent='x (y)'",
      'bytesTransferredOut > 10',
      'eventTime >= "2026-03-11 10:00"',
    ]) {
      const { start, at, suggestion = '' } = faultOf(text);
      const mended = text.slice(0, start) + suggestion + text.slice(start + at.length);
      expect(parseFilterText(mended).ok, mended).toBe(true);
    }
  });

  it('takes other words with such signs as words', () => {
    expect(canonical('a=b')).toBe('a=b');
    expect(canonical('x-id=GetObject')).toBe('x-id=GetObject');
    expect(canonical('"eventName=GetObject"')).toBe('"eventName=GetObject"');
    expect(canonical('eventName\\=GetObject')).toBe('"eventName=GetObject"');
    expect(canonical('"eventName" AND "=" AND GetObject')).toBe('"eventName" AND = AND GetObject');
    expect(canonical('userAgent:"=1"')).toBe('userAgent:"=1"');
  });

  it('takes words that are members of every object as words', () => {
    expect(canonical('constructor __proto__ toString')).toBe('constructor AND __proto__ AND toString');
  });

  it('says so where the clocks skipped a time', () => {
    expect(faultOf('eventTime:2026-03-08T02:30', 'America/New_York').message).toMatch(/clocks of this zone skipped it/);
  });

  it('says so where a zone is unknown and a time needs one', () => {
    expect(faultOf('eventTime:2026', 'Mars/Olympus').message).toMatch(/^No time zone is called Mars\/Olympus\./);
    expect(canonical('a', 'Mars/Olympus')).toBe('a');
  });
});

describe('caps', () => {
  it('refuses texts that are too long or too deep', () => {
    expect(faultOf('a'.repeat(MAX_FILTER_CHARS + 1)).message).toMatch(/longer than/);
    const deep = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
    expect(canonical(deep(MAX_FILTER_DEPTH))).toBe('a');
    expect(faultOf(deep(MAX_FILTER_DEPTH + 1)).message).toMatch(/nested more than/);
    expect(faultOf('NOT '.repeat(60_000 / 4)).message).toMatch(/nested more than/);
    expect(faultOf('-'.repeat(60_000)).message).toMatch(/nested more than/);
  });

  // Quadratic time would run into the test's time limit on each of these.
  it.each([
    'a ',
    '(a) ',
    '$.a:[ ',
    '$.a:[a TO ',
    'eventName:x ',
    'a OR ',
    '"a" ',
    '\\a',
    '*',
    'a.',
    'eventName:(a) ',
    '::',
    '\\u{41}',
    '{[(',
  ])('reads 64 kB of %j in one go', (piece) => {
    const text = piece.repeat(Math.floor(MAX_FILTER_CHARS / piece.length) - 1);
    for (const whole of [text, `${text}a`, `eventName:(${text.slice(20)}`]) {
      const parsed = parseFilterText(whole);
      if (parsed.ok) expect(printFilter(parsed.filter).length).toBeGreaterThanOrEqual(0);
      else expect(parsed.fault.end).toBeLessThanOrEqual(whole.length);
    }
  });
});
