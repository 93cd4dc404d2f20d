import { NO_TIME } from './facet-values';

const DAY = 86_400;

/** The day last written: rows on screen and in exports mostly share it. */
let lastDay = -1;
let lastDate = '';

/**
 * UTC time as `2026-03-12 01:42:11`; `(no time)` for NO_TIME. Name the zone beside it.
 * @param seconds since 1970 UTC, u32
 */
export function formatTime(seconds: number): string {
  if (seconds === NO_TIME) return '(no time)';
  const day = Math.floor(seconds / DAY);
  if (day !== lastDay) {
    lastDate = dateOf(day);
    lastDay = day;
  }
  const second = seconds - day * DAY;
  const hour = Math.floor(second / 3600);
  const minute = Math.floor((second % 3600) / 60);
  return `${lastDate} ${pad(hour)}:${pad(minute)}:${pad(second % 60)}`;
}

/** UTC date as `2026-03-12`. @param day days since 1970-01-01 */
function dateOf(day: number): string {
  const date = new Date(day * DAY * 1000);
  return `${String(date.getUTCFullYear())}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
