import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../../event/extract-facets';
import type { JsonObject } from '../../event/json';
import { matchesRecord, textsAt } from './evaluate';
import { parseFilterText } from './parse';

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
