import { isObject } from './json';
import type { Json, JsonObject } from './json';

/** What CloudTrail left out of a record, and where: a member, or one within it. */
export interface Omission {
  readonly path: string;
  readonly mark: JsonObject;
}

/** Everything of a record that was left out for its size. */
export function omissionsOf(record: JsonObject): readonly Omission[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (isOmitted(value)) return [{ path: name, mark: value }];
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([inner, mark]) =>
      isOmitted(mark) && mark.originalSize !== undefined ? [{ path: `${name}.${inner}`, mark }] : [],
    );
  });
}

/**
 * Whether a member of a record is what CloudTrail writes in the place of one that was too large:
 * `{"reason": ..., "originalSize": bytes, "omitted": true}`.
 */
function isOmitted(value: Json | undefined): value is JsonObject {
  return isObject(value) && (value.omitted === true || value.omitted === 'true');
}
