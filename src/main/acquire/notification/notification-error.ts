import { TrailbenchError } from '../../../contract/errors';

const SHOWN = 80;

/** What is wrong with a notification, and where in it. */
export function wrong(place: string, what: string): TrailbenchError {
  return new TrailbenchError('bad-request', `The notification cannot be used: ${place} ${what}.`, { details: place });
}

/** A value as it is named in a message: its beginning, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN)) : kindOf(value);
  return typeof value === 'string' && value.length > SHOWN ? `${text}... (${value.length} characters)` : text;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value).slice(0, SHOWN)}`;
}
