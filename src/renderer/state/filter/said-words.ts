import { isSaidFacet, type SaidFacet } from '../../../core/event/facet-catalogue';
import type { FieldPill } from '../../../core/query/language/pills';
import { pillOperator } from '../../../core/query/language/pills';
import { valueWords } from '../../wording/values';

/** What a condition says, and its opposite, where it asks whether anything was said at all. */
const ANY: Readonly<Record<SaidFacet, readonly [string, string]>> = {
  tag: ['Tagged', 'Not tagged'],
  status: ['Has a status', 'Has no status'],
  starred: ['Starred', 'Not starred'],
  note: ['Has a note', 'Has no note'],
  finding: ['Cited in a finding', 'Cited in no finding'],
  annotated: ['Annotated', 'Not annotated'],
};

/** A condition on what analysts said, as one says it: "Starred", "Note contains payroll". Undefined for any other. */
export function saidWords(
  pill: FieldPill,
): { readonly field?: string; readonly operator: string; readonly values: readonly string[] } | undefined {
  const { field, values, negated } = pill;
  if (field.kind !== 'facet' || !isSaidFacet(field.name)) return undefined;
  const operator = pillOperator(pill);
  const [any, none] = ANY[field.name];
  if (operator === 'is present') return { field: any, operator: '', values: [] };
  if (operator === 'is absent') return { field: none, operator: '', values: [] };
  const texts = values.map((value) => (value.kind === 'exact' ? value.text : undefined));
  if (texts.some((text) => text === undefined)) return undefined;
  const words = texts.map((text) => valueWords(text ?? null));
  if (field.name === 'starred' && texts.length === 1 && texts[0] === 'true') {
    return { field: negated ? none : any, operator: '', values: [] };
  }
  if (field.name === 'note') {
    const several = values.length > 1;
    if (negated) return { operator: several ? 'contains none of' : 'does not contain', values: words };
    return { operator: several ? 'contains any of' : 'contains', values: words };
  }
  if (field.name === 'finding' && values.length === 1) {
    return { field: negated ? 'Not cited in finding' : 'Cited in finding', operator: '', values: words };
  }
  return undefined;
}
