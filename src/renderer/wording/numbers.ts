const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Stands for what is not known. Zero is "0". */
export const UNKNOWN = '\u2014';

/** 24980 -> "24,980"; null and undefined -> a long dash. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : grouped.format(value);
}

/** "1 file", "3 files", "1,204 sources". */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes by powers of 1000, as disks and S3 count them: 4218663 -> "4.2 MB". */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (value < 1000) return countOf(value, 'byte');
  let scaled = value / 1000;
  let unit = 0;
  while (scaled >= 999.95 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const digits = scaled < 9.95 ? scaled.toFixed(1) : String(Math.round(scaled));
  return `${digits} ${BYTE_UNITS[unit] ?? ''}`;
}

/** "17 s", "1 min 5 s", "2 h 10 min"; whole seconds, rounded up so that it never says 0 too soon. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${String(whole)} s`;
  if (whole < 3600) {
    const rest = whole % 60;
    return `${String(Math.floor(whole / 60))} min${rest === 0 ? '' : ` ${String(rest)} s`}`;
  }
  const minutes = Math.floor((whole % 3600) / 60);
  return `${count(Math.floor(whole / 3600))} h${minutes === 0 ? '' : ` ${String(minutes)} min`}`;
}

/** The length of a stretch: "14 days", under two days as `duration`. */
export function stretchLength(seconds: number): string {
  return seconds < 2 * 86_400 ? duration(seconds) : countOf(Math.round(seconds / 86_400), 'day');
}

/** Rates may be rounded: 230412 -> "230k". */
export function rate(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 9950) return `${(value / 1000).toFixed(1)}k`;
  if (value < 999_500) return `${String(Math.round(value / 1000))}k`;
  return `${(value / 1_000_000).toFixed(1)}M`;
}

/** 0.073 -> "7.3%"; a share that is not zero never reads "0%", and only a whole is "100%". */
export function share(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0%';
  if (part >= whole) return '100%';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return 'under 0.1%';
  if (percent > 99.9) return 'over 99.9%';
  return `${percent < 10 ? percent.toFixed(1) : String(Math.min(99, Math.round(percent)))}%`;
}
