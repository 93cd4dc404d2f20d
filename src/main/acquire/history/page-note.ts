import * as v from 'valibot';
import { LOOKUP_SCOPE } from '../../../core/trail/lookup-name';
import { isoSecond } from './period';

/**
 * What the manifest keeps of a page beside its bytes: what was asked, and which part of it the page answers. From these
 * an acquisition that was cut off knows what it need not ask again.
 */
export interface PageNote {
  /** Number of the first page of the walk: pages of one walk follow each other by NextToken. */
  readonly walk: number;
  /** StartTime and EndTime of the walk, seconds. */
  readonly start: number;
  readonly end: number;
  /** No event in it is newer: the oldest second of the page before, or the end of the walk. */
  readonly until: number;
  /** Second of its oldest event; events of that second may follow on the next page. */
  readonly oldest: number;
  /** No page follows. */
  readonly last: boolean;
  readonly events: number;
}

const seconds = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text) / 1000),
  v.number(),
  v.safeInteger(),
);
const number = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const written = v.object({
  walk: number,
  start: seconds,
  end: seconds,
  until: seconds,
  oldest: seconds,
  last: v.pipe(
    v.picklist(['yes', 'no']),
    v.transform((word) => word === 'yes'),
  ),
  events: number,
});

/** As metadata of its manifest line. */
export function writePageNote(
  note: PageNote,
  { asked, requestId }: { readonly asked: string; readonly requestId: string | undefined },
): Record<string, string> {
  return {
    call: 'LookupEvents',
    scope: LOOKUP_SCOPE,
    walk: String(note.walk),
    start: isoSecond(note.start),
    end: isoSecond(note.end),
    until: isoSecond(note.until),
    oldest: isoSecond(note.oldest),
    last: note.last ? 'yes' : 'no',
    events: String(note.events),
    asked,
    ...(requestId === undefined ? {} : { 'request-id': requestId }),
  };
}

/** Undefined where it is none, say because the manifest was changed: the part is asked again. */
export function readPageNote(metadata: Readonly<Record<string, string>> | undefined): PageNote | undefined {
  const read = v.safeParse(written, metadata);
  return read.success ? read.output : undefined;
}
