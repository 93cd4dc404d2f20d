import { parseLookupPage } from '../trail/lookup-name';

/** A time that the event history answered for: management events only. */
export interface HistoryStretch {
  readonly account: string;
  readonly region: string;
  /** Seconds since 1970 UTC, end exclusive. */
  readonly from: number;
  readonly to: number;
}

/**
 * What a page of event history answers: from its oldest second to that of the page before, and the last page down to
 * the beginning of what was asked. Undefined for other sources, and for a page that does not say.
 */
export function historyStretch(
  uri: string,
  metadata: Readonly<Record<string, string>> | undefined,
): HistoryStretch | undefined {
  const page = parseLookupPage(uri);
  if (page === undefined) return undefined;
  const time = (name: string): number => Date.parse(metadata?.[name] ?? '') / 1000;
  const isLast = metadata?.['last'] === 'yes';
  // More events of the oldest second may follow on the next page.
  const from = isLast ? time('start') : time('oldest') + 1;
  const to = time('until') + 1;
  const { account, region } = page;
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? { account, region, from, to } : undefined;
}

/** Stretches side by side become one. @param stretches of one place */
export function mergeStretches(stretches: readonly HistoryStretch[]): [from: number, to: number][] {
  const merged: [number, number][] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
