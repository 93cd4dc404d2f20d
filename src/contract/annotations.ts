import * as v from 'valibot';
import {
  CONFIDENCES,
  ENTRY_KINDS,
  SEVERITIES,
  SIDES,
  STATUSES,
  TAG_HUES,
  TAG_SHAPES,
  type Action,
} from '../core/annotation/action';
import { INDEXED_FACETS } from '../core/event/facet-catalogue';
import { NO_TIME } from '../core/event/facet-values';
import { listOf } from './list';

/** Characters of a tag's, a finding's or an account's name. */
const NAME_MOST = 200;
/** Characters of a note, and of each text of a finding. */
export const TEXT_MOST = 100_000;
/** Characters of a value that something is said of: as long as a record may have them. */
const VALUE_MOST = 65_536;
/** Targets of one action, and citations of one finding. */
export const LIST_MOST = 500;
/** Events of one action of which it is said how they are known. */
export const SEEN_MOST = 200;
/** Events of one line of the journal: their keys in base64 are well under 1 MiB. */
export const LINE_EVENTS = 40_000;
/** Events of one action. */
export const EVENTS_MOST = 20_000_000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Seconds since 1970 UTC as events have them. What is later has no date that could be shown. */
const seconds = v.pipe(count, v.maxValue(NO_TIME));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_MOST));
const words = v.pipe(v.string(), v.maxLength(NAME_MOST));
const text = v.pipe(v.string(), v.maxLength(TEXT_MOST));
const value = v.pipe(v.string(), v.maxLength(VALUE_MOST));
const account = v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_MOST));
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/, 'is no id'));
const isoTime = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'is no time in UTC'));
const key = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'is no key of an event'));

const target = v.variant('on', [
  v.object({ on: v.literal('value'), facet: v.picklist(INDEXED_FACETS.map((facet) => facet.name)), value }),
  v.object({ on: v.literal('account'), account }),
  v.object({ on: v.literal('pair'), caller: account, acted: account }),
  v.object({ on: v.literal('time'), from: seconds, to: seconds }),
  v.object({ on: v.literal('case') }),
]);

const seenEvent = v.object({
  key,
  time: v.nullable(seconds),
  name: v.nullable(value),
  source: v.nullable(value),
  account: v.nullable(value),
});

const change = v.union([
  v.strictObject({ star: v.boolean() }),
  v.strictObject({ status: v.nullable(v.picklist(STATUSES)), reason: v.optional(text) }),
  v.strictObject({ tag: name, put: v.boolean() }),
]);

const on = { targets: v.optional(listOf(target, LIST_MOST)), seen: v.optional(listOf(seenEvent, SEEN_MOST)) };

const finding = v.object({
  number: v.pipe(count, v.minValue(1)),
  rank: v.pipe(v.number(), v.finite()),
  title: v.pipe(v.string(), v.maxLength(1000)),
  fact: text,
  interpretation: text,
  confidence: v.nullable(v.picklist(CONFIDENCES)),
  severity: v.nullable(v.picklist(SEVERITIES)),
  techniques: listOf(words, LIST_MOST),
  cites: listOf(
    v.union([v.object({ event: seenEvent, words: v.optional(text) }), v.object({ target, words: v.optional(text) })]),
    LIST_MOST,
  ),
});

const tag = v.object({
  shape: v.picklist(TAG_SHAPES),
  hue: v.pipe(count, v.maxValue(TAG_HUES - 1)),
  description: v.pipe(v.string(), v.maxLength(2000)),
});

const entry = v.object({
  kind: v.picklist(ENTRY_KINDS),
  time: isoTime,
  title: v.pipe(v.string(), v.maxLength(1000)),
  text,
  source: v.pipe(v.string(), v.maxLength(1000)),
});

/** An action without the keys of its events. */
const action = v.variant('op', [
  v.object({ op: v.literal('mark'), change, ...on }),
  v.object({ op: v.literal('note'), note: id, text: v.nullable(text), ...on }),
  v.object({ op: v.literal('tag'), tag: name, value: v.nullable(tag) }),
  v.object({ op: v.literal('finding'), finding: id, value: v.nullable(finding) }),
  v.object({ op: v.literal('entry'), entry: id, value: v.nullable(entry) }),
  v.object({
    op: v.literal('account'),
    account,
    value: v.nullable(v.object({ name: words, side: v.picklist(SIDES), owner: words })),
  }),
]);

/** The wish at the front of the body; the keys of its events, 16 bytes each, are the rest of it. */
export const sayWish = v.object({
  /** Given by the window, so that one that is sent again is not said twice. */
  id,
  undoes: v.optional(id),
  action,
});
export type SayWish = v.InferOutput<typeof sayWish>;

/** Who said it when, as the journal has it. */
export const sayReply = v.object({
  at: v.string(),
  by: v.string(),
  author: v.nullable(v.string()),
});
export type SayReply = v.InferOutput<typeof sayReply>;

/** How people know the user: a name of his own choice, and the user of the operating system. */
export const author = v.object({ name: v.nullable(v.string()), user: v.string() });
export type Author = v.InferOutput<typeof author>;
export const setAuthor = v.object({ name: v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(NAME_MOST))) });

/** What a line of the journal holds under `value`. An action of very many events has several lines of one id. */
export const saidValue = v.object({
  author: v.nullable(v.pipe(v.string(), v.maxLength(NAME_MOST))),
  undoes: v.optional(id),
  /** Number of this line among those of the action, from 1, and how many there are; absent where it is the only one. */
  part: v.optional(v.tuple([v.pipe(count, v.minValue(1)), v.pipe(count, v.minValue(1))])),
  action,
  /** Base64 of the keys of events. */
  keys: v.optional(v.pipe(v.string(), v.maxLength(LINE_EVENTS * 22))),
});
export type SaidValue = v.InferOutput<typeof saidValue>;

/** A line of the journal, as it is streamed to the window. */
export const saidLine = v.object({ item: id, at: isoTime, by: v.string(), value: saidValue });
export type SaidLine = v.InferOutput<typeof saidLine>;

/** The kind of such lines in the journal. */
export const SAID_KIND = 'said';

/** Checks that the shapes that cross the boundary are those of core. */
export function asAction(checked: SayWish['action'], keys: Uint8Array | undefined): Action {
  const ofEvents = checked.op === 'mark' || checked.op === 'note';
  return ofEvents && keys !== undefined && keys.length > 0 ? { ...checked, keys } : checked;
}
