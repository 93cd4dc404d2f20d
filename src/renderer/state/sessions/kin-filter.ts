import type { LineagePart } from '../../../core/query/filter';
import { type FilterNode, term } from '../../../core/query/language/ast';

/** The condition on a session's events, or on those of its kin. @param name as sessions are called in filters */
export function kinFilter(part: LineagePart, name: string, inferred: boolean): FilterNode {
  const field = { kind: 'lineage', part, inferred: part === 'session' || inferred } as const;
  return term(field, [{ kind: 'exact', text: name }]);
}

/** What the list of changes calls it. */
export function kinWords(part: LineagePart, name: string): string {
  if (part === 'session') return `Events of session ${name}`;
  return part === 'origin' ? `From session ${name} to its origin` : `All that descends from session ${name}`;
}
