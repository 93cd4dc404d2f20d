import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../../event/extract-facets';
import type { JsonObject } from '../../event/json';
import { matchesRecord } from './evaluate';
import { parseFilterText } from './parse';
import { textsAt } from './path-values';

function matches(filter: string, record: JsonObject): boolean {
  const parsed = parseFilterText(filter);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const values = newEventValues();
  extractEvent(record, values);
  return matchesRecord(parsed.filter, record, JSON.stringify(record), values);
}

const call: JsonObject = {
  eventName: 'GetObject',
  eventTime: '2026-03-11T22:15:09Z',
  eventID: 'e-1',
  sourceIPAddress: '10.1.2.3',
  userAgent: '[aws-cli/2.0]',
  errorCode: '',
  errorMessage: null,
  readOnly: true,
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ci', accountId: '', userName: '' },
  requestParameters: {
    bucketName: 'payroll-2026',
    Key: 'a/b.csv',
    max: 1000,
    tags: [{ 'a.b': 'x' }, { 'a.b': 'y' }],
    none: [],
  },
  resources: [
    { ARN: 'arn:aws:s3:::payroll-2026', accountId: '111122223333' },
    { ARNPrefix: 'arn:aws:s3:::payroll-2026/' },
  ],
  additionalEventData: { bytesTransferredOut: 4096 },
};
const service: JsonObject = { eventName: 'GetObject', sourceIPAddress: 'cloudtrail.amazonaws.com', eventTime: 'soon' };

/** As a log has it, so that numbers stay as written. */
function matchesText(filter: string, text: string): boolean {
  const parsed = parseFilterText(filter);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const record = JSON.parse(text) as JsonObject;
  const values = newEventValues();
  extractEvent(record, values);
  return matchesRecord(parsed.filter, record, text, values);
}

describe('numbers of a record', () => {
  const withId = (id: string): string =>
    `{"eventName":"X","requestParameters":{"id":${id},"in":{"n":${id}},"of":[${id}]}}`;

  it.each([
    ['9223372036854775807', '9223372036854775807', true],
    ['9223372036854775807', '"9223372036854775807"', true],
    ['9223372036854775807', '9223372036854775806', false],
    ['9007199254740992', '9007199254740993', false],
    ['9007199254740993', '9007199254740993', true],
    ['9007199254740993', '9007199254740993.0', true],
    ['1.5', '1.50', true],
    ['1.50', '1.50', true],
    ['1.5', '"1.50"', false],
    ['1e3', '1E3', true],
    ['1000', '1E3', true],
    ['1E3', '1000', true],
    ['0', '-0', true],
    ['0', '0.0', true],
    ['33*', '33', true],
    ['1.50*', '1.50', true],
    ['>9223372036854775806', '9223372036854775807', true],
    ['>9223372036854775806', '9223372036854775806', false],
    ['>=9223372036854775807', '"9223372036854775807"', true],
    ['<0.3', '0.29999999999999999999', true],
    ['<=0.3', '0.30000000000000000001', false],
    ['[9007199254740993 TO 9007199254740993]', '9007199254740993', true],
    ['{9007199254740992 TO 9007199254740994}', '9007199254740993', true],
    ['1e400', '1e400', true],
    ['1e401', '1e400', false],
    ['>1', '1e400', true],
  ])('%s of %s: %s', (value, id, wanted) => {
    expect(matchesText(`requestParameters.id:${value}`, withId(id))).toBe(wanted);
    expect(matchesText(`requestParameters.in.n:${value}`, withId(id))).toBe(wanted);
    expect(matchesText(`requestParameters.of:${value}`, withId(id))).toBe(wanted);
  });

  it('stand in the text of an object as they are written', () => {
    expect(matchesText('requestParameters.in:*9223372036854775807*', withId('9223372036854775807'))).toBe(true);
  });

  it('count last where a name occurs twice', () => {
    expect(matchesText('requestParameters.id:2', '{"eventName":"X","requestParameters":{"id":1,"id":2}}')).toBe(true);
    expect(matchesText('requestParameters.id:1', '{"eventName":"X","requestParameters":{"id":1,"id":2}}')).toBe(false);
  });
});

describe('times between two seconds', () => {
  const at = (time: string): string => `{"eventName":"X","eventTime":"${time}"}`;

  it.each([
    ['eventTime:>=2026-05-01T10:00:01.5Z', '2026-05-01T10:00:01.900Z', true],
    ['eventTime:>=2026-05-01T10:00:01.5Z', '2026-05-01T10:00:01.250Z', false],
    ['eventTime:>2026-05-01T10:00:01.250Z', '2026-05-01T10:00:01.25Z', false],
    ['eventTime:>2026-05-01T10:00:01.250Z', '2026-05-01T10:00:01.250001Z', true],
    ['eventTime:<=2026-05-01T10:00:01.250Z', '2026-05-01T10:00:01.25Z', true],
    ['eventTime:<2026-05-01T10:00:01.250Z', '2026-05-01T10:00:01.25Z', false],
    ['eventTime:2026-05-01T10:00:01.9Z', '2026-05-01T10:00:01.900Z', true],
    ['eventTime:2026-05-01T10:00:01Z', '2026-05-01T10:00:01.900Z', true],
    ['eventTime:<=2026-05-01T10:00:01Z', '2026-05-01T10:00:01.900Z', true],
    ['eventTime:>2026-05-01T10:00:01Z', '2026-05-01T10:00:01.900Z', false],
    ['eventTime:[2026-05-01T10:00:01.3Z TO 2026-05-01T10:00:01.95Z]', '2026-05-01T10:00:01.9Z', true],
    ['NOT eventTime:>=2026-05-01T10:00:01.5Z', '2026-05-01T10:00:01.250Z', true],
  ])('%s of %s: %s', (filter, time, wanted) => {
    expect(matchesText(filter, at(time))).toBe(wanted);
  });
});

