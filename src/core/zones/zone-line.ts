/** Which clock a time of day is read from: that on the wall, that without daylight saving, or that of UTC. */
export type ClockKind = 'wall' | 'standard' | 'universal';

/** A day of a month; weekdays count from Sunday = 0. */
export type DayForm =
  | { readonly kind: 'date'; readonly day: number }
  | { readonly kind: 'last'; readonly weekday: number }
  /** The first such weekday on this day or after it, the last on it or before it. */
  | { readonly kind: 'from' | 'to'; readonly weekday: number; readonly day: number };

/** A moment of each year. */
export interface YearMoment {
  /** From 0. */
  readonly month: number;
  readonly day: DayForm;
  /** Seconds after midnight; may lie outside of the day. */
  readonly seconds: number;
  readonly clock: ClockKind;
}

/** When clocks that keep a rule are set to how many seconds ahead of standard time, in the years from and to. */
export interface RuleLine extends YearMoment {
  readonly from: number;
  readonly to: number;
  readonly save: number;
}

/** A stretch of the history of a zone; the last has no end. */
export interface ZoneLine {
  /** Seconds east of UTC, without what is saved. */
  readonly standard: number;
  /** Name of a rule, or seconds ahead of standard time. */
  readonly saving: string | number;
  readonly until: (YearMoment & { readonly year: number }) | undefined;
}

/** What is wrong with a line; who reads it adds its number. */
export class ZoneLineFault extends Error {}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']; // prettier-ignore
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const HOUR = 3600;
/** Hours: zic takes times of day up to a week away from midnight. */
const TIME_MOST = 167;
/** Hours: no clock was ever further from UTC than 16. */
const OFFSET_MOST = 18;
const SAVE_MOST = 4;
const MIDNIGHT: YearMoment = { month: 0, day: { kind: 'date', day: 1 }, seconds: 0, clock: 'wall' };

/** `R NAME FROM TO - IN ON AT SAVE LETTERS`, without the `R`. */
export function readRule(fields: readonly string[]): { readonly name: string; readonly rule: RuleLine } {
  const [name, from, to, , month, day, at, save] = fields;
  if (fields.length !== 9 || name === undefined || save === undefined || /^[-+\d]/.test(name)) {
    throw new ZoneLineFault('a rule has a name and nine fields');
  }
  const first = year(from);
  const until = isPrefix(to, 'only', 1) ? first : isPrefix(to, 'maximum', 2) ? Infinity : year(to);
  if (until < first) throw new ZoneLineFault('the rule ends before it begins');
  const saved = duration(save.replace(/[sd]$/, ''), SAVE_MOST);
  return { name, rule: { from: first, to: until, ...moment(month, day, at), save: saved } };
}

/** `STDOFF RULES FORMAT [YEAR [MONTH [DAY [TIME]]]]`. */
export function readZone(fields: readonly string[]): ZoneLine {
  const [standard, saving, , until, ...rest] = fields;
  if (fields.length < 3 || fields.length > 7 || saving === undefined) {
    throw new ZoneLineFault('a line of a zone has three to seven fields');
  }
  const fixed =
    saving === '-' ? 0 : /^[-+]?\d/.test(saving) ? duration(saving.replace(/[sd]$/, ''), SAVE_MOST) : undefined;
  return {
    standard: duration(standard, OFFSET_MOST),
    saving: fixed ?? saving,
    until: until === undefined ? undefined : { year: year(until), ...moment(...rest) },
  };
}

function moment(month?: string, day?: string, at?: string): YearMoment {
  if (month === undefined) return MIDNIGHT;
  const { seconds, clock } = at === undefined ? MIDNIGHT : timeOfDay(at);
  return { month: oneOf(MONTHS, month, 'month'), day: day === undefined ? MIDNIGHT.day : dayForm(day), seconds, clock };
}

function dayForm(text: string): DayForm {
  const last = /^last-?([a-z]+)$/i.exec(text)?.[1];
  if (last !== undefined) return { kind: 'last', weekday: oneOf(WEEKDAYS, last, 'weekday') };
  const [, name, sign, number = text] = /^([a-z]+)([<>])=(\d+)$/i.exec(text) ?? [];
  const day = /^\d{1,2}$/.test(number) ? Number(number) : 0;
  if (day < 1 || day > 31) throw new ZoneLineFault(`"${text}" is no day of a month`);
  if (name === undefined) return { kind: 'date', day };
  return { kind: sign === '>' ? 'from' : 'to', weekday: oneOf(WEEKDAYS, name, 'weekday'), day };
}

function timeOfDay(text: string): Pick<YearMoment, 'seconds' | 'clock'> {
  const suffix = /[wsugz]$/i.exec(text)?.[0]?.toLowerCase();
  const clock = suffix === undefined || suffix === 'w' ? 'wall' : suffix === 's' ? 'standard' : 'universal';
  return { seconds: duration(suffix === undefined ? text : text.slice(0, -1), TIME_MOST), clock };
}

/** `2`, `-1:30`, `0:20:08`, `-` for none; in seconds. */
function duration(text: string | undefined, most: number): number {
  if (text === '-') return 0;
  const match = /^([-+]?)(\d{1,3})(?::([0-5]?\d))?(?::([0-5]?\d))?$/.exec(text ?? '');
  const hours = Number(match?.[2] ?? NaN);
  if (!match || hours > most) throw new ZoneLineFault(`"${text ?? ''}" is no time that can be`);
  const size = hours * HOUR + Number(match[3] ?? '0') * 60 + Number(match[4] ?? '0');
  return match[1] === '-' ? -size : size;
}

function year(text: string | undefined): number {
  if (!/^[12]\d{3}$/.test(text ?? '')) throw new ZoneLineFault(`"${text ?? ''}" is no year from 1000 to 2999`);
  return Number(text);
}

/** Names may be cut short as long as they are one name's alone. */
function oneOf(names: readonly string[], text: string, what: string): number {
  const at = names.findIndex((name) => isPrefix(text, name, 1));
  if (at < 0 || names.findLastIndex((name) => isPrefix(text, name, 1)) !== at) {
    throw new ZoneLineFault(`"${text}" is no ${what}`);
  }
  return at;
}

export function isPrefix(text: string | undefined, whole: string, least: number): boolean {
  return text !== undefined && text.length >= least && whole.startsWith(text.toLowerCase());
}
