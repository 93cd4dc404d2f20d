import type { StubEvent } from './aws-stub';

/** Events of a region, so many seconds apart, the last one so many seconds ago. */
export function historyEvents(
  region: string,
  count: number,
  { apart = 30, ago = 7_200 }: { readonly apart?: number; readonly ago?: number } = {},
): StubEvent[] {
  const last = Math.floor(Date.now() / 1000) - ago;
  return Array.from({ length: count }, (_, i) => {
    return { id: `${region}-${String(i).padStart(5, '0')}`, region, at: last - Math.floor(i * apart) };
  });
}
