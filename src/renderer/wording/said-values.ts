import type { Marks } from '../../core/query/said-of';
import { count } from './numbers';

/** Characters of a note that a hint shows. */
const MOST = 200;
/** Notes that a hint shows. */
const NOTES = 3;

/** What was said of a value, line by line. @param noteText what a note says now */
export function valueSaidLines(
  { star, status, tags, notes, findings }: Marks,
  noteText: (id: string) => string | undefined,
): readonly string[] {
  const lines: string[] = [];
  if (star !== undefined) lines.push('Starred');
  if (status !== undefined) {
    lines.push(status.reason === '' ? `Status ${status.value}` : `Status ${status.value}: ${status.reason}`);
  }
  if (tags.length > 0) lines.push(`Tagged ${tags.map(({ value }) => value).join(', ')}`);
  if (findings.length > 0) lines.push(`Cited in ${findings.map((number) => `finding ${String(number)}`).join(', ')}`);
  for (const id of notes.slice(0, NOTES)) {
    const text = (noteText(id) ?? '').trim();
    lines.push(`Note: ${text.length > MOST ? `${text.slice(0, MOST)}...` : text}`);
  }
  if (notes.length > NOTES) lines.push(`And ${count(notes.length - NOTES)} more notes`);
  return lines;
}
