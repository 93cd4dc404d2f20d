import { callerClassOf } from './caller-class';
import { parseEventTime } from './event-time';
import { NO_TIME } from './facet-values';
import { formatBytes } from './format-number';
import { formatTime } from './format-time';
import { identityOf } from './identity';
import type { Identity } from './identity';
import type { Json, JsonObject } from './json';
import { isObject, member } from './json';
import { omissionsOf } from './omitted';
import { outcomeOf } from './outcome';
import type { Outcome } from './outcome';
import { ANONYMOUS, principalOf } from './principal';
import { recordKindOf } from './record-kind';
import { sayAggregated, sayInsight } from './sentence-no-call';
import { name, say } from './sentence-parts';
import type { SentencePart } from './sentence-parts';
import { failedPartOf } from './stated-failure';
import { identityText, objectOf, textOf, wholeBytes } from './text-value';
import { STATED_IN, namedResources } from './named-resources';
import { refusedResource } from './request-resources';
import { UNNAMED, readPhrase, verbOf } from './verbs';

/**
 * An event in words: who did what, from where, when, and how it ended. Only what the record states;
 * what failed is told as tried.
 */
export function sentenceOf(record: JsonObject, timeWords = utcWords): readonly SentencePart[] {
  const parts: SentencePart[] = [];
  const kind = recordKindOf(record);
  if (kind === 'insight') {
    sayInsight(parts, record);
    sayTime(parts, record, timeWords);
    say(parts, '.');
    return parts;
  }
  if (kind === 'aggregated') {
    sayAggregated(parts, record, timeWords);
    return parts;
  }
  const outcome = outcomeOf(record) ?? 'success';
  sayWho(parts, record);
  sayWhat(parts, record, outcome);
  sayFrom(parts, record);
  sayTime(parts, record, timeWords);
  say(parts, '.');
  if (!isServiceEvent(record) || outcome !== 'success') sayOutcome(parts, record, outcome);
  sayOmitted(parts, record);
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
  if (principal.startsWith('(root of account ')) return principal.slice(1, -1);
  if (!principal.startsWith('arn:')) return principal;
  const fields = principal.split(':');
  const resource = fields.slice(5).join(':');
  if (resource === '') return principal;
  if (resource === 'root') return `root of account ${fields[4] ?? ''}`;
  return resource.startsWith('assumed-role/') ? resource.slice('assumed-role/'.length) : resource;
}

function sayWho(parts: SentencePart[], record: JsonObject): void {
  const identity = identityOf(record);
  if (isServiceEvent(record) && callerClassOf(identity) !== 'service') {
    name(parts, textOf(record.eventSource) ?? 'An AWS service');
  } else {
    sayCaller(parts, record, identity, 'A');
  }
}

/** @param article of a caller that is described rather than named: it may start the sentence */
function sayCaller(parts: SentencePart[], record: JsonObject, identity: Identity, article: 'A' | 'a'): void {
  const signInName = identityText(objectOf(record.additionalEventData).UserName);
  const principal = principalOf(ownIdentity(identity), signInName);
  if (principal === ANONYMOUS) name(parts, `${article}n anonymous caller`);
  else if (principal === undefined || principal === identity.accountId) {
    const { accountId } = identity;
    name(
      parts,
      `${article} caller ${accountId === undefined ? 'that the record does not name' : `of account ${accountId}`}`,
    );
  } else {
    name(parts, principalLabel(principal));
    // A number is all that stands there: the name beside it is what people go by.
    const userName = identity.userName ?? signInName;
    if (identity.arn !== undefined || userName === undefined || principal.includes(userName)) return;
    say(parts, ' (');
    name(parts, userName);
    say(parts, ')');
  }
}

/** Of people through a service: themselves, and not the service. */
function ownIdentity(identity: Identity): Identity {
  return callerClassOf(identity) === 'through a service' ? { ...identity, invokedBy: undefined } : identity;
}

