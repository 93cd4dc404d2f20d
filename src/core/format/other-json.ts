import type { OtherId } from './other-kinds';
import { isList } from './outline';
import type { Outline } from './outline';

type Names = Pick<ReadonlySet<string>, 'has'>;

/** Members by which one JSON object is told from others, in the order in which they are asked for. */
const RULES: readonly { readonly is: OtherId; readonly when: (names: Names) => boolean }[] = [
  { is: 's3-test-event', when: (names) => hasAll(names, 'Service', 'Event', 'Bucket') },
  { is: 'trail-notification', when: (names) => hasAll(names, 's3Bucket', 's3ObjectKey') },
  {
    is: 'sns-message',
    when: (names) => hasAll(names, 'Type', 'MessageId') || hasAll(names, 'MessageId', 'ReceiptHandle'),
  },
  { is: 'eventbridge', when: (names) => hasAll(names, 'detail-type', 'detail') },
  {
    is: 'cloudwatch-logs',
    when: (names) => names.has('logEvents') || names.has('awslogs') || hasAll(names, 'logStreamName', 'message'),
  },
  {
    is: 'cloudwatch-logs',
    when: (names) => hasAll(names, 'events', 'nextForwardToken') || names.has('searchedLogStreams'),
  },
  { is: 'logs-insights', when: (names) => hasAll(names, 'results', 'statistics') || names.has('@message') },
  { is: 'guardduty', when: (names) => hasAll(names, 'schemaVersion', 'service', 'severity') },
  { is: 'security-hub', when: (names) => hasAll(names, 'SchemaVersion', 'ProductArn') },
  { is: 'public-keys', when: (names) => names.has('PublicKeyList') },
  { is: 'configuration', when: (names) => names.has('trailList') || hasAll(names, 'TrailARN', 'EventSelectors') },
  { is: 'iam-policy', when: (names) => hasAll(names, 'Version', 'Statement') },
  {
    is: 'lower-case-records',
    when: (names) => hasAll(names, 'eventname', 'eventsource') || hasAll(names, 'event_name', 'event_source'),
  },
];

/**
 * What a source of JSON is that holds no records as it is: by the members of its first object, of the objects that it
 * lists, or of those on its further lines.
 * @param text the head of the source
 */
export function kindByJson(outline: Outline, text: string): OtherId | undefined {
  const { members, itemNames, lineNames } = outline;
  for (const names of [members, itemNames, lineNames]) {
    const rule = RULES.find(({ when }) => when(names));
    if (rule !== undefined) return rule.is;
  }
  if (isList(members.get('Messages'))) return 'sns-message';
  if (outline.top === 'array' && /^\s*\[\s*"/.test(text)) return 'json-texts';
  return undefined;
}

/** An event notification of S3 lists records of its own kind under the name that CloudTrail uses. */
export function isS3Notification(text: string): boolean {
  return /^\s*\{\s*"Records"\s*:\s*\[\s*\{[^{}]{0,500}"eventSource"\s*:\s*"aws:s3"/.test(text);
}

/** Records of CloudTrail stand further within, as members or as texts. */
export function nestsRecords(text: string): boolean {
  return /\beventVersion\\*"\s*:\s*\\*"1\.\d/.test(text) && /\beventSource\\*"\s*:/.test(text);
}

function hasAll(names: Names, ...wanted: readonly string[]): boolean {
  return wanted.every((name) => names.has(name));
}
