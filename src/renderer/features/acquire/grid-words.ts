import type { TrailKind } from '../../../contract/discovery';
import type { Mark } from '../../state/acquire/choice-state.svelte';
import { isKnown } from '../../state/acquire/delivery-rows';
import type { DeliveryRow } from '../../state/acquire/delivery-rows';
import type { Size } from '../../state/acquire/measure-state.svelte';
import { bytes, count, countOf } from '../../wording/numbers';

/** What the checkbox of a head says. */
export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  all: 'all chosen',
  some: 'partly chosen',
  off: 'not chosen',
  empty: 'none delivered',
};

/** What a day of a row says, for its tooltip and for those who do not see it. */
export function cellWords(
  row: DeliveryRow,
  day: string,
  chosen: boolean | null,
  size: Size | undefined,
  kinds: ReadonlySet<TrailKind>,
): string {
  const where = `${row.account} ${row.region} ${day}`;
  if (chosen === null) return `${where}, ${isKnown(row, kinds) ? 'none delivered' : 'being listed …'}`;
  const sizes = size === undefined ? 'not counted' : `${countOf(size.objects, 'object')}, ${bytes(size.bytes)}`;
  return `${where}, ${sizes}${knownWords(size)}, ${chosen ? 'chosen' : 'not chosen'}`;
}

function knownWords(size: Size | undefined): string {
  if (size === undefined || size.known === 0) return '';
  return size.known >= size.objects ? ', all in the case' : `, ${count(size.known)} in the case`;
}

export function accountWords({ account, organization, root }: DeliveryRow, mark: Mark): string {
  const of = organization === null ? '' : ` of ${organization}`;
  return `Account ${account}${of}${root === '' ? '' : ` below ${root}`}, ${MARK_WORDS[mark]}`;
}

export function regionWords({ account, region, streams }: DeliveryRow, mark: Mark): string {
  return `${account} ${region}, ${MARK_WORDS[mark]}, has ${[...streams.keys()].join(', ')}`;
}
