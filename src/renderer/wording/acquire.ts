import type { AcquisitionProgress, FailureReason, Profile } from '../../contract/acquire';
import type { Choice, TrailKind } from '../../contract/discovery';
import { bytes, count, countOf, duration } from './numbers';

type State = AcquisitionProgress['state'];

const VERBS: Readonly<Record<State, string>> = {
  waiting: 'Cut off',
  listing: 'Listing',
  downloading: 'Downloading',
  paused: 'Paused',
  done: 'Complete',
  failed: 'Stopped',
  cancelled: 'Given up',
};

/** What an acquisition does, in one word or two. */
export function stateWords({ state, what, failed }: AcquisitionProgress): string {
  if (state === 'downloading' && what === 'event-history') return 'Asking';
  if (state === 'downloading' && what === 'configuration') return 'Reading';
  if (state === 'done' && failed > 0) return 'Ended';
  return VERBS[state];
}

/** "812 of 1,204 objects", "3,400 objects so far". */
export function objectsWords({ what, state, objectsDone, objectsTotal, listed }: AcquisitionProgress): string {
  const one = what === 'event-history' || what === 'configuration' ? 'request' : 'object';
  if (objectsTotal === null || (state === 'done' && objectsTotal === objectsDone)) {
    return `${countOf(objectsDone, one)}${state === 'done' ? '' : ' so far'}`;
  }
  return `${count(objectsDone)} of ${listed ? '' : 'at least '}${countOf(objectsTotal, one)}`;
}

/** "214 MB of 318 MB"; empty where nothing was read. */
export function bytesWords({ bytesDone, bytesTotal }: AcquisitionProgress): string {
  if (bytesTotal === null || bytesTotal === bytesDone) return bytesDone === 0 ? '' : bytes(bytesDone);
  return `${bytes(bytesDone)} of ${bytes(bytesTotal)}`;
}

/** "6.1 MB/s, 32 parallel"; empty while nothing moves. */
export function rateWords({ state, bytesPerSecond, active, parallel }: AcquisitionProgress): string {
  if (state !== 'downloading') return '';
  const rate = bytesPerSecond > 0 ? [`${bytes(Math.round(bytesPerSecond))}/s`] : [];
  return [...rate, ...(parallel > 0 ? [`${count(Math.max(active, 1))} parallel`] : [])].join(', ');
}

/** "17 s left"; empty while it is not known. */
export function leftWords({ state, secondsLeft }: AcquisitionProgress): string {
  return state !== 'downloading' || secondsLeft === null ? '' : `${duration(secondsLeft)} left`;
}

/** From 0 to 1; undefined while the whole is not known. */
export function partDone(one: AcquisitionProgress): number | undefined {
  if (one.state === 'listing' && one.objectsDone === 0) return undefined;
  if (one.state === 'done') return 1;
  if (one.bytesTotal !== null && one.bytesTotal > 0) return one.bytesDone / one.bytesTotal;
  if (one.objectsTotal !== null && one.objectsTotal > 0) return one.objectsDone / one.objectsTotal;
  return undefined;
}

