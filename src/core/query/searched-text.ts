import type { JsonObject } from '../event/json';

const INNER = 'CloudTrailEvent';

/**
 * The text in which phrases are looked for: the record as it is written; of an item of LookupEvents the record's own
 * text, and what the item says around it, such as names of resources.
 * @param own the entry as the source has it @param inner the record's text, where the entry holds it as a string
 */
export function searchedText(own: string, inner: string | undefined): string {
  if (inner === undefined) return own;
  const { [INNER]: _record, ...rest } = JSON.parse(own) as JsonObject;
  return `${inner}\n${JSON.stringify(rest)}`;
}
