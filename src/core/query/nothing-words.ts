import { facet as facetDefinition } from '../event/facet-catalogue';
import { formatCount } from '../event/format-number';
import type { FilterNode } from './language/ast';
import type { UnfoundValue } from './language/meant-values';
import { printFilter } from './language/print';
import type { ConditionFact, NothingFound } from './nothing-found';

/** What can be done about a reason. */
export type Remedy =
  /** Take this filter; `label` is what is to be used of it. */
  | { readonly kind: 'use'; readonly label: string; readonly filter: FilterNode }
  /** Leave out the condition at this place. */
  | { readonly kind: 'off'; readonly at: number };

/** One reason why nothing was found, for people. */
export interface NothingLine {
  readonly words: string;
  readonly remedy?: Remedy;
}

export interface Wording {
  /** The condition at a place, in words or as text. */
  readonly describe: (at: number) => string;
  /** A time with its zone. */
  readonly time: (seconds: number) => string;
}

/** Conditions that are named one by one. */
const NAMED = 5;

/** The reasons, the nearest first. */
export function nothingLines(found: NothingFound, wording: Wording): readonly NothingLine[] {
  const lines = [...found.unfound.map(unfoundLine), ...found.twice.map(twiceLine), ...emptyLines(found, wording)];
  const { annotated } = found;
  if (annotated !== undefined) lines.push({ words: annotatedWords(annotated) });
  const { conditions } = found;
  // Without the only one there is, all events are found.
  const without = (conditions.length === 1 ? [] : conditions)
    .filter((fact): fact is ConditionFact & { without: number } => (fact.without ?? 0) > 0)
    .sort((a, b) => b.without - a.without);
  for (const { at, without: count } of without.slice(0, NAMED)) {
    lines.push({ words: `Without "${wording.describe(at)}": ${events(count)}.`, remedy: { kind: 'off', at } });
  }
  if (without.length > NAMED) lines.push({ words: `The same of ${formatCount(without.length - NAMED)} more filters.` });
  const many = recordsLine(found, wording);
  if (many !== undefined) lines.push(many);
  return lines.length > 0 ? lines : [togetherLine(found, wording)].filter((line) => line !== undefined);
}

/** What was asked for, and what there is. */
export function unfoundLine({ asked, meant }: UnfoundValue): NothingLine {
  if (meant === undefined) return { words: `No event of the case has ${asked}.` };
  const { how, text, count, value: label, filter } = meant;
  const have = count === 1 ? '1 event has' : `${formatCount(count)} events have`;
  const words =
    how === 'case'
      ? `No event has ${asked}. In other case: ${have} ${text}.`
      : how === 'holds'
        ? `No event has ${asked} as a whole value. ${sentence(have)} ${text}.`
        : `No event has ${asked}. ${sentence(have)} ${text}.`;
  return { words, remedy: { kind: 'use', label, filter } };
}

/** One line for people: what words and JSON paths would find, if case did not count. */
export function anyCaseWords(count: number): string {
  const match = count === 1 ? '1 event matches' : `${formatCount(count)} events match`;
  return `Values and words compare by case. Ignoring case, ${match}.`;
}

function twiceLine({ facet, count, meant, filter }: NothingFound['twice'][number]): NothingLine {
  const text = printFilter(meant);
  const either = count === null ? '' : ` With either of them: ${events(count)}.`;
  const words = `An event has one value of ${facetDefinition(facet).label}, and several are asked for at once.${either}`;
  if (count === 0) return { words };
  return { words, remedy: { kind: 'use', label: text, filter } };
}

function annotatedWords(count: number): string {
  if (count === 0) return 'No event of the case is annotated.';
  return `${count === 1 ? '1 event of the case is' : `${formatCount(count)} events of the case are`} annotated.`;
}

/** Conditions that no event meets, for which no value says why. */
function emptyLines(found: NothingFound, { describe, time }: Wording): NothingLine[] {
  const { conditions, firstTime, lastTime, bytes } = found;
  return conditions
    .filter(({ alone }) => alone === 0)
    .flatMap(({ at, about, side }): NothingLine[] => {
      const remedy = { kind: 'off', at } as const;
      if (about === 'time' && firstTime !== null && lastTime !== null) {
        const range = `Events of the case run from ${time(firstTime)} to ${time(lastTime)}`;
        const lies = side === undefined ? 'none has a time that is asked for' : `the time asked for lies ${side} them`;
        return [{ words: `${range}: ${lies}.`, remedy }];
      }
      if (about === 'bytes') {
        const stated =
          bytes === null || bytes === undefined
            ? 'No event of the case states bytesTransferredOut.'
            : `No event has "${describe(at)}". Bytes out run from ${formatCount(bytes.least)} to ${formatCount(bytes.most)}.`;
        return [{ words: stated, remedy }];
      }
      // Said by its values already.
      return about === 'values' ? [] : [{ words: `No event of the case has "${describe(at)}".` }];
    });
}

function recordsLine({ conditions, inColumns }: NothingFound, { describe }: Wording): NothingLine | undefined {
  const asked = conditions.filter(({ records }) => records === true);
  if (inColumns === undefined || asked.length < 2) return undefined;
  const names = asked.slice(0, NAMED).map(({ at }) => `"${describe(at)}"`);
  return {
    words: `${events(inColumns)} pass what the index answers; none of their records has all of ${names.join(', ')}.`,
  };
}

/** Each finds something, and leaving out one of them does not help. */
function togetherLine({ conditions }: NothingFound, { describe }: Wording): NothingLine | undefined {
  const counted = conditions.filter(({ alone }) => alone !== null && alone > 0);
  if (counted.length < 2) return undefined;
  const each = counted.slice(0, NAMED).map(({ at, alone }) => `"${describe(at)}" ${formatCount(alone ?? 0)}`);
  const more = counted.length > NAMED ? `, and ${formatCount(counted.length - NAMED)} more` : '';
  return { words: `No filter alone is the reason. Events by each of them: ${each.join(', ')}${more}.` };
}

function events(count: number): string {
  return count === 1 ? '1 event' : `${formatCount(count)} events`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
