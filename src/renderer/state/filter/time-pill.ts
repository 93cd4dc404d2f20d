import type { Pill } from '../../../core/query/language/pills';
import { isOn, placed, remove, replace } from './filter-pills';
import type { PlacedPill, Pills } from './filter-pills';
import type { TimeClause, TimeRange } from './time-clause';

/** The pill that the timeline's selection is: one range of time, one that is on before one that is off. */
export function timePill(pills: Pills): PlacedPill | undefined {
  const ranges = pills.filter(({ pill }) => rangeOf(pill) !== undefined);
  return ranges.find(isOn) ?? ranges[0];
}

/** Ends of a pill that is one range of time. */
export function rangeOf(pill: Pill): TimeRange | undefined {
  if (pill.kind !== 'field' || pill.field.kind !== 'time' || pill.negated || pill.values.length !== 1) return undefined;
  const [value] = pill.values;
  return value?.kind === 'time' ? { from: value.from, to: value.to } : undefined;
}

/** The range that the timeline selects. */
export function timeOf(pills: Pills): TimeClause | undefined {
  const time = timePill(pills);
  const range = time === undefined ? undefined : rangeOf(time.pill);
  return time === undefined || range === undefined ? undefined : { ...range, off: !isOn(time) };
}

/** The row with another range, in the place of the old one; undefined, or one open at both ends: without any. */
export function withTime(pills: Pills, range: TimeRange | undefined): Pills {
  const old = timePill(pills);
  if (range === undefined || (range.from === null && range.to === null)) {
    return old === undefined ? pills : remove(pills, old.id);
  }
  const pill: Pill = {
    kind: 'field',
    field: { kind: 'time' },
    negated: false,
    values: [{ kind: 'time', from: range.from, to: range.to }],
  };
  return old === undefined ? [...pills, placed(pill)] : replace(pills, old.id, pill);
}
