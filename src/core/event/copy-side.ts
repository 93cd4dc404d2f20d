import { isObject, member } from './json';
import type { JsonObject } from './json';

/** Whose copy of a call a record is: that of the account that called, or of the one that owns what was called upon. */
export type CopySide = 'caller' | 'owner';

/**
 * @returns undefined where the record does not say: it was delivered to an account that it names neither as the
 * caller's nor as the owner's
 */
export function copySide(record: JsonObject): CopySide | undefined {
  const account = member(record, 'recipientAccountId');
  if (typeof account !== 'string' || account === '') return undefined;
  const identity = member(record, 'userIdentity');
  if (isObject(identity) && member(identity, 'accountId') === account) return 'caller';
  const resources = member(record, 'resources');
  const owned =
    Array.isArray(resources) && resources.some((one) => isObject(one) && member(one, 'accountId') === account);
  return owned ? 'owner' : undefined;
}
