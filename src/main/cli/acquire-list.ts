import { visibleJson } from '../../core/event/visible-json';
import { escapeText } from '../../core/event/visible-text';
import { formatCount } from '../../core/event/format-number';
import { appendAll, largest } from '../../core/lists';
import { addDays } from '../../core/trail/trail-path';
import { TRAIL_KINDS, type Choice, type DiscoverMessage, type TrailStream } from '../../contract/discovery';
import type { AcquireService } from '../acquire/acquire-service';
import { isWanted } from '../acquire/s3/choice-plan';
import { EXIT, NOTHING_THERE, type AcquireResult } from './acquire-summary';
import { counted } from './progress-line';

export interface ListOptions {
  /** Of the connection. */
  readonly connection: string;
  readonly choice: Choice;
  readonly format: 'text' | 'json';
  readonly signal: AbortSignal;
  readonly onMessage: (message: string) => void;
  readonly onProgress: (text: string) => void;
}

interface ListedStream extends TrailStream {
  /** Of delivery, `yyyy-mm-dd`, ascending. */
  readonly days: readonly string[];
}

type Found<Type extends DiscoverMessage['type']> = Extract<DiscoverMessage, { readonly type: Type }>;

/** What lies under an address: accounts, regions, kinds and days of delivery. Folders are listed, and no objects. */
export async function listBucket(service: AcquireService, options: ListOptions): Promise<AcquireResult> {
  const { connection, choice, format, signal, onMessage, onProgress } = options;
  const streams: TrailStream[] = [];
  const days = new Map<string, readonly string[]>();
  const others: Found<'other'>[] = [];
  const refused: Found<'refused'>[] = [];
  let place: Found<'bucket'> | undefined;
  await service.discover({ connection, uri: choice.uri }, signal, (message) => {
    if (message.type === 'bucket') place = message;
    else if (message.type === 'stream') streams.push(message.stream);
    else if (message.type === 'days') days.set(message.prefix, message.days);
    else if (message.type === 'other') others.push(message);
    else if (message.type === 'refused') refused.push(message);
    else onProgress(`Listing: ${counted(message.calls)} folders, ${counted(message.streams)} with deliveries`);
  });
  const listed = streams
    .filter((stream) => isWanted(stream, choice))
    .map((stream) => ({ ...stream, days: days.get(stream.prefix) ?? [] }))
    .sort(byPlace);
  for (const { error } of refused) onMessage(error.message);
  if (listed.length === 0) onMessage(NOTHING_THERE);
  const exit = refused.length > 0 ? EXIT.someFailed : listed.length === 0 ? EXIT.nothing : EXIT.complete;
  const head = { uri: choice.uri, region: place?.region ?? null };
  const text = format === 'json' ? asJson(head, listed, others, refused) : asText(head, listed, others);
  return { text, exit };
}

function byPlace(a: ListedStream, b: ListedStream): number {
  const [x, y] = [placeOf(a), placeOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function placeOf({ root, organization, account, region, kind }: ListedStream): string {
  return [root, organization ?? '', account, region, String(TRAIL_KINDS.indexOf(kind))].join('\0');
}

function asJson(
  head: { readonly uri: string; readonly region: string | null },
  streams: readonly ListedStream[],
  others: readonly Found<'other'>[],
  refused: readonly Found<'refused'>[],
): string {
  const value = {
    ...head,
    accounts: names(streams, ({ account }) => account),
    regions: names(streams, ({ region }) => region),
    kinds: names(streams, ({ kind }) => kind),
    streams: streams.map(({ organization, account, region, kind, prefix, days }) => {
      return { organization, account, region, kind, prefix, days };
    }),
    others: others.map(({ prefix, objects, more }) => ({ prefix, objects, more })),
    refused: refused.map(({ prefix, error }) => ({ prefix, message: error.message })),
  };
  return `${visibleJson(value)}\n`;
}

function asText(
  { uri, region }: { readonly uri: string; readonly region: string | null },
  streams: readonly ListedStream[],
  others: readonly Found<'other'>[],
): string {
  const lines = [`${uri}${region === null ? '' : `, ${region}`}`];
  if (streams.length > 0) {
    const rows = streams.map(({ root, organization, account, region: of, kind, days }) => [
      `${root}${organization ?? ''}`,
      account,
      of,
      kind,
      formatCount(days.length),
      stretches(days).join(', '),
    ]);
    appendAll(lines, table([['Below', 'Account', 'Region', 'Kind', 'Days', 'Delivered'], ...rows]));
  }
  const count = (of: (stream: ListedStream) => string, one: string, many: string): string => {
    const { length } = names(streams, of);
    return `${formatCount(length)} ${length === 1 ? one : many}`;
  };
  const parts = [
    count(({ account }) => account, 'account', 'accounts'),
    count(({ region: of }) => of, 'region', 'regions'),
    count(({ kind }) => kind, 'kind', 'kinds'),
  ];
  lines.push(`${parts.join(', ')}. Days are those of delivery, in UTC.`);
  for (const { prefix, objects, more } of others) {
    const what = objects === 0 ? 'a folder' : `${formatCount(objects)}${more ? ' or more' : ''} objects`;
    lines.push(`No part of a trail's layout: ${prefix === '' ? uri : prefix} (${what})`);
  }
  return lines.map((line) => `${escapeText(line)}\n`).join('');
}

/** Columns as wide as what is in them; one that is empty throughout is left out. */
function table(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...rest] = rows;
  const shown = head.map((_, column) => rest.some((row) => row[column] !== ''));
  const widths = head.map((_, column) => largest(rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (shown[column] === true ? cell.padEnd(widths[column] ?? 0) : ''))
      .filter((_, column) => shown[column] === true)
      .join('  ')
      .trimEnd(),
  );
}

/** Days that follow each other as one: `2023-11-01 to 2023-11-05`. */
export function stretches(days: readonly string[]): string[] {
  const found: { first: string; last: string }[] = [];
  for (const day of days) {
    const before = found.at(-1);
    if (before !== undefined && addDays(before.last, 1) === day) before.last = day;
    else found.push({ first: day, last: day });
  }
  return found.map(({ first, last }) => (first === last ? first : `${first} to ${last}`));
}

function names(streams: readonly ListedStream[], of: (stream: ListedStream) => string): string[] {
  return [...new Set(streams.map(of))].sort();
}
