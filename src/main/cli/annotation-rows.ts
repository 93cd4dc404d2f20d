import { textOf } from '../../core/annotation/annotations';
import { saidBy, summaryOf, type SaidBy } from '../../core/annotation/summary';
import { targetWords } from '../../core/annotation/target-words';
import { escapeText } from '../../core/event/visible-text';
import { csvLine } from '../../core/report/csv-cell';
import { writable } from '../../core/report/unwritable';
import type { EventSaid } from '../annotations/events-said';
import type { AnnotationList } from './annotation-json';
import { eventMarks } from './event-marks';
import { isoTime } from './iso-time';

const COLUMNS = [
  ...['what', 'value', 'reason', 'on', 'key', 'eventTime', 'eventName', 'eventSource', 'recipientAccountId'],
  ...['source', 'record', 'inCase', 'author', 'user', 'at', 'id'],
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

/** A table with a row for each thing that was said of each event or target, in pieces. */
export function* annotationRows(list: AnnotationList): Generator<string> {
  yield csvLine([...COLUMNS]);
  for (const row of rowsOf(list)) yield csvLine(COLUMNS.map((column) => cell(row[column] ?? '')));
}

/** Texts keep their line ends; what a terminal obeys otherwise is shown by its code point. */
function cell(text: string): string {
  return writable(text.split('\n').map(escapeText).join('\n'));
}

function* rowsOf({ annotations, events }: AnnotationList): Generator<Row> {
  const by = (saying: number): Row => who(saidBy(annotations.sayings[saying]));
  const marks = eventMarks(annotations);
  for (const event of events) {
    const { star, status, tags, notes, findings } = marks(event.slot);
    const on = known(event);
    if (star !== undefined) yield { what: 'star', ...on, ...by(star.saying) };
    if (status !== undefined)
      yield { what: 'status', value: status.value, reason: status.reason, ...on, ...by(status.saying) };
    for (const { value, saying } of tags) yield { what: 'tag', value, ...on, ...by(saying) };
    for (const note of notes) {
      const saying = note.wordings.at(-1)?.saying ?? -1;
      yield { what: 'note', value: textOf(note) ?? '', ...on, ...by(saying), id: note.id };
    }
    for (const { value, saying } of findings)
      yield { what: 'cited', value: String(value.number), reason: value.title, ...on, ...by(saying) };
  }
  const { targets, notes, findings, entries, accounts, tags } = summaryOf(annotations);
  for (const { target, star, status, tags: given, findings: cited } of targets) {
    const on = targetWords(target);
    if (star !== undefined) yield { what: 'star', on, ...by(star.saying) };
    if (status !== undefined)
      yield { what: 'status', value: status.value, reason: status.reason, on, ...by(status.saying) };
    for (const { value, saying } of given) yield { what: 'tag', value, on, ...by(saying) };
    for (const number of cited) yield { what: 'cited', value: String(number), on };
  }
  for (const { id, text, targets: on, wordings, ...said } of notes) {
    for (const target of on) yield { what: 'note', value: text, on: targetWords(target), ...who(said), id };
    for (const former of wordings.slice(0, -1))
      yield { what: 'former wording', value: former.text ?? '', ...who(former), id };
  }
  for (const { id, value, ...said } of findings) {
    const { number, title, fact, interpretation } = value;
    const text = [title, fact, interpretation].filter((part) => part !== '').join('\n\n');
    yield { what: `finding ${String(number)}`, value: text, ...who(said), id };
  }
  for (const { id, value, ...said } of entries) {
    const { kind, time, title, text, source } = value;
    const words = [title, text].filter((part) => part !== '').join('\n\n');
    yield { what: `${kind} entry`, value: words, on: source, eventTime: time, ...who(said), id };
  }
  for (const { id, value, ...said } of accounts) {
    const words = [value.name, value.side, value.owner].filter((part) => part !== '').join(', ');
    yield { what: 'account', value: words, on: `account ${id}`, ...who(said) };
  }
  for (const { tag, value } of tags) {
    if (value !== null) yield { what: 'tag described', value: tag, reason: value.description };
  }
}

function known({ key, time, name, eventSource, account, place }: EventSaid): Row {
  return {
    ...{ on: 'event', key, eventTime: isoTime(time) ?? '', eventName: name ?? '', eventSource: eventSource ?? '' },
    ...{ recipientAccountId: account ?? '', source: place?.source ?? '', record: String(place?.record ?? '') },
    inCase: String(place !== null),
  };
}

function who({ author, by, at }: SaidBy): Row {
  return { author: author ?? '', user: by, at };
}