describe('the empty text', () => {
  const nobody =
    '{"eventName":"X","userIdentity":{"accountId":"","principalId":"","sessionContext":{"attributes":{"x":""}}},"requestParameters":{"a":"","b":["",1],"c":null}}';

  it.each([
    ['userIdentity.principalId:(empty)', true],
    ['userIdentity.accountId:(empty)', true],
    ['accountId:(empty)', true],
    ['accountId:(empty OR "1")', false],
    ['accountId:((empty) OR "1")', true],
    ['userIdentity.arn:(empty)', false],
    ['userIdentity.userName:(empty)', false],
    ['userIdentity.sessionContext.attributes.x:(empty)', true],
    ['userIdentity.principalId:(none)', true],
    ['userIdentity.principalId:*', false],
    ['NOT userIdentity.principalId:(empty)', false],
    ['requestParameters.a:(empty)', true],
    ['requestParameters.b:(empty)', true],
    ['requestParameters.c:(empty)', false],
    ['requestParameters.c:(none)', true],
    ['requestParameters.d:(empty)', false],
  ])('%s: %s', (filter, wanted) => {
    expect(matchesText(filter, nobody)).toBe(wanted);
  });
});

describe('a record', () => {
  it.each([
    ['', true],
    ['eventName:GetObject', true],
    ['eventName:getobject', false],
    ['eventName:(PutObject OR Get*)', true],
    ['errorCode:*', true],
    ['errorCode:(empty)', true],
    ['errorCode:(none)', false],
    ['errorMessage:(none)', true],
    ['NOT errorMessage:*', true],
    ['vpcEndpointId:(none)', true],
    ['accountId:(none)', true],
    ['userIdentity.userName:(none)', true],
    ['userIdentity.userName:*', false],
    ['readOnly:true', true],
    ['userAgent:aws-cli/2.0', true],
    ['userAgent:[aws-cli/2.0]', true],
    ['requestParameters.key:a/b.csv', true],
    ['requestParameters.max:1000', true],
    ['requestParameters.max:>999', true],
    ['requestParameters.max:{1000 TO *]', false],
    ['requestParameters.tags.a\\.b:y', true],
    ['requestParameters.tags.a.b:y', false],
    ['requestParameters.none:*', false],
    ['requestParameters:*payroll*', true],
    ['requestParameters.toString:*', false],
    ['resources.accountId:111122223333', true],
    ['resource:"arn:aws:s3:::payroll-2026/*"', true],
    ['NOT resource:*:s3:::payroll-2026', false],
    ['bytesTransferredOut:[4096 TO 4096]', true],
    ['bytesTransferredOut:>4096', false],
    ['eventTime:2026-03-11T22', true],
    ['eventTime:>=2026-03-11T22:15:10', false],
    ['eventID:e-1 userIdentity.arn:*user/ci', true],
    ['payroll', true],
    ['Payroll', false],
    ['"a/b.csv" AND bucket*Key', true],
    ['Key*bucket', false],
    ['sourceIPAddress:10.0.0.0/8', true],
    ['NOT sourceIPAddress:10.0.0.0/8', false],
    ['NOT sourceIPAddress:192.0.2.0/24', true],
    ['NOT sourceIPAddress:2001:db8::/32', true],
  ])('%s: %s', (filter, wanted) => {
    expect(matches(filter, call)).toBe(wanted);
  });

  it.each([
    ['sourceIPAddress:0.0.0.0/0', false],
    ['NOT sourceIPAddress:0.0.0.0/0', false],
    ['NOT sourceIPAddress:10.0.0.0/8', false],
    ['NOT (sourceIPAddress:10.0.0.0/8 OR eventName:PutObject)', false],
    ['NOT (sourceIPAddress:10.0.0.0/8 AND eventName:PutObject)', true],
    ['sourceIPAddress:(10.0.0.0/8 OR *.amazonaws.com)', true],
    ['eventTime:(none)', true],
    ['eventTime:*', false],
    ['eventTime:>=1970', false],
    ['NOT eventTime:2026', true],
    ['NOT bytesTransferredOut:>0', true],
  ])('of a service without a time, %s: %s', (filter, wanted) => {
    expect(matches(filter, service)).toBe(wanted);
  });

  it.each([
    ['userIdentity.arn:x', { userIdentity: { arn: 'x' } }, true],
    ['userIdentity.arn:x', { userIdentity: { ARN: 'x' } }, false],
    ['userIdentity.arn:x', { userIdentity: [{ arn: 'x' }] }, false],
    ['resources.ARN:x', { resources: [{ ARN: 'x' }] }, true],
    ['resources.ARN:x', { resources: { ARN: 'x' } }, true],
    ['resources.ARN:x', { resources: [[{ ARN: 'x' }]] }, false],
    ['requestParameters.ARN:x', { requestParameters: [[{ arn: ['x'] }]] }, true],
  ])('reads %s as the column behind it does: %j', (filter, record, wanted) => {
    expect(matches(filter, record)).toBe(wanted);
  });

  it('gives up nothing of the prototype', () => {
    const odd = JSON.parse('{"requestParameters":{"__proto__":{"x":"1"}}}') as JsonObject;
    expect(textsAt(odd, ['requestParameters', '__proto__', 'x'])).toEqual(['1']);
    expect(textsAt({ requestParameters: {} }, ['requestParameters', 'constructor', 'name'])).toEqual([]);
  });
});
