import type { Annotations } from '../../core/annotation/annotations';
import { saidBy, summaryOf, type SaidBy } from '../../core/annotation/summary';
import { visibleJson } from '../../core/event/visible-json';
import type { EventSaid } from '../annotations/events-said';
import { eventMarks } from './event-marks';
import { isoTime } from './iso-time';

/** What is listed. */
export interface AnnotationList {
  readonly case: { readonly id: string; readonly name: string; readonly path: string };
  readonly annotations: Annotations;
  /** Every event that something was ever said of. */
  readonly events: readonly EventSaid[];
}

/** One object, in pieces: the events may be very many. */
export function* annotationsJson({ case: about, annotations, events }: AnnotationList): Generator<string> {
  const { tags, targets, notes, findings, entries, accounts } = summaryOf(annotations);
  const by = (saying: number): SaidBy => saidBy(annotations.sayings[saying]);
  const list = {
    case: about,
    sayings: annotations.sayings.length,
    tags,
    targets: targets.map(({ target, star, status, tags: on, notes: written, findings: cited }) => ({
      target,
      star: star === undefined ? null : by(star.saying),
      status: status === undefined ? null : { status: status.value, reason: status.reason, ...by(status.saying) },
      tags: on.map(({ value, saying }) => ({ tag: value, ...by(saying) })),
      notes: written,
      findings: cited,
    })),
    notes,
    findings,
    entries,
    accounts,
  };
  const marks = eventMarks(annotations);
  yield visibleJson(list).slice(0, -1);
  yield* eventPieces('events', events, true);
  yield* eventPieces('orphans', events, false);
  yield '}\n';

  function* eventPieces(name: string, all: readonly EventSaid[], inCase: boolean): Generator<string> {
    yield `,"${name}":[`;
    let first = true;
    for (const event of all) {
      if ((event.place !== null) !== inCase) continue;
      const { star, status, tags: on, notes: written, findings: cited } = marks(event.slot);
      if (star === undefined && status === undefined && on.length + written.length + cited.length === 0) continue;
      const { key, time, name: eventName, eventSource, account, place } = event;
      const one = {
        ...{ key, time: isoTime(time), eventName, eventSource, account },
        ...{ source: place?.source ?? null, record: place?.record ?? null },
        star: star === undefined ? null : by(star.saying),
        status: status === undefined ? null : { status: status.value, reason: status.reason, ...by(status.saying) },
        tags: on.map(({ value, saying }) => ({ tag: value, ...by(saying) })),
        notes: written.map(({ id }) => id),
        findings: cited.map(({ value }) => value.number),
      };
      yield `${first ? '' : ','}\n${visibleJson(one)}`;
      first = false;
    }
    yield ']';
  }
}
