import { formatCount } from '../../core/event/format-number';
import { MFA_CAVEAT } from '../../core/event/mfa';
import { visibleJson } from '../../core/event/visible-json';
import { resolve } from 'node:path';
import type { View } from '../../core/query/filter';
import { useZoneRules } from '../../core/zones/rules-in-use';
import type { QueryEngine } from '../../core/query/query-engine';
import type { RowColumn } from '../../core/query/row-reader';
import { EvidenceView } from '../../core/query/evidence-view';
import type { ExportPlace } from '../reports/export-place';
import { shippedZoneRules } from '../zones/shipped-rules';
import { useGivenZoneRules, useZoneRulesOf } from '../zones/zone-rules-in-use';
import { EvidenceSearcher } from '../search/evidence-searcher';
import { CASE_DAMAGED, NOTHING_READ, problemLines } from './case-problems';
import type { ExportArguments } from './export-arguments';
import { checkOutput, exportQuery } from './export-query';
import { filterView } from './filter-argument';
import { loadIndex, type LoadedIndex, type LoadOptions } from './load-index';
import { tellUnfound } from './nothing-notices';
import { groupText } from './group-query';
import { formatResult, type PrintedFacet, type PrintedRow } from './output';
import { readingWords, reasonLines } from './source-words';
import { parseQueryArguments, zoneRulesArgument, type QueryArguments } from './query-arguments';

export interface QueryOptions extends LoadOptions {
  /** Where the user stood. */
  readonly cwd: string;
  /** The user's profile folder, where zone rules may lie. */
  readonly profile?: string | undefined;
  readonly onMessage: (message: string) => void;
  /** What is always said, however many messages there are. */
  readonly onNotice: (message: string) => void;
  /** Records that were searched, of how many. */
  readonly onSearch?: (done: { readonly records: number; readonly total: number }) => void;
}

/** What goes to stdout, and the exit status. */
export interface QueryAnswer {
  /** In pieces where it may be very long. */
  readonly text: string | Iterable<string>;
  readonly exit: number;
}

const ALL: View = { clauses: [] };
/** Rows taken from the engine at a time. */
const PAGE = 10_000;

/**
 * `query`: counts, facets and rows of a case, or of files and folders read in place.
 *
 * @returns what goes to stdout, and the exit status: 3 where the case is damaged, 2 where nothing could be read
 * @throws UsageError, InputError, TrailbenchError
 */
export async function query(argv: readonly string[], options: QueryOptions): Promise<QueryAnswer> {
  await chooseZoneRules(zoneRulesArgument(argv), options);
  const wanted = parseQueryArguments(argv);
  // Before anything is read: a fault is told at once.
  const asked = wanted.filter === undefined ? ALL : filterView(wanted.filter, wanted.zone);
  const inputs = wanted.inputs.map((input) => resolve(options.cwd, input));
  const { output } = wanted;
  const place = output === undefined ? undefined : await placeOf(output, inputs, options);
  const index = await loadIndex(inputs, options);
  try {
    for (const line of problemLines(index.problems)) options.onMessage(line);
    const text = await answer(index, { ...wanted, inputs, asked, place }, options);
    const exit = index.nothingRead ? NOTHING_READ : 0;
    return { text, exit: index.problems.length === 0 ? exit : CASE_DAMAGED };
  } finally {
    await index.close();
  }
}

/** Before the first time is read or written. */
export async function chooseZoneRules(
  file: string | undefined,
  { cwd, profile, onNotice }: Pick<QueryOptions, 'cwd' | 'profile' | 'onNotice'>,
): Promise<void> {
  if (file !== undefined && file !== '') {
    const { version } = await useGivenZoneRules(resolve(cwd, file));
    onNotice(`The zone rules ${version} in ${file} are used.`);
  } else if (profile === undefined) useZoneRules(shippedZoneRules());
  else {
    const { problem } = await useZoneRulesOf(profile);
    if (problem !== undefined) onNotice(problem);
  }
}

/** Where the export goes; said where links lead elsewhere than one might think. */
async function placeOf(
  output: ExportArguments,
  inputs: readonly string[],
  { cwd, onNotice }: QueryOptions,
): Promise<ExportPlace> {
  const place = await checkOutput(output, inputs, cwd);
  const named = resolve(cwd, output.file);
  if (named !== place.file) onNotice(`-o ${output.file} leads through a link: the export goes to ${place.file}.`);
  return place;
}

