import type { Field as RecordField } from '../../../core/event/fields';
import type { Target } from '../../../core/annotation/target';
import { valueTarget } from '../../state/annotation/value-target';
import { fieldTerm } from './field-term';

/**
 * What something can be said of by a field of a record: the account, or the value of a facet, wherever it stands.
 * @returns undefined for fields that are no facet, and where there is no value
 */
export function fieldTarget(field: RecordField): Target | undefined {
  const term = fieldTerm(field);
  if (term?.field.kind !== 'facet' || term.value.kind !== 'exact') return undefined;
  return valueTarget(term.field.name, term.value.text);
}

/** Calls of one account into the other one, where the field is that other one. @param caller account that called */
export function pairTarget(field: RecordField, caller: string | undefined): Target | undefined {
  const target = fieldTarget(field);
  if (target?.on !== 'account' || caller === undefined || caller === '' || target.account === caller) return undefined;
  return { on: 'pair', caller, acted: target.account };
}
