import { describe, expect, it } from 'vitest';
import type { Field } from '../../../core/event/fields';
import { fieldTarget, pairTarget } from './field-target';

const field = (path: string, text: string, kind: Field['kind'] = 'string'): Field => ({ path, text, kind });

describe('fieldTarget', () => {
  it('is the value of a facet, wherever it stands', () => {
    expect(fieldTarget(field('userIdentity.accessKeyId', 'AKIA1'))).toEqual({
      on: 'value',
      facet: 'accessKeyId',
      value: 'AKIA1',
    });
  });

  it('is the account of any field that names one', () => {
    const account = { on: 'account', account: '111122223333' };
    expect(fieldTarget(field('recipientAccountId', '111122223333'))).toEqual(account);
    expect(fieldTarget(field('userIdentity.accountId', '111122223333'))).toEqual(account);
  });

  it('is nothing for fields that are no facet, times, and what is empty or absent', () => {
    expect(fieldTarget(field('requestParameters.prefix', 'a'))).toBeUndefined();
    expect(fieldTarget(field('eventTime', '2026-03-12T00:00:00Z'))).toBeUndefined();
    expect(fieldTarget(field('userIdentity.accessKeyId', '', 'empty'))).toBeUndefined();
    expect(fieldTarget(field('errorCode', 'null', 'null'))).toBeUndefined();
  });
});

describe('pairTarget', () => {
  it('is of two accounts that differ', () => {
    const delivered = field('recipientAccountId', '222');
    expect(pairTarget(delivered, '111')).toEqual({ on: 'pair', caller: '111', acted: '222' });
    expect(pairTarget(delivered, '222')).toBeUndefined();
    expect(pairTarget(delivered, undefined)).toBeUndefined();
    expect(pairTarget(field('awsRegion', 'eu-west-1'), '111')).toBeUndefined();
  });
});
