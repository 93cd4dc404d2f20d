import { parseEventTime } from '../../../core/event/event-time';
import { NO_TIME } from '../../../core/event/facet-values';
import type { Field as RecordField } from '../../../core/event/fields';
import type { Field, Value } from '../../../core/query/language/ast';
import { fieldOfPath } from '../../../core/query/language/fields';
import { numberValue, timeValue } from '../../state/grid/cell-terms';
import type { Term } from '../../state/grid/cell-terms';
import { namesOf } from '../../state/grid/column-catalogue';

const ABSENT: Value = { kind: 'absent' };

/** The field that filters know of a record's field; places in arrays are left out, since filters look into all of one. */
export function filterField({ path }: RecordField): Field | undefined {
  const names = namesOf(path);
  return names === undefined ? undefined : fieldOfPath(names, true);
}

/**
 * The condition that holds for records that have this value there.
 * @returns undefined where no condition says exactly that
 */
export function fieldTerm(field: RecordField): Term | undefined {
  const known = filterField(field);
  if (known === undefined) return undefined;
  const value = valueOf(field, known);
  return value === undefined ? undefined : { field: known, value };
}

function valueOf({ kind, text }: RecordField, field: Field): Value | undefined {
  if (kind === 'null') return ABSENT;
  if (field.kind === 'time') {
    const seconds = parseEventTime(text);
    return timeValue(seconds === NO_TIME ? null : seconds);
  }
  switch (kind) {
    case 'empty':
      return { kind: 'exact', text: '' };
    case 'number':
      // Records are compared by the number, exactly; columns hold it as a double is written.
      if (field.kind === 'bytes') return numberValue(Number(text));
      return { kind: 'exact', text: field.kind === 'path' ? text : JSON.stringify(Number(text)) };
    case 'string':
    case 'boolean':
      return { kind: 'exact', text };
    case 'empty-object':
      return field.kind === 'path' ? { kind: 'exact', text: '{}' } : undefined;
    case 'empty-array':
      return undefined;
  }
}