async function answer(
  index: LoadedIndex,
  wanted: QueryArguments & { readonly asked: View; readonly place: ExportPlace | undefined },
  options: QueryOptions,
): Promise<string> {
  const { output, asked, inputs, place } = wanted;
  for (const message of index.messages) options.onMessage(message);
  const { engine, quarantined, readings: sources } = index;
  const summary = readingWords(sources);
  if (summary !== undefined) options.onNotice(summary);
  for (const line of reasonLines(sources, index.files !== undefined)) options.onMessage(line);
  const shown: View = output?.copies === true ? { ...asked, copies: true } : asked;
  const view = await resolveView(shown, index, options);
  await tellUnfound({ shown, view, filter: wanted.filter, zone: wanted.zone }, engine, {
    onNotice: options.onNotice,
    resolve: (loose) => resolveView(loose, index, options),
  });
  if (output !== undefined && place !== undefined) {
    const { filter, zone } = wanted;
    const { tool, onNotice } = options;
    const exporting = { wanted: output, inputs, view, filter, zone, place, tool, onNotice };
    return `${visibleJson(await exportQuery(index, exporting))}\n`;
  }
  const { events, duplicates, matched, withoutTime } = await engine.counts(view);
  if (withoutTime > 0) options.onNotice(withoutTimeWords(withoutTime, events));
  if (wanted.groups !== undefined) {
    const calls = await engine.calls(view);
    const counts = { events, duplicates, quarantined, withoutTime, matched, calls, sources };
    return groupText(engine, view, wanted.groups, { counts, format: wanted.format, zone: wanted.zone });
  }
  const facets = await takeFacets(engine, view, wanted);
  const rows = wanted.rows === undefined ? undefined : await takeRows(engine, view, wanted.rows);
  if (showsNoMfa(facets, rows, wanted)) options.onNotice(`mfa "no": ${MFA_CAVEAT}.`);
  return formatResult(
    {
      counts: { events, duplicates, matched, calls: await engine.calls(view), withoutTime, quarantined },
      sources,
      facets,
      rows,
    },
    wanted,
  );
}

/** A "no" is printed: then what it does not say is told, too. */
function showsNoMfa(
  facets: readonly PrintedFacet[],
  rows: readonly PrintedRow[] | undefined,
  wanted: QueryArguments,
): boolean {
  const counted = wanted.facets.some(
    ({ is }, at) => is === 'mfa' && facets[at]?.rows.some(({ value, count }) => value === 'no' && count > 0),
  );
  const listed = (wanted.rows?.columns ?? []).filter(({ is }) => is === 'mfa').map(({ name }) => name);
  return counted || rows?.some((row) => listed.some((name) => row[name] === 'no')) === true;
}

function withoutTimeWords(withoutTime: number, events: number): string {
  const what = withoutTime === 1 ? 'has no time that can be read: it is' : 'have no time that can be read: they are';
  return `${formatCount(withoutTime)} of ${formatCount(events)} events ${what} in no range of time. eventTime:(none) finds them.`;
}

/** Has the records searched that the filter asks for, and puts what was found in their place. */
export async function resolveView(
  view: View,
  { engine, locate }: Pick<LoadedIndex, 'engine' | 'locate'>,
  options: Pick<QueryOptions, 'start' | 'onMessage' | 'onSearch'>,
): Promise<View> {
  const { start, onMessage, onSearch } = options;
  const searcher = new EvidenceSearcher({ start, locate });
  try {
    return await new EvidenceView(engine, searcher).resolve(view, {
      onFailure: ({ message }) => onMessage(message),
      ...(onSearch === undefined ? {} : { onProgress: onSearch }),
    });
  } finally {
    await searcher.close();
  }
}

async function takeFacets(engine: QueryEngine, view: View, { facets, top }: QueryArguments): Promise<PrintedFacet[]> {
  const questions = facets.map(({ is: facet }) => (top === undefined ? { facet } : { facet, top }));
  const results = await engine.facets(view, questions);
  return facets.map(({ name }, i) => ({ name, rows: results[i]?.rows ?? [] }));
}

async function takeRows(
  engine: QueryEngine,
  view: View,
  { count, columns, sort }: NonNullable<QueryArguments['rows']>,
): Promise<PrintedRow[]> {
  const asked = columns.map(({ is }) => is).filter((column): column is RowColumn => column !== 'time');
  const printed: PrintedRow[] = [];
  while (printed.length < count) {
    const start = printed.length;
    const { rows } = await engine.rows(view, [sort], start, Math.min(count, start + PAGE), asked);
    if (rows.length === 0) break;
    for (const { time, values, bytesOut } of rows) {
      const row: Record<string, PrintedRow[string]> = {};
      for (const { name, is } of columns) {
        if (is === 'time') row[name] = time === null ? null : isoTime(time);
        else if (is === 'bytesOut') row[name] = bytesOut ?? null;
        else row[name] = values[is] ?? null;
      }
      printed.push(row);
    }
  }
  return printed;
}

/** @param seconds since 1970 UTC */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
