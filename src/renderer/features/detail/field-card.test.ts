import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../core/event/fields';
import { aboutField } from './field-card';

const RECORD = {
  eventName: 'AssumeRole',
  userIdentity: {
    arn: 'arn:aws:iam::111122223333:user/ann',
    userName: '',
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/Build' } },
  },
  resources: [{ accountId: '444455556666' }],
  responseElements: { credentials: { accessKeyId: 'ASIA1' } },
};

describe('the card of a field', () => {
  it('opens from fields that hold an identity, whatever their place in an array', () => {
    const cards = fieldsOf(JSON.stringify(RECORD)).map((field) => [field.path, aboutField(field)?.facet]);
    expect(Object.fromEntries(cards)).toEqual({
      eventName: undefined,
      'userIdentity.arn': 'principal',
      'userIdentity.userName': undefined,
      'userIdentity.sessionContext.sessionIssuer.arn': 'role',
      'resources[0].accountId': 'accountId',
      'responseElements.credentials.accessKeyId': 'accessKeyId',
    });
  });
});
