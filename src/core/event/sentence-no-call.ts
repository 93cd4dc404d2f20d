import { NO_TIME } from './facet-values';
import type { Json, JsonObject } from './json';
import { isObject } from './json';
import { windowOf } from './record-place';
import { name, say } from './sentence-parts';
import type { SentencePart } from './sentence-parts';
import { identityText, objectOf } from './text-value';

/** "CloudTrail Insights reported the start of ApiCallRateInsight for RunInstances on ec2.amazonaws.com". */
export function sayInsight(parts: SentencePart[], record: JsonObject): void {
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
  if (eventName !== undefined) {
    say(parts, ' for ');
    name(parts, eventName);
  }
  const source = identityText(details.eventSource);
  if (source !== undefined) {
    say(parts, ' on ');
    name(parts, source);
  }
  const code = identityText(details.errorCode);
  if (code === undefined) return;
  say(parts, ' with ');
  name(parts, code);
}

/** Values that a sentence names of one dimension. */
const MOST_NAMED = 3;

/** "CloudTrail counted GetObject 740 times on s3.amazonaws.com from 10:20 to 10:25". */
export function sayAggregated(parts: SentencePart[], record: JsonObject, timeWords: (seconds: number) => string): void {
  name(parts, 'CloudTrail');
  say(parts, ' counted ');
  const counted = sayCounts(parts, objectOf(objectOf(record.summary).primaryDimension));
  if (!counted) say(parts, 'events');
  const source = identityText(record.eventSource);
  if (source !== undefined) {
    say(parts, ' on ');
    name(parts, source);
  }
  const { from, to } = windowOf(record);
  say(parts, ' from ');
  sayEnd(parts, from, timeWords);
  say(parts, ' to ');
  sayEnd(parts, to, timeWords);
  say(parts, '. An aggregated record: it stands for no single call, names no caller and has no outcome.');
}

function sayCounts(parts: SentencePart[], { dimension, statistics }: JsonObject): boolean {
  if (!Array.isArray(statistics)) return false;
  const counts = (statistics as readonly Json[]).filter(isObject);
  if (counts.length === 0) return false;
  const by = identityText(dimension);
  if (by !== undefined && by !== 'eventName') {
    say(parts, 'by ');
    name(parts, by);
    say(parts, ': ');
  }
  for (const [i, one] of counts.slice(0, MOST_NAMED).entries()) {
    if (i > 0) say(parts, ', ');
    name(parts, identityText(one.name) ?? 'something the record does not name');
    const value = identityText(one.value);
    if (value === undefined) continue;
    say(parts, ' ');
    name(parts, value);
    say(parts, value === '1' ? ' time' : ' times');
  }
  if (counts.length > MOST_NAMED) say(parts, ` and ${String(counts.length - MOST_NAMED)} more`);
  return true;
}

function sayEnd(parts: SentencePart[], seconds: number, timeWords: (seconds: number) => string): void {
  if (seconds === NO_TIME) say(parts, 'a time that the record does not state');
  else name(parts, timeWords(seconds));
}
