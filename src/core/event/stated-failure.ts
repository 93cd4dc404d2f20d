import { isObject } from './json';
import type { Json, JsonObject } from './json';
import { textOf } from './text-value';

/**
 * Failures that a record states elsewhere than in errorCode: in the word `Failure` under
 * responseElements or serviceEventDetails, or as a list of what failed in a response.
 */

const FAILURE = /^fail(?:ure|ed)$/i;
/** Sources whose calls are steps of signing in; a region may stand in front. */
const SIGN_IN_SOURCE = /^(?:[a-z0-9-]+\.)?(?:signin|sso|sso-oauth|signin-oauth)\.amazonaws\.com$/;
/** Steps of signing in and of looking after a sign-in, whoever records them. */
const SIGN_IN_STEPS: ReadonlySet<string> = new Set([
  'ConsoleLogin',
  'CheckMfa',
  'SwitchRole',
  'ExitRole',
  'RenewRole',
  'GetSigninToken',
  'PasswordUpdated',
  'PasswordRecoveryRequested',
  'PasswordRecoveryCompleted',
  'CredentialChallenge',
  'CredentialVerification',
  'UserAuthentication',
  'Federate',
  'Authenticate',
]);

/** What services call the end of a job that they report. */
const STATES: ReadonlySet<string> = new Set(['state', 'status', 'result', 'outcome']);
const NO_NAMES: ReadonlySet<string> = new Set();

export function isSignInSource(eventSource: Json | undefined): boolean {
  return typeof eventSource === 'string' && SIGN_IN_SOURCE.test(eventSource);
}

/** What is known of a failure that has no code of its own. */
export interface StatedFailure {
  readonly kind: 'sign-in' | 'other';
  /** The member that states it. */
  readonly name: string;
}

/**
 * The member of responseElements or serviceEventDetails that says `Failure`: of a step of signing in
 * any, of other calls the one that has the call's name, of what a service reports also its state.
 */
export function statedFailureOf(record: JsonObject): StatedFailure | undefined {
  const { responseElements, serviceEventDetails } = record;
  if (isNothing(responseElements) && isNothing(serviceEventDetails)) return undefined;
  return failureIn(record, responseElements, NO_NAMES) ?? failureIn(record, serviceEventDetails, STATES);
}

function failureIn(
  { eventName, eventSource }: JsonObject,
  answer: Json | undefined,
  states: ReadonlySet<string>,
): StatedFailure | undefined {
  if (!isObject(answer)) return undefined;
  for (const [name, value] of Object.entries(answer)) {
    if (!saysFailure(value)) continue;
    const step = SIGN_IN_STEPS.has(name) || isSignInSource(eventSource);
    if (step) return { kind: 'sign-in', name };
    if (name === eventName || states.has(name.toLowerCase())) return { kind: 'other', name };
  }
  return undefined;
}

/** Whether a value is the word for a failure, as sign-ins state it. */
export function saysFailure(value: Json | undefined): boolean {
  return typeof value === 'string' && FAILURE.test(value);
}

/**
 * Members of a response that list or count what failed, at its top: `unsuccessful` of EC2,
 * `failures` of ECS and ECR, `failedEntryCount` of EventBridge, `Errors` of S3, `failed` of SQS,
 * `unprocessedItems` of DynamoDB, and their like.
 */
const FAILED_PART =
  /^(?:unsuccessful|unprocessed|failed)|^(?:failures?|failure_?(?:count|list|set)|errors?|error_?(?:count|list|set|entries))$/i;
/** EC2 and S3 give the response within one more object, called after the call. */
const WRAPPER = /(?:Response|Result)$/;

/** Whether a member of this name may state a failure in part, by itself or by what is within. */
export function mayStatePart(name: string): boolean {
  return FAILED_PART.test(name) || WRAPPER.test(name);
}

/** A failure in part, and what the response says of the first that failed. */
export interface FailedPart {
  /** The member that lists what failed. */
  readonly name: string;
  /** Code of the first that failed, where one is stated. */
  readonly code: string | undefined;
}

/** What of a call failed though the call itself was answered. */
export function failedPartOf(record: JsonObject): FailedPart | undefined {
  const { responseElements } = record;
  return isObject(responseElements) ? failedPartIn(responseElements, true) : undefined;
}

function failedPartIn(response: JsonObject, outermost: boolean): FailedPart | undefined {
  for (const [name, value] of Object.entries(response)) {
    if (FAILED_PART.test(name)) {
      if (saysSomething(value)) return { name, code: firstCode(value, DEPTH) };
    } else if (outermost && WRAPPER.test(name) && isObject(value)) {
      const within = failedPartIn(value, false);
      if (within !== undefined) return within;
    }
  }
  return undefined;
}

/** Levels that lists of failures are looked through: hostile ones are deeper. */
const DEPTH = 6;

/** Not: no list, an empty one, lists of nothing, the number 0 in any spelling. */
function saysSomething(value: Json | undefined, depth = DEPTH): boolean {
  if (typeof value === 'number') return value > 0;
  if (typeof value === 'string') return value.trim() !== '' && !/^(?:0+|none|null|false)$/i.test(value);
  if (value === true) return true;
  if (typeof value !== 'object' || value === null) return false;
  const members = Array.isArray(value) ? (value as readonly Json[]) : Object.values(value as JsonObject);
  return members.some((one) => (isContainer(one) ? depth > 0 && saysSomething(one, depth - 1) : isStated(one)));
}

function isContainer(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

/** Within a list of failures any value stands for one. */
function isStated(value: Json): boolean {
  return value !== null && value !== '';
}

const CODE = /^(?:code|error_?code|failure_?code|error_?type|failure_?reason|reason|error_?message|message)$/i;

function firstCode(value: Json | undefined, depth: number): string | undefined {
  if (Array.isArray(value)) return depth > 0 ? firstCode((value as readonly Json[])[0], depth - 1) : undefined;
  if (!isObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (!CODE.test(name) || isContainer(inner)) continue;
    const text = textOf(inner);
    if (text !== undefined && text !== '') return text;
  }
  if (depth === 0) return undefined;
  for (const inner of Object.values(value)) {
    const code = firstCode(inner, depth - 1);
    if (code !== undefined) return code;
  }
  return undefined;
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null;
}
