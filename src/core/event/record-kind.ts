import type { JsonObject } from './json';

/**
 * What a record is: a call (of a person, a program or a service); what a service reports by itself;
 * or no event of that kind at all: what CloudTrail Insights noticed, and counts of calls over some
 * minutes that CloudTrail aggregated.
 */
export type RecordKind = 'call' | 'service event' | 'insight' | 'aggregated';

export function recordKindOf({ eventType, eventCategory }: JsonObject): RecordKind {
  if (eventType === 'AwsCloudTrailInsight' || eventCategory === 'Insight') return 'insight';
  if (eventType === 'AwsAggregatedEvent' || eventCategory === 'Aggregated') return 'aggregated';
  return eventType === 'AwsServiceEvent' ? 'service event' : 'call';
}

/** Whether nothing was asked for, so that nothing can have succeeded or failed. */
export function isNoCall(record: JsonObject): boolean {
  const kind = recordKindOf(record);
  return kind === 'insight' || kind === 'aggregated';
}
