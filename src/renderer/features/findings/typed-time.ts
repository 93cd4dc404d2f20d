import { formatUtc } from '../../../core/query/language/time-text';
import { echo } from '../../wording/clock';
import type { Clock } from '../../wording/clock';

/** A time as it was typed: the instant that was read and how it is echoed, or why none was. */
export type TypedTime =
  | { readonly state: 'empty' }
  | { readonly state: 'read'; readonly at: number; readonly iso: string; readonly words: string }
  | { readonly state: 'fault'; readonly message: string };

/** Reads a time in the zone of the clock; of a day or a minute its first second. */
export function typedTime(text: string, clock: Clock): TypedTime {
  if (text.trim() === '') return { state: 'empty' };
  const unit = clock.read(text);
  if (unit === undefined) {
    return { state: 'fault', message: 'Not a time. Write it as 2026-03-12 or 2026-03-12 01:42:11' };
  }
  const { from } = unit;
  // Between two seconds, or in an hour that the clocks showed twice, the echo tells which instant it is.
  const twin = clock.twin(from);
  const again = twin === undefined ? '' : `. The clocks showed this twice: the other is ${clock.text(twin)}`;
  const skipped = unit.to === unit.from ? `. The clocks skipped this time: read as ${clock.text(from)}` : '';
  return { state: 'read', at: from, iso: formatUtc(from), words: `${echo(from)}${again}${skipped}` };
}
