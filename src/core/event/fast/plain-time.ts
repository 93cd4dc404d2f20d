import { parseEventTime } from '../event-time';
import { NO_TIME } from '../facet-values';

const DATE_LENGTH = 'YYYY-MM-DD'.length;
const PLAIN_LENGTH = 'YYYY-MM-DDTHH:MM:SSZ'.length;
const DAY = 86_400;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const COLON = 0x3a;
const DIGIT_0 = 0x30;

/** Reads times of the plain form from bytes, where neighbouring records share the date; else as `parseEventTime`. */
export class PlainTime {
  private readonly date = new Uint8Array(DATE_LENGTH);
  /** Seconds of that date's midnight; NO_TIME where times of that date cannot be told by adding to it. */
  private midnight = NO_TIME;

  /** Seconds since 1970 UTC of the ASCII text that is the bytes [start, end), or NO_TIME. */
  read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start !== PLAIN_LENGTH) return parseEventTime(textOf(bytes, start, end));
    if (!this.isDate(bytes, start)) this.use(bytes, start);
    const seconds = this.midnight === NO_TIME ? -1 : secondsOfDay(bytes, start + DATE_LENGTH);
    return seconds < 0 ? parseEventTime(textOf(bytes, start, end)) : this.midnight + seconds;
  }

  private isDate(bytes: Uint8Array, start: number): boolean {
    for (let i = DATE_LENGTH - 1; i >= 0; i--) if (bytes[start + i] !== this.date[i]) return false;
    return true;
  }

  private use(bytes: Uint8Array, start: number): void {
    for (let i = 0; i < DATE_LENGTH; i++) this.date[i] = bytes[start + i] as number;
    const midnight = parseEventTime(`${textOf(bytes, start, start + DATE_LENGTH)}T00:00:00Z`);
    this.midnight = midnight < NO_TIME - DAY ? midnight : NO_TIME;
  }
}

/** Of `THH:MM:SSZ`; -1 where it is anything else. */
function secondsOfDay(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== LETTER_T || bytes[at + 3] !== COLON || bytes[at + 6] !== COLON || bytes[at + 9] !== LETTER_Z) {
    return -1;
  }
  const hour = twoDigits(bytes, at + 1);
  const minute = twoDigits(bytes, at + 4);
  const second = twoDigits(bytes, at + 7);
  return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}

/** 100 or more where they are no digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - DIGIT_0;
  const ones = (bytes[at + 1] as number) - DIGIT_0;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}