/** What came of it: "1,199 added, 0 known, 5 failed". */
export function outcomeWords({ added, known, failed, retrying }: AcquisitionProgress): string {
  return [
    `${count(added)} added`,
    ...(known > 0 ? [`${count(known)} in the case already`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(retrying > 0 ? [`${count(retrying)} being tried again`] : []),
  ].join(', ');
}

/** "4 folders, 2026-03-09 to 2026-03-15", "everything". */
export function choiceWords({ streams, everything, from, to }: Choice): string {
  if (everything === true) return 'everything';
  const days = [from, to].filter((day) => day !== undefined).join(' to ');
  return [...(streams === undefined ? [] : [countOf(streams.length, 'folder')]), ...(days === '' ? [] : [days])].join(
    ', ',
  );
}

/** All of a choice: "s3://logs/AWSLogs/ of the accounts 111122223333, in us-east-1, CloudTrail, 2026-03-10 to 2026-03-12". */
export function wholeChoiceWords(choice: Choice): string {
  const { uri, accounts = [], regions = [], kinds = [] } = choice;
  const listed = (before: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`${before}${names.join(', ')}`];
  const rest = choiceWords(choice);
  const parts = [
    ...listed('of ', accounts),
    ...listed('in ', regions),
    ...listed('', kinds),
    ...(rest === '' ? [] : [rest]),
  ];
  return [uri, ...parts].join(', ');
}

export type ReasonTone = 'warn' | 'bad' | 'neutral';

const REASONS: Readonly<Record<FailureReason, readonly [words: string, tone: ReasonTone]>> = {
  'access-denied': ['Access denied', 'bad'],
  'kms-denied': ['KMS access denied', 'bad'],
  archived: ['Archived', 'warn'],
  missing: ['Missing', 'warn'],
  changed: ['Changed meanwhile', 'warn'],
  truncated: ['Truncated', 'warn'],
  checksum: ['Checksum differs', 'bad'],
  network: ['Network', 'warn'],
  server: ['Server error', 'warn'],
  'too-large': ['Too large', 'warn'],
  unreadable: ['Unreadable', 'bad'],
};

function isReason(reason: string): reason is FailureReason {
  return Object.hasOwn(REASONS, reason);
}

/** Why an object failed, as its badge says it. */
export function reasonWords(reason: string): { readonly words: string; readonly tone: ReasonTone } {
  if (!isReason(reason)) return { words: reason, tone: 'neutral' };
  const [words, tone] = REASONS[reason];
  return { words, tone };
}

const PROFILE_KINDS: Readonly<Record<Profile['kind'], string>> = {
  keys: 'Access keys',
  sso: 'SSO',
  role: 'Role',
  process: 'External process',
  'web-identity': 'Web identity',
  login: 'Console sign-in',
  other: 'Settings alone',
};

/** How a profile signs in, and where: "Role, MFA, eu-west-1". */
export function profileWords({ kind, region, mfaSerial }: Profile): string {
  return [PROFILE_KINDS[kind], ...(mfaSerial === null ? [] : ['MFA']), ...(region === null ? [] : [region])].join(', ');
}

/** A kind of delivery, and why it is wanted or not. */
export const KIND_WORDS: Readonly<Record<TrailKind, { readonly name: string; readonly why: string }>> = {
  CloudTrail: { name: 'CloudTrail logs', why: 'hold the events' },
  Digest: { name: 'Digest files', why: 'prove integrity offline' },
  Insight: { name: 'Insights', why: 'unusual rates of calls' },
  NetworkActivity: { name: 'Network activity', why: 'calls through VPC endpoints' },
  Aggregated: { name: 'Aggregated', why: 'data events in summaries of five minutes' },
};

/** A failure's message without the object that it begins with, where that stands beside it. */
export function withoutObject(message: string, uri: string): string {
  if (!message.startsWith(uri)) return message;
  const rest = message.slice(uri.length).replace(/^[\s:,]+(could not be fetched:\s*)?/, '');
  return rest.slice(0, 1).toUpperCase() + rest.slice(1);
}

/** The command that an SSO message names; undefined where it names none. */
export function ssoCommand(message: string): string | undefined {
  return /"(aws sso login[^"\n]*)"|`(aws sso login[^`\n]*)`/
    .exec(message)
    ?.slice(1)
    .find((text) => text !== undefined);
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `2026-03-12` -> weekday "Thu", day "12", month "Mar". */
export function dayWords(day: string): { readonly weekday: string; readonly day: string; readonly month: string } {
  const date = new Date(`${day}T00:00:00Z`);
  return {
    weekday: WEEKDAYS[date.getUTCDay()] ?? '',
    day: day.slice(8),
    month: MONTHS[date.getUTCMonth()] ?? '',
  };
}
