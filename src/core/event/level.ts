import type { JsonObject } from './json';
import { s3Level } from './s3-actions';

export type Level = 'management' | 'data' | 'other';

/**
 * Management or data event: as eventCategory says (records since version 1.07), else managementEvent
 * (1.06), else AWS's tables for S3. Insights, network activity and S3 actions outside the tables are
 * `other`. Undefined where a record of another service states neither.
 */
export function levelOf(record: JsonObject): Level | undefined {
  const { eventCategory, managementEvent } = record;
  if (eventCategory !== undefined && eventCategory !== null && eventCategory !== '') {
    if (eventCategory === 'Management') return 'management';
    return eventCategory === 'Data' ? 'data' : 'other';
  }
  if (managementEvent === true || managementEvent === 'true') return 'management';
  if (managementEvent === false || managementEvent === 'false') return 'data';
  if (record.eventSource !== 's3.amazonaws.com') return undefined;
  return typeof record.eventName === 'string' ? (s3Level(record.eventName) ?? 'other') : 'other';
}
