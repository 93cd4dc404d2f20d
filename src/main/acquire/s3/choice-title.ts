import type { Choice } from '../../../contract/discovery';
import type { ChoicePlan } from './choice-plan';

/** Names that are written out; of more, their number. */
const NAMED_MOST = 3;

/**
 * A choice in words: the address, and what of it is taken: "s3://logs, 111122223333, us-east-1 and eu-west-1,
 * delivered 2023-11-01 to 2023-11-05". What is not narrowed is not named.
 */
export function choiceTitle(
  choice: Choice,
  { streams, from, to }: Pick<ChoicePlan, 'streams' | 'from' | 'to'>,
): string {
  const { uri, everything, streams: wanted, accounts, regions, kinds } = choice;
  const some = wanted !== undefined;
  const parts = [
    uri,
    ...(everything === true ? ['everything'] : []),
    ...(some || accounts !== undefined
      ? listed(
          streams.map(({ account }) => account),
          'accounts',
        )
      : []),
    ...(some || regions !== undefined
      ? listed(
          streams.map(({ region }) => region),
          'regions',
        )
      : []),
    ...(some || kinds !== undefined ? listed(otherKinds(streams), 'kinds') : []),
    ...daysOf(from, to, everything === true ? 'changed' : 'delivered'),
  ];
  return parts.join(', ');
}

/** Logs are what one takes, and go without saying. */
function otherKinds(streams: ChoicePlan['streams']): string[] {
  const kinds = streams.map(({ kind }): string => kind);
  return kinds.some((kind) => kind !== 'CloudTrail') ? kinds : [];
}

function listed(names: readonly string[], what: string): string[] {
  const all = [...new Set(names)].sort();
  if (all.length === 0) return [];
  if (all.length > NAMED_MOST) return [`${String(all.length)} ${what}`];
  const last = all.at(-1) ?? '';
  return [all.length === 1 ? last : `${all.slice(0, -1).join(', ')} and ${last}`];
}

function daysOf(from: string | null, to: string | null, verb: string): string[] {
  if (from === null && to === null) return [];
  if (from === null) return [`${verb} until ${String(to)}`];
  if (to === null) return [`${verb} since ${from}`];
  return [from === to ? `${verb} on ${from}` : `${verb} ${from} to ${to}`];
}
