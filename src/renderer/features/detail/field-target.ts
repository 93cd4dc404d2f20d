import type { Field as RecordField } from '../../../core/event/fields';
import { isSaidFacet, type FacetName } from '../../../core/event/facet-catalogue';
import type { Target } from '../../../core/annotation/target';
import { fieldTerm } from './field-term';

/** An account is the same one, whether it calls, owns or was delivered to. */
const ACCOUNTS: ReadonlySet<FacetName> = new Set(['accountId', 'recipientAccountId', 'ownerAccountId']);

/**
 * What something can be said of by a field of a record: the account, or the value of a facet, wherever it stands.
 * @returns undefined for fields that are no facet, and where there is no value
 */
export function fieldTarget(field: RecordField): Target | undefined {
  const term = fieldTerm(field);
  if (term?.field.kind !== 'facet' || term.value.kind !== 'exact' || term.value.text === '') return undefined;
  const { name } = term.field;
  const { text } = term.value;
  if (isSaidFacet(name)) return undefined;
  return ACCOUNTS.has(name) ? { on: 'account', account: text } : { on: 'value', facet: name, value: text };
}

/** Calls of one account into the other one, where the field is that other one. @param caller account that called */
export function pairTarget(field: RecordField, caller: string | undefined): Target | undefined {
  const target = fieldTarget(field);
  if (target?.on !== 'account' || caller === undefined || caller === '' || target.account === caller) return undefined;
  return { on: 'pair', caller, acted: target.account };
}
