/**
 * The answers to the sample case, from the generator's own knowledge of what it made: tags that each part
 * of the story gave to its events. No code of the product is used.
 *
 * Filters are written in the product's text language; P = NOT userIdentity.type:AWSService AND NOT
 * userIdentity.invokedBy:*.
 */

import { ADDRESS, BUCKET, KEY, LOGGING_STARTED, LOGGING_STOPPED, RUNNER_INSTANCE, STRANGER, seconds } from './cast.mjs';
import { isoTime } from './record.mjs';

/**
 * @typedef {import('./record.mjs').SampleEvent} SampleEvent
 * @typedef {{ value: string | null, count: number }} FacetRow null is "(none)"
 */

/** Facets whose values are all listed; their meaning is the product's. @type {Record<string, (record: any) => unknown>} */
const FACETS = {
  eventName: (record) => record.eventName,
  eventSource: (record) => record.eventSource,
  awsRegion: (record) => record.awsRegion,
  sourceIPAddress: (record) => record.sourceIPAddress,
  signatureVersion: (record) => record.additionalEventData?.SignatureVersion,
  authenticationMethod: (record) => record.additionalEventData?.AuthenticationMethod,
  recipientAccountId: (record) => record.recipientAccountId,
  accountId: (record) => record.userIdentity.accountId,
  userIdentityType: (record) => record.userIdentity.type,
  errorCode: (record) => record.errorCode,
  eventCategory: (record) => record.eventCategory,
  readOnly: (record) => String(record.readOnly),
  bucketName: (record) => record.requestParameters?.bucketName,
  tlsVersion: (record) => record.tlsDetails?.tlsVersion,
};

/**
 * @param {readonly SampleEvent[]} events
 * @param {(record: any) => unknown} valueOf
 * @returns {FacetRow[]} count descending, then value ascending, "(none)" last of its count
 */
