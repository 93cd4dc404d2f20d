import { parsePath } from '../../../core/event/fields';
import type { Field } from '../../../core/event/fields';
import type { JsonObject } from '../../../core/event/json';
import { recordKindOf } from '../../../core/event/record-kind';

/** A field with its number in the record. */
export interface ListedField {
  readonly field: Field;
  readonly number: number;
}

/** Fields that stand together: of one object, which is then named once. */
export interface FieldGroup {
  /** The path that all of them begin with, dot included; empty for fields of no object. */
  readonly lead: string;
  readonly fields: readonly ListedField[];
}

const HEAD = ['eventTime', 'eventName', 'eventSource', 'errorCode', 'errorMessage'];
const WHO = [
  'userIdentity.type',
  'userIdentity.arn',
  'userIdentity.accessKeyId',
  'userIdentity.invokedBy',
  'sourceIPAddress',
  'userAgent',
  'awsRegion',
  'recipientAccountId',
];

/** What tells most of a call, by service: paths of fields, or of objects of which all fields are meant. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  signin: [
    'responseElements',
    'additionalEventData.MFAUsed',
    'additionalEventData.MfaType',
    'additionalEventData.UserName',
    'additionalEventData.SamlProviderArn',
    'additionalEventData.SwitchTo',
    'additionalEventData.LoginTo',
    'serviceEventDetails',
  ],
  sts: [
    'requestParameters.roleArn',
    'requestParameters.roleSessionName',
    'requestParameters.sourceIdentity',
    'requestParameters.externalId',
    'requestParameters.targetPrincipal',
    'requestParameters.name',
    'responseElements.credentials.accessKeyId',
    'responseElements.assumedRoleUser.arn',
    'responseElements.federatedUser.arn',
    'responseElements.sourceIdentity',
  ],
  iam: ['requestParameters', 'responseElements.accessKey.accessKeyId', 'responseElements.accessKey.userName'],
  s3: [
    'requestParameters.bucketName',
    'requestParameters.key',
    'requestParameters.x-amz-copy-source',
    'requestParameters.prefix',
    'additionalEventData.SignatureVersion',
    'additionalEventData.AuthenticationMethod',
    'additionalEventData.bytesTransferredOut',
  ],
};
/** Identity Center signs people in as the console does. */
const SERVICES = new Map([
  ['sso', 'signin'],
  ['signin', 'signin'],
  ['sts', 'sts'],
  ['iam', 'iam'],
  ['s3', 's3'],
]);
const OF_KINDS = {
  insight: ['insightDetails'],
  aggregated: ['timeWindow', 'summary'],
  'service event': ['serviceEventDetails', 'additionalEventData'],
  call: ['requestParameters'],
} as const;
/** Fields by kind of event that stand before those of all events: objects may have any number. */
const MOST_TELLING = 8;

/**
 * Fields that answer most questions first, those by which events of that kind are told among them; the others in the
 * order of the record.
 * @returns with how many belong to the first
 */
export function fieldOrder(
  record: JsonObject | undefined,
  fields: readonly Field[],
): { readonly ordered: readonly ListedField[]; readonly chief: number } {
  const all = fields.map((field, number) => ({ field, number }));
  const taken = new Set<number>();
  const take = (paths: readonly string[], most = Infinity): ListedField[] => {
    const found: ListedField[] = [];
    for (const path of paths) {
      for (const listed of all) {
        if (found.length >= most) break;
        if (taken.has(listed.number) || listed.field.kind === 'null' || !isWithin(listed.field.path, path)) continue;
        taken.add(listed.number);
        found.push(listed);
      }
    }
    return found;
  };
  const head = take(HEAD);
  const telling = record === undefined ? [] : take(tellingOf(record), MOST_TELLING);
  const who = take(WHO);
  const rest = all.filter(({ number }) => !taken.has(number));
  return { ordered: [...head, ...telling, ...who, ...rest], chief: taken.size };
}

function tellingOf(record: JsonObject): readonly string[] {
  const kind = recordKindOf(record);
  const { eventSource } = record;
  const service = typeof eventSource === 'string' ? SERVICES.get(eventSource.split('.')[0] ?? '') : undefined;
  const own = service === undefined ? [] : (TELLING[service] ?? []);
  return kind === 'call' || service === 'signin' ? [...own, ...OF_KINDS[kind]] : OF_KINDS[kind];
}

function isWithin(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`${wanted}.`) || path.startsWith(`${wanted}[`);
}

/** The fields of one object as a group under its path, where the first of them stands. */
export function groupsOf(fields: readonly ListedField[]): readonly FieldGroup[] {
  const groups: { readonly lead: string; readonly fields: ListedField[] }[] = [];
  const ofLead = new Map<string, ListedField[]>();
  for (const listed of fields) {
    const lead = leadOf(listed.field.path);
    // Those of no object stand wherever their turn is.
    const last = groups.at(-1);
    const group = lead === '' ? (last?.lead === '' ? last.fields : undefined) : ofLead.get(lead);
    if (group !== undefined) group.push(listed);
    else {
      groups.push({ lead, fields: [listed] });
      ofLead.set(lead, groups.at(-1)?.fields ?? []);
    }
  }
  return groups;
}

/** What leads to a field's own name, dot included: `userIdentity.` of `userIdentity.arn`. */
export function leadOf(path: string): string {
  // A name that is written in brackets may hold a dot.
  const last = parsePath(path)?.at(-1);
  if (typeof last !== 'string' || !path.endsWith(`.${last}`)) return '';
  return path.slice(0, path.length - last.length);
}
