const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** Whole numbers with commas: 24,980. The same on every machine, whatever its locale. */
export function formatCount(value: number): string {
  const text = String(Math.trunc(value));
  return text.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Bytes in decimal units with one place: 4.2 MB; below 1,000 exact: 512 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${formatCount(bytes)} bytes`;
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
    // 999,950 would round to 1000.0.
  } while (value >= 999.95 && unit < UNITS.length - 1);
  return `${value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
