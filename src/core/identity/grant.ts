import { isObject, type Json, type JsonObject } from '../event/json';
import { objectOf, textOf } from '../event/text-value';

/** What the call that began a session asked for and passed in, as its record states it. */
export interface Grant {
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  readonly externalId: string | null;
  /** Serial number of the MFA device. */
  readonly mfaSerial: string | null;
  /** `key=value`; the first of very many. */
  readonly tags: readonly string[];
  readonly transitiveTags: readonly string[];
  /** A policy that narrows the session, as JSON text. */
  readonly policy: string | null;
  readonly policyArns: readonly string[];
  /** Seconds that were asked for. */
  readonly duration: number | null;
}

/** Items of a list that are shown. */
const MOST_ITEMS = 100;

/** Reads the request of AssumeRole and its kin. What they do not state is null or empty. */
export function grantOf(record: JsonObject): Grant {
  const request = objectOf(record['requestParameters']);
  const text = (name: string): string | null => textOf(request[name]) ?? null;
  const duration = Number(text('durationSeconds') ?? Number.NaN);
  return {
    sessionName: text('roleSessionName') ?? text('name'),
    sourceIdentity: text('sourceIdentity'),
    externalId: text('externalId'),
    mfaSerial: text('serialNumber'),
    tags: itemsOf(request['tags'] ?? request['principalTags']).map(tagText),
    transitiveTags: itemsOf(request['transitiveTagKeys']).map(plainText),
    policy: text('policy'),
    policyArns: itemsOf(request['policyArns']).map((item) => plainText(isObject(item) ? item['arn'] : item)),
    duration: Number.isSafeInteger(duration) && duration > 0 ? duration : null,
  };
}

/** Tags come as a list of keys and values, or as one object. */
function itemsOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS);
  if (!isObject(value)) return [];
  return Object.entries(value)
    .slice(0, MOST_ITEMS)
    .map(([key, item]) => ({ key, value: item }));
}

function tagText(item: Json): string {
  const tag = objectOf(item);
  return `${plainText(tag['key'])}=${plainText(tag['value'])}`;
}

function plainText(value: Json | undefined): string {
  return textOf(value) ?? '';
}
