import { array } from './array';
import type { DetectableFormat } from './detectable';
import type { Format, FormatId } from './format';
import { lines } from './lines';
import { lookupArray } from './lookup-array';
import { lookupEvents } from './lookup-events';
import { lookupItem } from './lookup-item';
import { lookupLines } from './lookup-lines';
import { mixed } from './mixed';
import { record } from './record';
import { records } from './records';

/** Every format, in the order in which detection asks them: lists before what they hold, lines before single values. */
export const FORMATS: readonly DetectableFormat[] = [
  records,
  lookupEvents,
  lookupArray,
  array,
  lookupLines,
  lines,
  lookupItem,
  record,
  mixed,
];

const byId = new Map<string, Format>(FORMATS.map((format) => [format.id, format]));

/** Throws a RangeError for an id that is none, which only a newer manifest can hold. */
export function formatById(id: FormatId): Format {
  const format = byId.get(id);
  if (format === undefined)
    throw new RangeError(`No log format is called ${String(id)}: open the case with a newer version`);
  return format;
}
