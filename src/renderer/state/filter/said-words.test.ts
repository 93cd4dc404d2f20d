import { expect, it } from 'vitest';
import { parseFilterText } from '../../../core/query/language/parse';
import { toPills } from '../../../core/query/language/pills';
import { pillWords } from './pill-words';

function words(text: string): string {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const [pill] = toPills(parsed.filter);
  if (pill === undefined) throw new Error('There is no condition.');
  return pillWords(pill).sentence;
}

it.each([
  ['status:malicious', 'Status is malicious'],
  ['NOT status:(malicious OR benign)', 'Status is none of malicious, benign'],
  ['tag:exfil', 'Tag is exfil'],
  ['tag:*', 'Tagged'],
  ['starred:true', 'Starred'],
  ['NOT starred:true', 'Not starred'],
  ['NOT starred:*', 'Not starred'],
  ['note:payroll', 'Note contains payroll'],
  ['NOT note:payroll', 'Note does not contain payroll'],
  ['note:(a OR b)', 'Note contains any of a, b'],
  ['note:*', 'Has a note'],
  ['note:a*', 'Note matches a*'],
  ['finding:2', 'Cited in finding 2'],
  ['NOT finding:*', 'Cited in no finding'],
  ['annotated:*', 'Annotated'],
  ['annotated:event', 'Annotated is event'],
])('%s reads "%s"', (text, sentence) => {
  expect(words(text)).toBe(sentence);
});
