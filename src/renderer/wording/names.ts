import type { ValueName } from '../../core/query/filter';
import { count } from './numbers';
import { shortPrincipal } from './values';

/** "user/ci-deploy": the part of a name that people go by, in one run of text. */
export function shortName({ text }: Pick<ValueName, 'text'>): string {
  const { lead, main, tail = '' } = shortPrincipal(text);
  return lead + main + tail;
}

/** What the case knows a value by, and where from: lines of a tooltip. */
export function nameLines({ text, names, source, account }: ValueName): readonly string[] {
  const seen = source === 'userName' ? `Seen with the user name ${text}` : `Seen as ${text}`;
  const several = names > 1 ? [`The latest of ${count(names)} names`] : [];
  return source === 'copy'
    ? [seen, ...several, `From the copy in ${account ?? 'another account'}`]
    : [seen, ...several];
}

/** A value with its name before it, as filters and lists have them: "user/ci-deploy (AIDA...)". */
export function namedWords(words: string, name: ValueName | undefined): string {
  return name === undefined || words.startsWith('(') ? words : `${shortName(name)} (${words})`;
}
