import type { FacetName } from '../../core/event/facet-catalogue';
import { formatTime } from '../../core/event/format-time';
import { escapeText } from '../../core/event/visible-text';
import type { Counts, FacetResult } from '../../core/query/filter';
import type { SourceReadings } from '../../core/format/reading-list';
import type { LoadedIndex } from './load-index';
import { reasonLines } from './source-words';

export interface Summary {
  readonly sources: number;
  readonly quarantined: number;
  readonly readings: SourceReadings;
  readonly counts: Counts;
  readonly facets: readonly FacetResult[];
}

/** Reasons that a screen has room for. */
const REASONS = 12;
const SHOWN: readonly { readonly facet: FacetName; readonly title: string; readonly top: number }[] = [
  { facet: 'eventName', title: 'Event names', top: 10 },
  { facet: 'principal', title: 'Principals', top: 10 },
  { facet: 'sourceIPAddress', title: 'Source IPs', top: 10 },
  { facet: 'signatureVersion', title: 'Signature versions', top: 5 },
];

/** What a case or a set of files holds, in one screen. */
export async function summarize({ engine, sources, readings, quarantined }: LoadedIndex): Promise<Summary> {
  const view = { clauses: [] };
  const facets = await engine.facets(
    view,
    SHOWN.map(({ facet, top }) => ({ facet, top })),
  );
  return { sources, readings, quarantined, counts: await engine.counts(view), facets };
}

/** The summary as text for a terminal. */
export function formatSummary({ sources, readings, quarantined, counts, facets }: Summary): string {
  const { events, duplicates, withoutTime, firstTime, lastTime } = counts;
  const range =
    firstTime === null || lastTime === null
      ? 'no event has a time'
      : `${formatTime(firstTime)} to ${formatTime(lastTime)} UTC`;
  const lines = [
    `Sources       ${number(sources)}`,
    `  read        ${number(readings.read)}`,
    `  in part     ${number(readings.partly)}`,
    `  other kinds ${number(readings.other)}`,
    `  not read    ${number(readings.unknown)}`,
    `Records       ${number(events)}`,
    `Duplicates    ${number(duplicates)}`,
    `Quarantined   ${number(quarantined)}`,
    `Without time  ${number(withoutTime)}`,
    `Range         ${range}`,
  ];
  const reasons = reasonLines(readings);
  if (reasons.length > 0) lines.push('', 'Not read whole');
  for (const line of reasons.slice(0, REASONS)) lines.push(`  ${escapeText(line)}`);
  if (reasons.length > REASONS) lines.push(`  and ${number(reasons.length - REASONS)} more`);
  for (const [i, { title }] of SHOWN.entries()) {
    const facet = facets[i];
    if (facet === undefined) continue;
    lines.push('', `${title} (${number(facet.distinct)} distinct)`);
    for (const { value, count } of facet.rows) lines.push(`${number(count).padStart(12)}  ${label(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

function label(value: string | null): string {
  if (value === null) return '(none)';
  return value === '' ? '(empty)' : escapeText(value);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
