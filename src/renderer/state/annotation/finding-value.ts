import { LIST_MOST } from '../../../contract/annotations';
import type { Cite, FindingValue, SeenEvent } from '../../../core/annotation/action';
import type { KeptSummary } from '../../../core/annotation/summary';
import { targetKey } from '../../../core/annotation/target';

export type Finding = KeptSummary<FindingValue>;

/** What of a finding is written in its form. */
export type FindingText = Pick<
  FindingValue,
  'title' | 'fact' | 'interpretation' | 'confidence' | 'severity' | 'techniques'
>;

/** Events and targets that a finding can cite. */
export const CITES_MOST = LIST_MOST;

/** A finding that says nothing yet, after all others. */
export function newFinding(number: number, findings: readonly Finding[]): FindingValue {
  const last = findings.at(-1)?.value.rank ?? 0;
  return {
    number,
    rank: Math.floor(last) + 1,
    title: '',
    fact: '',
    interpretation: '',
    confidence: null,
    severity: null,
    techniques: [],
    cites: [],
  };
}

/** Equal for citations of the same. */
export function citeKey(cite: Cite): string {
  return 'event' in cite ? cite.event.key : targetKey(cite.target);
}

export interface Cited {
  readonly value: FindingValue;
  /** Citations that are new. */
  readonly added: number;
  /** Those that it had already. */
  readonly known: number;
  /** Those for which it had no room. */
  readonly left: number;
}

/** The finding with more citations, each once, at the end of its list. */
export function withCites(value: FindingValue, more: readonly Cite[]): Cited {
  const keys = new Set(value.cites.map(citeKey));
  const cites = [...value.cites];
  let known = 0;
  let left = 0;
  for (const cite of more) {
    const key = citeKey(cite);
    if (keys.has(key)) known++;
    else if (cites.length >= CITES_MOST) left++;
    else {
      keys.add(key);
      cites.push(cite);
    }
  }
  return { value: { ...value, cites }, added: cites.length - value.cites.length, known, left };
}

/** The finding with one citation's own words; empty ones are left out. */
export function withWords(value: FindingValue, key: string, words: string): FindingValue {
  const text = words.trim();
  const cites = value.cites.map((cite): Cite => {
    if (citeKey(cite) !== key) return cite;
    const bare = 'event' in cite ? { event: cite.event } : { target: cite.target };
    return text === '' ? bare : { ...bare, words: text };
  });
  return { ...value, cites };
}

export function withoutCite(value: FindingValue, key: string): FindingValue {
  return { ...value, cites: value.cites.filter((cite) => citeKey(cite) !== key) };
}

/** The finding with a citation further up (-1) or down (+1) its list. */
export function withCiteMoved(value: FindingValue, key: string, by: 1 | -1): FindingValue {
  const from = value.cites.findIndex((cite) => citeKey(cite) === key);
  const to = from + by;
  const [one, other] = [value.cites[from], value.cites[to]];
  if (one === undefined || other === undefined) return value;
  const cites = [...value.cites];
  cites[from] = other;
  cites[to] = one;
  return { ...value, cites };
}

/**
 * Ranks with which a finding stands one place further up (-1) or down (+1), of those that must change alone: its own
 * where there is a number between its new neighbours, else those of all.
 */
export function ranksMoved(findings: readonly Finding[], id: string, by: 1 | -1): ReadonlyMap<string, number> {
  const from = findings.findIndex((finding) => finding.id === id);
  const to = from + by;
  const finding = findings[from];
  if (finding === undefined || to < 0 || to >= findings.length) return new Map();
  const others = findings.filter((other) => other !== finding);
  const before = others[to - 1]?.value.rank;
  const after = others[to]?.value.rank;
  const rank =
    before === undefined ? (after ?? 0) - 1 : after === undefined ? Math.floor(before) + 1 : (before + after) / 2;
  const fits = (before === undefined || rank > before) && (after === undefined || rank < after);
  if (fits) return new Map([[id, rank]]);
  const order = [...others.slice(0, to), finding, ...others.slice(to)];
  return new Map(order.flatMap((other, at) => (other.value.rank === at + 1 ? [] : [[other.id, at + 1] as const])));
}

/** What a finding still lacks. @param missing cited events that are in no source of the case */
export function lacksOf({ title, fact, interpretation, cites }: FindingValue, missing: number): readonly Lack[] {
  return [
    ...(title.trim() === '' ? (['title'] as const) : []),
    ...(fact.trim() === '' ? (['fact'] as const) : []),
    ...(interpretation.trim() === '' ? (['interpretation'] as const) : []),
    ...(cites.length === 0 ? (['citation'] as const) : []),
    ...(missing > 0 ? (['event'] as const) : []),
  ];
}

/** `event`: one that it cites is in no source. */
export type Lack = 'title' | 'fact' | 'interpretation' | 'citation' | 'event';

/** Events that some finding cites, each once. */
export function citedEvents(findings: readonly Finding[]): ReadonlyMap<string, SeenEvent> {
  const events = new Map<string, SeenEvent>();
  for (const { value } of findings) {
    for (const cite of value.cites) if ('event' in cite) events.set(cite.event.key, cite.event);
  }
  return events;
}
