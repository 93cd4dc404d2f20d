import { parseEventTime } from './event-time';
import { NO_TIME } from './facet-values';
import { formatBytes } from './format-number';
import { formatTime } from './format-time';
import type { Json, JsonObject } from './json';
import { isObject, member } from './json';
import { outcomeOf } from './outcome';
import type { Outcome } from './outcome';
import { ANONYMOUS, callerClassOf, identityOf, principalOf } from './principal';
import type { Identity } from './principal';
import { identityText, objectOf, textOf, wholeBytes } from './text-value';
import { verbOf } from './verbs';

/** A run of the sentence; strong ones are values from the record, still to be shown with hidden characters escaped. */
export interface SentencePart {
  readonly text: string;
  readonly strong: boolean;
}

/** Longer values are cut: the fields below the sentence have them whole. */
const LONGEST = 200;

/**
 * An event in words: who did what, from where, when, and how it ended. Only what the record states;
 * what failed is told as tried.
 */
export function sentenceOf(record: JsonObject, timeWords = utcWords): readonly SentencePart[] {
  const parts: SentencePart[] = [];
  if (isInsight(record)) {
    sayInsight(parts, record);
    sayTime(parts, record, timeWords);
    say(parts, '.');
    return parts;
  }
  const outcome = outcomeOf(record);
  sayWho(parts, record);
  sayWhat(parts, record, outcome);
  sayFrom(parts, record);
  sayTime(parts, record, timeWords);
  say(parts, '.');
  if (!isServiceEvent(record) || outcome !== 'success') sayOutcome(parts, record, outcome);
  return parts;
}

/** The sentence as plain text, hidden characters as they are. */
export function sentenceText(parts: readonly SentencePart[]): string {
  return parts.map((part) => part.text).join('');
}

/**
 * A principal in short: an ARN without its account, an assumed role as ROLE/SESSION.
 * The root user keeps the account, since nothing else names it.
 */
export function principalLabel(principal: string): string {
  if (!principal.startsWith('arn:')) return principal;
  const fields = principal.split(':');
  const resource = fields.slice(5).join(':');
  if (resource === '') return principal;
  if (resource === 'root') return `root of account ${fields[4] ?? ''}`;
  return resource.startsWith('assumed-role/') ? resource.slice('assumed-role/'.length) : resource;
}

function say(parts: SentencePart[], text: string): void {
  const last = parts.at(-1);
  if (last !== undefined && !last.strong) parts[parts.length - 1] = { text: last.text + text, strong: false };
  else parts.push({ text, strong: false });
}

function name(parts: SentencePart[], text: string): void {
  const long = text.length > LONGEST;
  // Cut between characters, not within a pair of surrogates.
  const end = long && /[\uD800-\uDBFF]/.test(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
  parts.push({ text: long ? `${text.slice(0, end)}…` : text, strong: true });
}

function sayWho(parts: SentencePart[], record: JsonObject): void {
  const identity = identityOf(record);
  if (isServiceEvent(record) && callerClassOf(identity) !== 'service') {
    name(parts, textOf(record.eventSource) ?? 'An AWS service');
  } else {
    sayCaller(parts, identity, 'A');
  }
}

/** @param article of a caller that is described rather than named: it may start the sentence */
function sayCaller(parts: SentencePart[], identity: Identity, article: 'A' | 'a'): void {
  const principal = principalOf(identity);
  if (principal === undefined) name(parts, `${article} caller that the record does not name`);
  else if (principal === ANONYMOUS) name(parts, `${article}n anonymous caller`);
  else if (principal === identity.accountId) name(parts, `${article} caller of account ${principal}`);
  else name(parts, principalLabel(principal));
}

function sayWhat(parts: SentencePart[], record: JsonObject, outcome: Outcome): void {
  const eventName = textOf(record.eventName) ?? 'something the record does not name';
  const eventSource = identityText(record.eventSource);
  if (isServiceEvent(record)) {
    say(parts, ' recorded ');
    name(parts, eventName);
    const identity = identityOf(record);
    if (callerClassOf(identity) !== 'service' && principalOf(identity) !== undefined) {
      say(parts, ' of ');
      sayCaller(parts, identity, 'a');
    }
    sayResource(parts, record);
    return;
  }
  const verb = verbOf(eventSource ?? '', eventName);
  if (verb === undefined) {
    say(parts, ' called ');
    name(parts, eventName);
    if (eventSource !== undefined) {
      say(parts, ' on ');
      name(parts, eventSource);
    }
    sayResource(parts, record);
    return;
  }
  const [did, toDo, ...phrases] = verb;
  say(parts, outcome === 'success' ? ` ${did}` : ` tried to ${toDo}`);
  for (const phrase of phrases) sayPhrase(parts, record, phrase);
}

/** What a service reports by itself, where no call was made. */
function isServiceEvent(record: JsonObject): boolean {
  return record.eventType === 'AwsServiceEvent';
}

/** What a call without words of its own was about, as far as one resource is named. */
function sayResource(parts: SentencePart[], record: JsonObject): void {
  const bucket = identityText(objectOf(record.requestParameters).bucketName);
  if (bucket !== undefined) {
    say(parts, ' for bucket ');
    name(parts, bucket);
    return;
  }
  const { resources } = record;
  if (!Array.isArray(resources) || resources.length !== 1) return;
  const [resource] = resources as readonly Json[];
  const arn = isObject(resource) ? identityText(resource.ARN) : undefined;
  if (arn === undefined) return;
  say(parts, ' for ');
  name(parts, arn);
}

const PLACE = /\{(<?)([^}]+)\}/;

