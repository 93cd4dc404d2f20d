import { STATED_IN } from '../../../core/event/named-resources';
import type { EventRow } from '../../../core/query/filter';
import { facetValues } from '../../state/grid/cell-terms';
import { chiefResource, isStandIn, shortResource, valueWords } from '../../wording/values';
import { absent, cutSpan, cutWords, single, span } from './cell-parts';

/** What an event is about; of a copy its two ends, and of what AWS does not list where it is said. */
export function resource(row: EventRow, cell: HTMLElement): void {
  const chief = chiefResource(facetValues(row, 'resource'));
  const bucket = single(row, 'bucketName');
  if (chief === undefined) {
    if (bucket === null) absent(cell);
    else cutWords(cell, isStandIn(bucket) ? 'absent' : 'mono', valueWords(bucket));
    return;
  }
  const source = single(row, 'copySource');
  if (source !== null) {
    // Of a copy its two ends, with the direction.
    copyOf(cell, source, single(row, 'copyTarget'));
    return;
  }
  const { lead, main } = shortResource(chief.arn);
  cutSpan(cell, { text: lead, give: 2, look: 'mono quiet' }, { text: main, give: 1, look: 'mono' });
  const stated = facetValues(row, 'resourceStatedIn');
  if (!stated.includes('resources')) span(cell, 'quiet tail spare', placeOf(stated));
  if (chief.more > 0) span(cell, 'more', `+${String(chief.more)}`);
}

/** Where the first of them is named. */
function placeOf(stated: readonly string[]): string {
  if (stated.includes(STATED_IN.response)) return ' in response';
  return stated.includes(STATED_IN.request) ? ' in request' : ' in error';
}

function copyOf(cell: HTMLElement, source: string, target: string | null): void {
  const [from, to] = [shortResource(source), target === null ? undefined : shortResource(target)];
  cutWords(cell, 'mono', `${from.lead}${from.main}`);
  span(cell, 'quiet arrow', '\u2192');
  if (to === undefined) span(cell, 'absent', 'not stated');
  else cutWords(cell, 'mono', `${to.lead}${to.main}`);
}
