import type { Clock } from '../../wording/clock';
import { echo } from '../../wording/clock';

/** What stands under a field: the instant that was read, or why none was. */
export type Typed =
  | { readonly state: 'empty' }
  | { readonly state: 'read'; readonly at: number; readonly words: string; readonly note?: string }
  | { readonly state: 'fault'; readonly message: string };

const DATE_ONLY = /^\d{4}(-\d{2}){0,2}$/;

/** Where a range begins: the first second of what was typed. */
export function typedStart(text: string, clock: Clock): Typed {
  return typed(text, clock, 'from');
}

/** Where a range ends: a time of day is the moment itself; a day, month or year without one is taken in whole. */
export function typedEnd(text: string, clock: Clock): Typed {
  return typed(text, clock, DATE_ONLY.test(text.trim()) ? 'to' : 'from');
}

function typed(text: string, clock: Clock, end: 'from' | 'to'): Typed {
  if (text.trim() === '') return { state: 'empty' };
  const unit = clock.read(text);
  if (unit === undefined) return { state: 'fault', message: faultOf(text.trim()) };
  const at = unit[end];
  const note = unit.to === unit.from ? skipped(clock, at) : twice(clock, at, text);
  return { state: 'read', at, words: echo(at), ...(note === undefined ? {} : { note }) };
}

function faultOf(text: string): string {
  const day = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (day !== null) {
    const [date = '', year = '', month = ''] = day;
    if (Number(month) < 1 || Number(month) > 12) return `There is no month ${month}`;
    const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    if (Number(date.slice(8)) < 1 || Number(date.slice(8)) > days) return `There is no day ${date}`;
  }
  const hands = /[Tt ](\d{2})(?::(\d{2}))?(?::(\d{2}))?/.exec(text);
  const over = [24, 60, 60].some((limit, part) => Number(hands?.[part + 1] ?? 0) >= limit);
  if (over) return 'A day has hours 00 to 23, minutes and seconds 00 to 59';
  return 'Write it as 2026-03-12 or 2026-03-12 01:42:11';
}

/** The clocks were set forward over what was typed. */
function skipped(clock: Clock, at: number): string {
  return `The clocks skipped this time: read as ${clock.text(at)}`;
}

/** The clocks showed it twice, and it was typed without saying which. */
function twice(clock: Clock, at: number, text: string): string | undefined {
  const twin = clock.twin(at);
  if (twin === undefined || /[Zz]$|[+-]\d{2}:?\d{2}$|UTC$/.test(text.trim().slice(10))) return undefined;
  return `The clocks showed this twice. The second is ${clock.text(Math.max(at, twin))}`;
}