function sayPhrase(parts: SentencePart[], record: JsonObject, phrase: string): void {
  const [wanted = '', instead] = phrase.split('||');
  const place = PLACE.exec(wanted);
  if (place === null) {
    say(parts, ` ${wanted}`);
    return;
  }
  const [whole, response, path = ''] = place;
  const value = fieldText(response === '<' ? record.responseElements : record.requestParameters, path);
  if (value === undefined) {
    if (instead !== undefined) say(parts, ` ${instead}`);
    return;
  }
  say(parts, ` ${wanted.slice(0, place.index)}`);
  name(parts, value);
  const after = wanted.slice(place.index + whole.length);
  if (after !== '') say(parts, after);
}

function fieldText(from: Json | undefined, path: string): string | undefined {
  let value: Json | undefined = from;
  for (const step of path.split('.')) value = isObject(value) ? member(value, step) : undefined;
  return identityText(value);
}

function sayFrom(parts: SentencePart[], record: JsonObject): void {
  const identity = identityOf(record);
  const address = identityText(record.sourceIPAddress);
  if (identity.arn !== undefined && identity.invokedBy !== undefined) {
    say(parts, ' through ');
    name(parts, identity.invokedBy);
  }
  if (address === undefined || address === identity.invokedBy) return;
  if (address === 'AWS Internal') {
    say(parts, ' from inside AWS');
    return;
  }
  say(parts, ' from ');
  name(parts, address);
}

/** A time with its zone. @param seconds since 1970 UTC */
function utcWords(seconds: number): string {
  return `${formatTime(seconds)} UTC`;
}

function sayTime(parts: SentencePart[], record: JsonObject, timeWords: (seconds: number) => string): void {
  const time = parseEventTime(record.eventTime);
  if (time === NO_TIME) {
    const written = identityText(record.eventTime);
    say(
      parts,
      written === undefined ? ' at a time that the record does not state' : ' at a time that cannot be read, ',
    );
    if (written !== undefined) name(parts, written);
    return;
  }
  say(parts, ' at ');
  name(parts, timeWords(time));
}

function sayOutcome(parts: SentencePart[], record: JsonObject, outcome: Outcome): void {
  if (outcome === 'success') {
    const bytes = wholeBytes(objectOf(record.additionalEventData).bytesTransferredOut);
    say(parts, bytes > 0 ? ` Succeeded, ${formatBytes(bytes)} out.` : ' Succeeded.');
    return;
  }
  const code = identityText(record.errorCode) ?? identityText(record.errorMessage);
  if (code === undefined) {
    say(parts, ` ${OUTCOME_WORDS[outcome]}.`);
    return;
  }
  say(parts, ` ${OUTCOME_WORDS[outcome]}: `);
  name(parts, code);
  say(parts, '.');
}

const OUTCOME_WORDS: Readonly<Record<Exclude<Outcome, 'success'>, string>> = {
  denied: 'Denied',
  'sign-in failed': 'Sign-in failed',
  throttled: 'Throttled',
  'not found': 'Not found',
  'other error': 'Failed',
};

function isInsight(record: JsonObject): boolean {
  return record.eventType === 'AwsCloudTrailInsight' || record.eventCategory === 'Insight';
}

/** "CloudTrail Insights reported the start of ApiCallRateInsight for RunInstances on ec2.amazonaws.com". */
function sayInsight(parts: SentencePart[], record: JsonObject): void {
  const details = objectOf(record.insightDetails);
  const state = identityText(details.state);
  name(parts, 'CloudTrail Insights');
  say(parts, ' reported ');
  if (state !== undefined) {
    say(parts, 'the ');
    name(parts, state.toLowerCase());
    say(parts, ' of ');
  }
  name(parts, identityText(details.insightType) ?? 'an insight');
  const eventName = identityText(details.eventName);
  if (eventName === undefined) return;
  say(parts, ' for ');
  name(parts, eventName);
  const source = identityText(details.eventSource);
  if (source === undefined) return;
  say(parts, ' on ');
  name(parts, source);
}