function tally(events, valueOf) {
  const counts = new Map();
  for (const { record } of events) {
    const value = valueOf(record) ?? null;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((left, right) => right.count - left.count || byValue(left.value, right.value));
}

/** @param {string | null} left @param {string | null} right */
function byValue(left, right) {
  if (left === null || right === null) return left === null ? 1 : -1;
  return left < right ? -1 : 1;
}

/** @param {SampleEvent} event @param {...string} tags */
const is = (event, ...tags) => tags.every((tag) => event.tags.includes(tag));

/** @param {SampleEvent} event */
const denied = (event) => /AccessDenied|Unauthorized|Forbidden/.test(String(event.record.errorCode ?? ''));

/** @param {readonly SampleEvent[]} events */
const bytesOut = (events) =>
  events.reduce(
    (sum, { record }) => sum + Number(/** @type {any} */ (record.additionalEventData).bytesTransferredOut),
    0,
  );

/** The five hours of the intrusion that the pictures of the program show. */
const NIGHT = { from: '2026-03-11T22:00:00Z', to: '2026-03-12T03:00:00Z' };
const nightFrom = seconds('2026-03-11T22:00:00');
const nightTo = seconds('2026-03-12T03:00:00');
const BOTH = `sourceIPAddress:(${ADDRESS.intruder} OR ${ADDRESS.shared})`;

/**
 * Questions with their filter and the number of events that answer it.
 * @param {readonly SampleEvent[]} events
 * @param {readonly SampleEvent[]} copies
 */
function questions(events, copies) {
  const among = (/** @type {(event: SampleEvent) => boolean} */ keep) => events.filter(keep);
  const night = among(
    (event) =>
      is(event, 'intruder') &&
      event.at >= nightFrom &&
      event.at < nightTo &&
      event.record.sourceIPAddress !== 'AWS Internal',
  );
  const reads = night.filter((event) => is(event, 'payroll-session') && event.record.eventName === 'GetObject');
  const successful = reads.filter((event) => event.record.errorCode === undefined);
  const byKey = among((event) => is(event, 'leaked-key') && !is(event, 'pair-copy'));
  const intruder = among((event) => is(event, 'intruder'));
  const doubled = new Set(copies);
  return {
    intruderAtNight: { filter: BOTH, ...NIGHT, count: night.length },
    intruderAtNightDenied: {
      filter: `${BOTH} AND errorCode:(*AccessDenied* OR *Unauthorized*)`,
      ...NIGHT,
      count: night.filter(denied).length,
    },
    intruderAtNightSigV2: {
      filter: `${BOTH} AND additionalEventData.SignatureVersion:SigV2`,
      ...NIGHT,
      count: night.filter((event) => is(event, 'SigV2')).length,
    },
    leakedKeyFromNewAddress: {
      filter: `userIdentity.accessKeyId:${KEY.ciDeploy} AND sourceIPAddress:${ADDRESS.intruder}`,
      count: byKey.length,
      value: KEY.ciDeploy,
      first: isoTime(Math.min(...byKey.map(({ at }) => at))),
      last: isoTime(Math.max(...byKey.map(({ at }) => at))),
    },
    leakedKeyDenied: {
      filter: `userIdentity.accessKeyId:${KEY.ciDeploy} AND errorCode:(*AccessDenied* OR *Unauthorized*)`,
      count: byKey.filter(denied).length,
      values: [...new Set(byKey.filter(denied).map(({ record }) => record.errorCode))].sort(),
    },
    payrollSession: {
      filter: `userIdentity.accessKeyId:${KEY.payrollSession}`,
      count:
        among((event) => is(event, 'payroll-session') && !is(event, 'pair-copy')).length +
        among((event) => is(event, 'addendum') || is(event, 'corrected')).filter(
          ({ record }) => record.eventSource === 'kms.amazonaws.com',
        ).length,
      value: 'arn:aws:sts::444455556666:assumed-role/PayrollExport/ci-deploy',
    },
    payrollReads: {
      filter: `userIdentity.accessKeyId:${KEY.payrollSession} AND eventName:GetObject`,
      count: reads.length,
      successful: successful.length,
      bytesOut: bytesOut(successful),
      value: BUCKET.payroll.name,
    },
    sigV2: {
      filter: 'eventSource:s3.amazonaws.com AND additionalEventData.SignatureVersion:SigV2',
      count: among((event) => is(event, 'SigV2')).length,
      intruder: intruder.filter((event) => is(event, 'SigV2')).length,
      backupJob: among((event) => is(event, 'SigV2', 'backup-job')).length,
    },
    presigned: {
      filter: 'additionalEventData.AuthenticationMethod:QueryString',
      count: among((event) => is(event, 'presigned')).length,
      intruder: intruder.filter((event) => is(event, 'presigned')).length,
    },
    anonymous: {
      filter: 'userIdentity.accountId:(ANONYMOUS_PRINCIPAL OR anonymous)',
      count: among((event) => is(event, 'anonymous')).length,
      intruder: intruder.filter((event) => is(event, 'anonymous')).length,
    },
    stranger: {
      filter: `userIdentity.accountId:${STRANGER}`,
      count: among((event) => is(event, 'stranger')).length,
      value: STRANGER,
    },
    archiveSession: {
      filter: `userIdentity.accessKeyId:${KEY.backupSession}`,
      count: among((event) => is(event, 'archive-session')).length,
    },
    newUser: {
      filter: `userIdentity.accessKeyId:${KEY.newUser}`,
      count: among((event) => is(event, 'new-user')).length,
      value: 'svc-metrics',
    },
    stolenInstance: {
      filter: `userIdentity.principalId:*${RUNNER_INSTANCE} AND sourceIPAddress:${ADDRESS.shared}`,
      count: among((event) => is(event, 'stolen-instance')).length,
      value: RUNNER_INSTANCE,
    },
    deletedWithoutKeys: {
      filter: 'eventName:DeleteObjects',
      count: intruder.filter(({ record }) => record.eventName === 'DeleteObjects').length,
    },
    failedSignIns: {
      filter: 'responseElements.ConsoleLogin:Failure AND NOT errorCode:*',
      count: among((event) => is(event, 'failed-sign-in')).length,
      intruder: intruder.filter((event) => is(event, 'failed-sign-in')).length,
    },
    loggingStopped: {
      filter: 'eventName:(StopLogging OR StartLogging)',
      count: 2,
      from: isoTime(LOGGING_STOPPED),
      to: isoTime(LOGGING_STARTED),
      minutes: (LOGGING_STARTED - LOGGING_STOPPED) / 60,
    },
    deliveryDenied: {
      filter: 'userIdentity.invokedBy:delivery.logs.amazonaws.com AND errorCode:AccessDenied',
      count: among((event) => is(event, 'delivery-denied')).length,
    },
    administratorBehindSameAddress: {
      filter: `sourceIPAddress:${ADDRESS.shared} AND userIdentity.arn:*tomas.lindqvist`,
      count: among(
        (event) =>
          is(event, 'administrator') &&
          String(/** @type {any} */ (event.record.userIdentity).arn).endsWith('tomas.lindqvist'),
      ).length,
    },
    copiesByAccount: {
      filter: 'sharedEventID:*',
      count: among((event) => is(event, 'pair') || is(event, 'unpaired')).length,
      pairs: among((event) => is(event, 'pair-copy')).length,
      unpaired: among((event) => is(event, 'unpaired')).length,
    },
    addenda: { filter: 'addendum:*', count: among((event) => is(event, 'addendum')).length },
    intruderEventsWithSecondCopy: { filter: BOTH, ...NIGHT, count: night.filter((event) => doubled.has(event)).length },
  };
}

/**
 * @param {readonly SampleEvent[]} events
 * @param {readonly SampleEvent[]} copies those that the organization's trail delivers as well
 * @param {{ logFiles: number, otherFiles: number }} counts
 */
export function answers(events, copies, { logFiles, otherFiles }) {
  const times = events.map(({ at }) => at);
  return {
    case: 'Harborline',
    events: events.length,
    duplicates: copies.length,
    logFiles,
    otherFiles,
    quarantined: 0,
    withoutTime: 0,
    firstTime: isoTime(times.reduce((least, at) => Math.min(least, at))),
    lastTime: isoTime(times.reduce((most, at) => Math.max(most, at))),
    answers: questions(events, copies),
    facets: Object.fromEntries(Object.entries(FACETS).map(([name, valueOf]) => [name, tally(events, valueOf)])),
  };
}
