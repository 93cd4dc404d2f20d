import type { JsonObject } from './json';
import { objectOf, textOf } from './text-value';

export type Outcome = 'success' | 'denied' | 'sign-in failed' | 'throttled' | 'not found' | 'other error';

const DENIED = /AccessDenied|Unauthorized|Forbidden/;
/** The codes that AWS's SDKs treat as throttling. */
const THROTTLED =
  /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|ProvisionedThroughputExceeded|BandwidthLimitExceeded|PriorRequestNotComplete|TransactionInProgress/;
const NOT_FOUND = /NotFound|NoSuch|DoesNotExist|NonExistent/;

/**
 * How a request ended. A failed sign-in to the console may carry no errorCode, only
 * `responseElements.ConsoleLogin: "Failure"` or an errorMessage. An empty errorCode is no error.
 */
export function outcomeOf(record: JsonObject): Outcome {
  const { errorCode, responseElements } = record;
  if (responseElements !== undefined && responseElements !== null) {
    if (objectOf(responseElements).ConsoleLogin === 'Failure') return 'sign-in failed';
  }
  if (errorCode !== undefined && errorCode !== null && errorCode !== '') {
    return outcomeOfCode(textOf(errorCode) ?? '');
  }
  const { errorMessage } = record;
  if (errorMessage === undefined || errorMessage === null || errorMessage === '') return 'success';
  return record.eventSource === 'signin.amazonaws.com' ? 'sign-in failed' : 'other error';
}

const known = new Map<string, Outcome>();
/** More codes than AWS has; hostile evidence must not grow the map without end. */
const MOST_KNOWN = 4096;

function outcomeOfCode(code: string): Outcome {
  const before = known.get(code);
  if (before !== undefined) return before;
  const outcome = classify(code);
  if (known.size < MOST_KNOWN && code.length <= 200) known.set(code, outcome);
  return outcome;
}

function classify(code: string): Outcome {
  if (DENIED.test(code)) return 'denied';
  if (THROTTLED.test(code)) return 'throttled';
  if (NOT_FOUND.test(code)) return 'not found';
  return 'other error';
}
