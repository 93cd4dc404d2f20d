import { isObject } from './json';
import type { Json, JsonObject } from './json';

/**
 * Whether a member of a record is what CloudTrail writes in the place of one that was too large:
 * `{"reason": ..., "originalSize": bytes, "omitted": true}`.
 */
export function isOmitted(value: Json | undefined): value is JsonObject {
  return isObject(value) && (value.omitted === true || value.omitted === 'true');
}
