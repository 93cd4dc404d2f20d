import { expect, it } from 'vitest';
import { MFA_SESSION_FIELD, MFA_SIGN_IN_FIELD, mfaOf } from './mfa';

it('names the field that states MFA', () => {
  const userIdentity = { sessionContext: { attributes: { mfaAuthenticated: 'false' } } };
  expect(mfaOf({ userIdentity })).toEqual({ mfa: 'no', field: MFA_SESSION_FIELD });
  const additionalEventData = { MFAUsed: 'Yes' };
  expect(mfaOf({ eventName: 'ConsoleLogin', userIdentity, additionalEventData })).toEqual({
    mfa: 'yes',
    field: MFA_SIGN_IN_FIELD,
  });
  expect(mfaOf({ eventName: 'ConsoleLogin', userIdentity })).toEqual({ mfa: 'no', field: MFA_SESSION_FIELD });
  expect(mfaOf({})).toEqual({ mfa: 'not stated' });
});
