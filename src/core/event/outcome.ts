import type { ErrorClass } from './error-code';
import { errorClassOf, errorClassOfMessage } from './error-code';
import type { JsonObject } from './json';
import { isNoCall } from './record-kind';
import { failedPartOf, isSignInSource, statedFailureOf } from './stated-failure';
import { textOf } from './text-value';

export type Outcome = 'success' | 'partly failed' | 'sign-in failed' | ErrorClass;

/** Every outcome, the good ones first; in legends and tables they stand in this order. */
export const OUTCOMES: readonly Outcome[] = [
  'success',
  'partly failed',
  'probe',
  'denied',
  'sign-in failed',
  'credentials expired or invalid',
  'throttled',
  'not found',
  'other error',
];

/** Whether what was asked for was not done, or not all of it. */
export function isFailure(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome !== 'success' && outcome !== 'probe';
}

/**
 * How a request ended; undefined for records that are no calls. A step of signing in may carry no
 * errorCode, only the word `Failure`, or an errorMessage. An empty errorCode is no error. A response
 * without an error may list parts that failed.
 */
export function outcomeOf(record: JsonObject): Outcome | undefined {
  if (isNoCall(record)) return undefined;
  const stated = statedFailureOf(record);
  if (stated?.kind === 'sign-in') return 'sign-in failed';
  const { errorCode, errorMessage } = record;
  if (errorCode !== undefined && errorCode !== null && errorCode !== '') return errorClassOf(textOf(errorCode) ?? '');
  if (errorMessage !== undefined && errorMessage !== null && errorMessage !== '') {
    return isSignInSource(record.eventSource) ? 'sign-in failed' : errorClassOfMessage(textOf(errorMessage) ?? '');
  }
  if (stated !== undefined) return 'other error';
  return failedPartOf(record) === undefined ? 'success' : 'partly failed';
}
