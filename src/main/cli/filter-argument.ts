import { escapeText } from '../../core/event/visible-text';
import type { View } from '../../core/query/filter';
import type { Fault } from '../../core/query/language/fault';
import { lowerFilter } from '../../core/query/language/lower';
import { mendedText } from '../../core/query/language/mend';
import { parseFilterText } from '../../core/query/language/parse';
import { openZone } from '../../core/query/language/zone';
import { FilterFaultError, UsageError } from './cli-error';

/** Characters of the text that are shown on either side of a fault. */
const SHOWN = 60;

/**
 * The view of a filter's text.
 *
 * @param zone of times without an offset: UTC, an IANA name, or an offset such as +05:45
 * @throws FilterFaultError, UsageError for a zone that is none
 */
export function filterView(text: string, zone: string): View {
  if (openZone(zone) === undefined) {
    throw new UsageError(
      `--zone: "${zone}" is no time zone. Use UTC, a name such as Europe/Berlin, or an offset such as +05:45.`,
    );
  }
  const parsed = parseFilterText(text, { zone });
  if (!parsed.ok)
    throw new FilterFaultError(
      `--filter: ${parsed.fault.message}`,
      markFault(text, parsed.fault, mendedText(text, { zone })),
    );
  const { tree } = lowerFilter(parsed.filter);
  return { clauses: tree.op === 'all' ? [] : [{ id: 'filter', filter: tree }] };
}

/**
 * The text around a fault and a line of carets beneath it, as a terminal shows them.
 * @param mended the text without this and all other faults, where it can be had
 */
export function markFault(text: string, { start, end, suggestion }: Fault, mended?: string): string[] {
  const from = Math.max(0, start - SHOWN);
  const to = Math.min(text.length, Math.max(end, start) + SHOWN);
  const before = `${from > 0 ? '...' : ''}${escapeText(text.slice(from, start))}`;
  const fault = escapeText(text.slice(start, Math.min(end, to)));
  const after = `${escapeText(text.slice(Math.min(end, to), to))}${to < text.length ? '...' : ''}`;
  const carets = '^'.repeat(Math.max(1, widthOf(fault)));
  const lines = [before + fault + after, ' '.repeat(widthOf(before)) + carets];
  const better = mended ?? (suggestion === undefined ? undefined : text.slice(0, start) + suggestion + text.slice(end));
  if (better !== undefined) lines.push(`Try: ${escapeText(better)}`);
  return lines;
}

/** Columns on a terminal, near enough: one a character. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
