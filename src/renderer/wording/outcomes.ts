/** Words and looks of how a request ended, and of records that are no request. */

export type OutcomeTone = 'plain' | 'warn' | 'bad';

const TONES: ReadonlyMap<string, OutcomeTone> = new Map([
  ['denied', 'bad'],
  ['sign-in failed', 'bad'],
  ['credentials expired or invalid', 'warn'],
  ['partly failed', 'warn'],
  ['throttled', 'warn'],
  ['not found', 'warn'],
  ['other error', 'warn'],
]);

/** The hue that says how it ended; success and what would have been one are plain. */
export function outcomeTone(outcome: string): OutcomeTone {
  return TONES.get(outcome) ?? 'plain';
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['denied', 'The caller was known and was not allowed: by the error code, or its message where there is none'],
  ['sign-in failed', 'A step of signing in failed: by responseElements, serviceEventDetails or the error'],
  ['credentials expired or invalid', 'The credentials were no good, so that nobody was let in: by the error code'],
  ['partly failed', 'The call was answered, and the answer lists parts that failed: responseElements'],
  ['probe', 'A dry run: it would have succeeded, and nothing was done'],
  ['throttled', 'There were too many requests: by the error code'],
  ['not found', 'What it was about does not exist: by the error code'],
]);

/** What an outcome means, and what it was derived from. */
export function outcomeHint(outcome: string): string {
  return (
    HINTS.get(outcome) ?? 'Outcome, derived from errorCode, errorMessage, responseElements and serviceEventDetails'
  );
}

type FacetText = string | readonly string[] | null | undefined;

/** What stands in the place of the name of a record that is no call; undefined for calls. */
export function noCallWords(eventType: FacetText, eventCategory: FacetText): string | undefined {
  if (eventType === 'AwsCloudTrailInsight' || eventCategory === 'Insight') return '(insight)';
  if (eventType === 'AwsAggregatedEvent' || eventCategory === 'Aggregated') return '(aggregated)';
  return undefined;
}

export function firstUpper(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
