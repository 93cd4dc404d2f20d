import { expect, test } from 'vitest';
import { copySide } from './copy-side';
import type { JsonObject } from './json';

const [CALLER, OWNER] = ['111122223333', '444455556666'];
const call = (recipientAccountId: unknown, more: object = {}): JsonObject =>
  ({
    userIdentity: { type: 'AWSAccount', accountId: CALLER },
    resources: [{ type: 'AWS::S3::Object' }, { type: 'AWS::S3::Bucket', accountId: OWNER }],
    recipientAccountId,
    ...more,
  }) as JsonObject;

test('a copy is that of the caller, of the owner, or the record does not say', () => {
  expect(copySide(call(CALLER))).toBe('caller');
  expect(copySide(call(OWNER))).toBe('owner');
  expect(copySide(call('777788889999'))).toBeUndefined();
  expect(copySide(call(undefined))).toBeUndefined();
  expect(copySide(call('', { userIdentity: { accountId: '' } }))).toBeUndefined();
  expect(copySide(call(OWNER, { resources: null, userIdentity: 'x' }))).toBeUndefined();
  // Who calls upon what is its own is the caller.
  expect(copySide(call(OWNER, { userIdentity: { accountId: OWNER } }))).toBe('caller');
});
