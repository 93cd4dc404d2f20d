import { actorLabel } from '../../../core/event/actor-label';
import { extractEvent, newEventValues } from '../../../core/event/extract-facets';
import { facet as facetDefinition, facetPosition } from '../../../core/event/facet-catalogue';
import type { FacetName } from '../../../core/event/facet-catalogue';
import { NO_TIME } from '../../../core/event/facet-values';
import type { JsonObject } from '../../../core/event/json';
import type { ValueName } from '../../../core/query/filter';
import type { FilterNode } from '../../../core/query/language/ast';
import { term } from '../../../core/query/language/ast';

/** A question about what is around an event. */
export interface Neighbours {
  /** "5 minutes before and after", "The same access key". */
  readonly label: string;
  /** What the menu shows of the value, if any. */
  readonly value?: string;
  readonly filter: FilterNode;
  /** The answer is only of use in the order of time. */
  readonly byTime: boolean;
}

const MINUTES = [1, 5, 15, 60] as const;
const SAME: readonly FacetName[] = ['actor', 'accessKeyId', 'sourceIPAddress'];

/** The questions that an event answers; without a time or a value there is none of that kind. */
export function neighboursOf(
  record: JsonObject,
  nameOf: (facet: FacetName, value: string) => ValueName | undefined = () => undefined,
): readonly Neighbours[] {
  const values = newEventValues();
  extractEvent(record, values);
  const { time, facets } = values;
  const textAt = (name: FacetName): string | undefined => {
    const value = facets[facetPosition(name) ?? -1];
    return typeof value === 'string' ? value : undefined;
  };
  const around = time === NO_TIME ? [] : MINUTES.map((minutes) => aroundTime(time, minutes));
  const same = SAME.flatMap((name) => {
    const value = textAt(name);
    if (value === undefined) return [];
    const shown = name === 'actor' ? actorName(value, textAt('principal'), textAt('userName')) : undefined;
    return [
      {
        label: `Same ${facetDefinition(name).label.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())}`,
        value: shown ?? value,
        filter: term({ kind: 'facet', name }, [{ kind: 'exact', text: value }]),
        byTime: false,
      },
    ];
  });
  return [...around, ...same];

  /** By its own ARN; where the record states none, by what the case has seen the actor with. */
  function actorName(value: string, principal: string | undefined, userName: string | undefined): string | undefined {
    const own = principal?.startsWith('arn:') === true ? actorLabel(value, principal, undefined) : undefined;
    return own ?? nameOf('actor', value)?.text ?? actorLabel(value, principal, userName);
  }
}

function aroundTime(time: number, minutes: number): Neighbours {
  const from = Math.max(0, time - minutes * 60);
  return {
    label: `${String(minutes)} ${minutes === 1 ? 'minute' : 'minutes'} before and after`,
    // The last second belongs to it whole.
    filter: term({ kind: 'time' }, [{ kind: 'time', from, to: time + minutes * 60 + 1 }]),
    byTime: true,
  };
}
