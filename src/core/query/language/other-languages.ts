import { comparisonAt, NAME, type Comparison } from './comparison';
import { fail } from './fault';
import { fieldOfPath } from './fields';

/** A filter's conditions within a statement of SQL, KQL or a query of CloudWatch Logs. */
const STATEMENT = /^(?:select\s.*?\swhere|[^|"':]*\|\s*(?:where|filter)|where|filter)\s+(.+)$/is;
const STEP = /\|\s*(?:where|filter)\s/i;
/** What may follow the conditions there. */
const TAIL = /(?:\s(?:group|order)\s+by\s.*|\slimit\s+\d+.*|\|.*|;)$/is;
/** A filter pattern of CloudWatch Logs. */
const BRACES = /^\{(.*)\}$/s;
/** What conditions are made of. */
const CONDITION = /[:=<>~]|\s(?:is|like|in|between|has|contains)\s/i;

/** The conditions of a text that is a whole statement of another language. */
export function conditionsOf(text: string): string | undefined {
  const whole = text.trim();
  const steps = STATEMENT.exec(whole)?.[1]?.split(STEP);
  const inner =
    steps?.map((step) => step.trim().replace(TAIL, '').trim()).join(' AND ') ?? BRACES.exec(whole)?.[1]?.trim();
  return inner !== undefined && CONDITION.test(inner) ? inner : undefined;
}

/** Words of other languages for the keywords, with those. */
const JOINERS = new Map([
  ['&&', 'AND'],
  ['||', 'OR'],
  ['!', 'NOT'],
]);

/** Whether a word is one for a keyword, in another language or another case. */
export function isJoiner(word: string): boolean {
  return JOINERS.has(word) || word === '|' || word === 'TO' || (/^(?:and|or|not)$/i.test(word) && !isKeyword(word));
}

const isKeyword = (word: string): boolean => word === 'AND' || word === 'OR' || word === 'NOT';

/** `&&`, `and`, `|`: as text they would find next to everything, or nothing. */
export function refuseJoiner(word: string, start: number): void {
  const end = start + word.length;
  const joiner = JOINERS.get(word);
  if (joiner !== undefined) fail(start, end, `Conditions are joined by words. Use ${joiner}.`, joiner);
  if (!isJoiner(word)) return;
  if (word === '|')
    fail(start, end, 'A filter has no steps: join its conditions by AND or OR, or put quotes around |.');
  if (word === 'TO')
    fail(start, end, 'A range is written field:[a TO b]. To search for the word itself, put quotes around it.');
  const keyword = word.toUpperCase();
  fail(
    start,
    end,
    `Conditions are joined by words in capitals. To search for the word itself, put quotes around it. Use ${keyword}.`,
    keyword,
  );
}

const CALL = new RegExp(`([A-Za-z_]\\w{1,40})\\(\\s*(${NAME})\\s*(?:,\\s*['"]\\$\\.([\\w.-]+)['"]\\s*)?\\)`, 'y');
const ABSENT = /^(?:isnull|isempty|is_null|missing)$/i;
const PRESENT = /^(?:isnotnull|isnotempty|is_not_null|exists|ispresent)$/i;
const SAME = /^(?:lower|upper|tolower|toupper|trim|tostring|string|json_extract(?:_scalar)?)$/i;

/** A function of a field, as SQL and KQL have them: what is compared in the end is the field. */
export function callAt(text: string, start: number): Comparison | undefined {
  CALL.lastIndex = start;
  const match = CALL.exec(text);
  if (match === null) return undefined;
  const [, name = '', inner = '', path] = match;
  const field = path === undefined ? inner : `${inner}.${path}`;
  if (fieldOfPath(field.split('.')) === undefined) return undefined;
  const { lastIndex: end } = CALL;
  const known = { end, field, operator: `${name}(...)`, negated: false };
  if (ABSENT.test(name)) return { ...known, meaning: { kind: 'absent' } };
  if (PRESENT.test(name)) return { ...known, meaning: { kind: 'present' } };
  if (!SAME.test(name)) return { ...known, meaning: undefined };
  const compared = comparisonAt(field + text.slice(end, end + 2_000), 0);
  if (compared?.operator === undefined) return { ...known, meaning: undefined };
  return { ...compared, operator: known.operator, end: end + compared.end - field.length };
}

const QUOTES = new Map([
  ["'", "'"],
  ['`', '`'],
  ['\u2018', '\u2019'],
  ['\u201c', '\u201d'],
  ['\u201e', '\u201c'],
  ['\u00ab', '\u00bb'],
]);

/** Characters up to the closing quote; further off it belongs to something else. */
const LONGEST_QUOTATION = 300;

/** Characters that begin a quotation elsewhere. */
export const OTHER_QUOTES: readonly string[] = [...QUOTES.keys()];

/** What stands at a place between quotes of another kind, and where those end. */
export function otherQuotes(text: string, start: number): { readonly inner: string; readonly end: number } | undefined {
  const closing = QUOTES.get(text[start] ?? '');
  if (closing === undefined) return undefined;
  const near = text.slice(start, start + LONGEST_QUOTATION);
  for (let close = near.indexOf(closing, 1); close >= 0; close = near.indexOf(closing, close + 1)) {
    const after = text[start + close + 1];
    if (after === undefined || /[\s),]/.test(after)) return { inner: near.slice(1, close), end: start + close + 1 };
  }
  return undefined;
}
