import type { Action, Change, Said } from '../../src/core/annotation/action';
import { targetKey, type Target } from '../../src/core/annotation/target';
import { FACETS, facetPosition, type FacetName, type SaidFacet } from '../../src/core/event/facet-catalogue';
import { NO_TIME, type FacetValue } from '../../src/core/event/facet-values';
import type { NaiveEngine, NaiveEvent } from './naive-engine';

interface Marks {
  star: boolean;
  status: { value: string; no: number } | undefined;
  readonly tags: Set<string>;
}

/** What analysts said, in the plainest words: everything is gone through again for every event. */
export class NaiveSaid {
  readonly #actions: Action[] = [];

  /** @param keyOf the key of an event's record, in hexadecimal digits */
  constructor(private readonly keyOf: (event: NaiveEvent) => string) {}

  take({ action }: Said): void {
    this.#actions.push(action);
  }

  /** The event with what was said of it, of its copies and of what it has; values in no order. */
  told(event: NaiveEvent, naive: NaiveEngine): NaiveEvent {
    const keys = new Set([event, ...naive.copies(event)].map((copy) => this.keyOf(copy)));
    const tags = new Set<string>();
    const statuses = new Set<string>();
    const annotated = new Set<string>();
    let starred = false;
    const add = (marks: readonly Marks[], which: string): void => {
      const last = marks.map(({ status }) => status).filter((status) => status !== undefined);
      last.sort((a, b) => b.no - a.no);
      if (last[0] !== undefined) statuses.add(last[0].value);
      for (const one of marks) for (const tag of one.tags) tags.add(tag);
      const star = marks.some((one) => one.star);
      starred ||= star;
      if (star || last.length > 0 || marks.some((one) => one.tags.size > 0)) annotated.add(which);
    };
    add([...this.#marks((action) => hexKeys(action).filter((key) => keys.has(key))).values()], 'event');
    const ofTargets = this.#marks((action) => (action.targets ?? []).filter((one) => has(event, one)).map(targetKey));
    for (const marks of ofTargets.values()) add([marks], 'value');

    const notes = new Set<string>();
    for (const { first, text } of this.#notes().values()) {
      if (text === null) continue;
      const own = hexKeys(first).some((key) => keys.has(key));
      const ofTarget = (first.targets ?? []).some((one) => has(event, one));
      if (own) annotated.add('event');
      if (ofTarget) annotated.add('value');
      if (own || ofTarget) notes.add(text);
    }
    const findings = new Set<string>();
    for (const value of this.#findings().values()) {
      for (const cite of value?.cites ?? []) {
        const own = 'event' in cite && keys.has(cite.event.key);
        const ofTarget = 'target' in cite && has(event, cite.target);
        if (own) annotated.add('event');
        if (ofTarget) annotated.add('value');
        if (own || ofTarget) findings.add(String(value?.number));
      }
    }
    return withFacets(event, {
      tag: [...tags],
      status: [...statuses],
      starred: starred ? 'true' : undefined,
      note: [...notes],
      finding: [...findings],
      annotated: [...annotated],
    });
  }

  #marks(of: (action: Extract<Action, { op: 'mark' }>) => readonly string[]): Map<string, Marks> {
    const all = new Map<string, Marks>();
    for (const [no, action] of this.#actions.entries()) {
      if (action.op !== 'mark') continue;
      for (const key of of(action)) {
        const marks = all.get(key) ?? { star: false, status: undefined, tags: new Set<string>() };
        all.set(key, marks);
        change(marks, action.change, no);
      }
    }
    return all;
  }

  #notes(): Map<string, { first: Extract<Action, { op: 'note' }>; text: string | null }> {
    const notes = new Map<string, { first: Extract<Action, { op: 'note' }>; text: string | null }>();
    for (const action of this.#actions) {
      if (action.op !== 'note') continue;
      notes.set(action.note, { first: notes.get(action.note)?.first ?? action, text: action.text });
    }
    return notes;
  }

  #findings(): Map<string, Extract<Action, { op: 'finding' }>['value']> {
    const findings = new Map<string, Extract<Action, { op: 'finding' }>['value']>();
    for (const action of this.#actions) if (action.op === 'finding') findings.set(action.finding, action.value);
    return findings;
  }
}

/** The event with these values in the place of its own. */
export function withFacets(event: NaiveEvent, facets: Partial<Record<FacetName, FacetValue>>): NaiveEvent {
  const values = FACETS.map(({ name }, i) => (name in facets ? facets[name as SaidFacet] : event.values.facets[i]));
  return { ...event, values: { ...event.values, facets: values } };
}

function change(marks: Marks, to: Change, no: number): void {
  if ('star' in to) marks.star = to.star;
  else if ('tag' in to) {
    if (to.put) marks.tags.add(to.tag);
    else marks.tags.delete(to.tag);
  } else marks.status = to.status === null ? undefined : { value: to.status, no };
}

function hexKeys(action: Action): string[] {
  const hex = 'keys' in action ? Buffer.from(action.keys ?? []).toString('hex') : '';
  return hex.match(/.{32}/g) ?? [];
}

function valuesOf(event: NaiveEvent, name: FacetName): readonly string[] {
  const value = event.values.facets[facetPosition(name) ?? -1];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function has(event: NaiveEvent, target: Target): boolean {
  const reaches = (account: string): boolean =>
    valuesOf(event, 'ownerAccountId').includes(account) || valuesOf(event, 'recipientAccountId').includes(account);
  const calls = (account: string): boolean => valuesOf(event, 'accountId').includes(account);
  switch (target.on) {
    case 'value':
      return valuesOf(event, target.facet).includes(target.value);
    case 'account':
      return calls(target.account) || reaches(target.account);
    case 'pair':
      return calls(target.caller) && reaches(target.acted);
    case 'time': {
      const { time } = event.values;
      return time !== NO_TIME && time >= target.from && time < target.to;
    }
    case 'case':
      return false;
  }
}