function sayWhat(parts: SentencePart[], record: JsonObject, outcome: Outcome): void {
  const eventName = textOf(record.eventName) ?? 'something the record does not name';
  const eventSource = identityText(record.eventSource);
  if (isServiceEvent(record)) {
    say(parts, ' recorded ');
    name(parts, eventName);
    const identity = identityOf(record);
    if (callerClassOf(identity) !== 'service' && namesCaller(record, identity)) {
      say(parts, ' of ');
      sayCaller(parts, record, identity, 'a');
    }
    sayResource(parts, record);
    return;
  }
  const verb = verbOf(eventSource ?? '', eventName);
  if (verb === undefined) {
    say(parts, outcome === 'success' ? ' called ' : ' tried to call ');
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
  const refused = outcome === 'success' ? undefined : refusedResource(record.errorMessage);
  const before = parts.length;
  for (const phrase of phrases) sayPhrase(parts, record, phrase, refused !== undefined);
  const named = parts.slice(before).some(({ text, strong }) => strong && refused !== undefined && isOf(refused, text));
  if (refused === undefined || named) return;
  say(parts, ' (');
  name(parts, refused);
  say(parts, ` in ${STATED_IN.refusal})`);
}

/** Whether an ARN is that of a name: `arn:aws:iam::1:role/Admin` of `Admin`. */
function isOf(arn: string, name: string): boolean {
  return arn === name || arn.endsWith(`/${name}`) || arn.endsWith(`:${name}`);
}

function namesCaller(record: JsonObject, identity: Identity): boolean {
  return (
    (principalOf(identity, identityText(objectOf(record.additionalEventData).UserName)) ?? identity.accountId) !==
    undefined
  );
}

/** What a service reports by itself, where no call was made. */
function isServiceEvent(record: JsonObject): boolean {
  return recordKindOf(record) === 'service event';
}

/** What a call without words of its own was about, as far as one resource is named. */
function sayResource(parts: SentencePart[], record: JsonObject): void {
  const bucket = identityText(objectOf(record.requestParameters).bucketName);
  if (bucket !== undefined) {
    say(parts, ' for bucket ');
    name(parts, bucket);
    return;
  }
  const { resources = [], statedIn = [] } = namedResources(record);
  const [first] = resources;
  if (first === undefined) return;
  say(parts, ' for ');
  name(parts, first);
  // The request may name by its id what the refusal names by its ARN.
  const more = resources.filter((other) => !isOf(first, other)).length;
  if (more > 0) say(parts, ` and ${String(more)} more`);
  const [place] = statedIn;
  if (place !== undefined && place !== STATED_IN.resources) say(parts, ` (in ${place})`);
}

/** @param refused the refusal names what the request does not: then it is not said that the record does not */
function sayPhrase(parts: SentencePart[], record: JsonObject, phrase: string, refused: boolean): void {
  const { words, paths, instead } = readPhrase(phrase);
  if (paths.length === 0) {
    say(parts, ` ${words}`);
    return;
  }
  for (const path of paths) {
    const ofResponse = path.startsWith('<');
    const value = fieldText(
      ofResponse ? record.responseElements : record.requestParameters,
      ofResponse ? path.slice(1) : path,
    );
    if (value === undefined) continue;
    say(parts, words === '' ? ' ' : ` ${words} `);
    name(parts, value);
    return;
  }
  if (instead !== undefined) say(parts, ` ${refused ? instead.replace(UNNAMED, '') : instead}`);
}

function fieldText(from: Json | undefined, path: string): string | undefined {
  let value: Json | undefined = from;
  for (const step of path.split('.')) value = isObject(value) ? member(value, step) : undefined;
  return identityText(value);
}

function sayFrom(parts: SentencePart[], record: JsonObject): void {
  const identity = identityOf(record);
  const address = identityText(record.sourceIPAddress);
  if (callerClassOf(identity) === 'through a service' && identity.invokedBy !== undefined) {
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
  const part = outcome === 'partly failed' ? failedPartOf(record) : undefined;
  const code = identityText(record.errorCode) ?? identityText(record.errorMessage) ?? part?.code ?? part?.name;
  if (code === undefined) {
    say(parts, ` ${OUTCOME_WORDS[outcome]}.`);
    return;
  }
  say(parts, ` ${OUTCOME_WORDS[outcome]}: `);
  name(parts, code);
  say(parts, '.');
}

const OUTCOME_WORDS: Readonly<Record<Exclude<Outcome, 'success'>, string>> = {
  'partly failed': 'Failed at least in part',
  probe: 'A probe that would have succeeded, nothing was done',
  denied: 'Denied',
  'sign-in failed': 'Sign-in failed',
  'credentials expired or invalid': 'The credentials were expired or invalid',
  throttled: 'Throttled',
  'not found': 'Not found',
  'other error': 'Failed',
};

/** More than CloudTrail ever leaves out of one record. */
const MOST_OMITTED = 5;

/** What AWS left out for its size. */
function sayOmitted(parts: SentencePart[], record: JsonObject): void {
  for (const { path, mark } of omissionsOf(record).slice(0, MOST_OMITTED)) {
    const { reason, originalSize } = mark;
    const bytes = wholeBytes(originalSize);
    say(parts, ' AWS left out ');
    name(parts, path);
    if (bytes >= 0) say(parts, `, ${formatBytes(bytes)}`);
    const why = identityText(reason);
    if (why !== undefined) {
      say(parts, ': ');
      name(parts, why);
    }
    say(parts, '.');
  }
}
