import type { Json, JsonObject } from './json';
import { objectOf } from './text-value';

export type Mfa = 'yes' | 'no' | 'not stated';

/** Whether MFA was used, and the field that says so; no field where none does. */
export interface MfaStatement {
  readonly mfa: Mfa;
  readonly field?: string;
}

export const MFA_SESSION_FIELD = 'userIdentity.sessionContext.attributes.mfaAuthenticated';
export const MFA_SIGN_IN_FIELD = 'additionalEventData.MFAUsed';

/** Beside every "no" that is shown. */
export const MFA_CAVEAT =
  'AWS states no MFA for federated sessions, whatever their identity provider asked for: look there before you call it a sign-in without a second factor';

/** For the index: the statement alone. Its parts are passed in, because the caller has them at hand. */
export function mfaFrom(eventName: Json | undefined, additional: JsonObject, attributes: JsonObject): Mfa {
  if (eventName === 'ConsoleLogin') {
    const signIn = statement(additional.MFAUsed);
    if (signIn !== 'not stated') return signIn;
  }
  return statement(attributes.mfaAuthenticated);
}

/**
 * What a record says of MFA. A sign-in says it itself; other calls by their session, mostly not at
 * all. "No" also stands for a federated sign-in whose identity provider asked for a second factor.
 */
export function mfaOf(record: JsonObject): MfaStatement {
  const additional = objectOf(record.additionalEventData);
  const attributes = objectOf(objectOf(objectOf(record.userIdentity).sessionContext).attributes);
  const mfa = mfaFrom(record.eventName, additional, attributes);
  if (mfa === 'not stated') return { mfa };
  const bySignIn = record.eventName === 'ConsoleLogin' && statement(additional.MFAUsed) !== 'not stated';
  return { mfa, field: bySignIn ? MFA_SIGN_IN_FIELD : MFA_SESSION_FIELD };
}

/** `mfaAuthenticated` is "true" or "false", sometimes a boolean; `MFAUsed` is "Yes" or "No". */
function statement(value: Json | undefined): Mfa {
  if (value === 'true' || value === true || value === 'Yes') return 'yes';
  if (value === 'false' || value === false || value === 'No') return 'no';
  return 'not stated';
}
