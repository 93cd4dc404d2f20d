/**
 * Trails and their log files: which records a trail delivers, in which file, and when.
 *
 * Real delivery makes a file every few minutes; here deliveries are gathered into one to twelve hours, so
 * that the sample stays small. Records are in no order within some minutes, as in real files.
 */

import { gzipSync } from 'node:zlib';
import { ARCHIVE, BUCKET, BUILD, CASE_START, LOGGING_STARTED, LOGGING_STOPPED, PROD } from './cast.mjs';
import { Random } from './random.mjs';

const MINUTE = 60;
const HOUR = 3600;

/**
 * @typedef {import('./record.mjs').SampleEvent} SampleEvent
 * @typedef {object} Trail
 * @property {string} name
 * @property {string} root folder up to the account
 * @property {(event: SampleEvent) => boolean} takes
 * @property {(account: string, region: string) => number} hours how much one file gathers
 * @property {readonly number[]} cuts moments at which gathering starts anew
 */

/** @param {string} account @returns {string} */
const home = (account) => (account === BUILD ? 'us-east-1' : 'eu-west-1');

/**
 * @param {string} name
 * @param {string} account
 * @param {number} hours
 * @param {readonly number[]} cuts
 * @returns {Trail}
 */
function accountTrail(name, account, hours, cuts = []) {
  return {
    name,
    root: 'AWSLogs',
    takes: (event) => event.account === account,
    hours: (_, region) => (region === home(account) ? hours : 12),
    cuts,
  };
}

/** Writes of management events everywhere, and all data events of the payroll bucket. @type {Trail} */
const ORGANIZATION_TRAIL = {
  name: 'harborline-org-trail',
  root: 'AWSLogs/o-exampleorgid',
  takes: ({ record }) => {
    if (record.managementEvent === true) return record.readOnly === false;
    const parameters = /** @type {{ bucketName?: string }} */ (record.requestParameters);
    return parameters.bucketName === BUCKET.payroll.name;
  },
  hours: (account, region) => (region !== home(account) ? 24 : account === PROD ? 4 : 8),
  cuts: [],
};

export const ACCOUNT_TRAILS = [
  accountTrail('harborline-build-trail', BUILD, 2, [LOGGING_STOPPED + 1, LOGGING_STARTED]),
  accountTrail('harborline-prod-trail', PROD, 1),
  accountTrail('harborline-archive-trail', ARCHIVE, 3),
];

/**
 * Whether the organization's trail delivers a copy of the event as well.
 * @param {SampleEvent} event
 */
export function hasCopy(event) {
  return ORGANIZATION_TRAIL.takes(event);
}

/**
 * @typedef {object} LogFile
 * @property {string} path with slashes, relative to the sample's folder
 * @property {string} text
 */

/**
 * The end of the stretch that is gathered into one file.
 * @param {Trail} trail
 * @param {SampleEvent} event
 */
function gatheringEnd(trail, event) {
  const size = trail.hours(event.account, event.region) * HOUR;
  const end = CASE_START + (Math.floor((event.at - CASE_START) / size) + 1) * size;
  const cut = trail.cuts.find((moment) => moment > event.at && moment < end);
  return cut ?? end;
}

/**
 * @param {readonly SampleEvent[]} events
 * @param {Trail} trail
 * @returns {Map<string, { deliverAt: number, account: string, region: string, events: SampleEvent[] }>}
 */
function gather(events, trail) {
  const groups = new Map();
  for (const event of events) {
    if (!trail.takes(event)) continue;
    const end = event.deliverAt ?? gatheringEnd(trail, event);
    // Delivery follows within minutes, at full five minutes.
    const deliverAt = Math.ceil((end + 2 * MINUTE) / (5 * MINUTE)) * 5 * MINUTE;
    const key = `${event.account}/${event.region}/${end}`;
    const group = groups.get(key) ?? { deliverAt, account: event.account, region: event.region, events: [] };
    group.events.push(event);
    groups.set(key, group);
  }
  return groups;
}

/**
 * @param {readonly SampleEvent[]} events
 * @param {ReadonlyMap<SampleEvent, string>} texts each record's exact JSON
 * @param {Trail} trail
 * @returns {LogFile[]}
 */
function deliverTrail(events, texts, trail) {
  const random = new Random(`harborline/delivery/${trail.name}`);
  const files = [];
  const groups = [...gather(events, trail).entries()].sort(([left], [right]) => (left < right ? -1 : 1));
  for (const [, group] of groups) {
    const order = group.events.map((event) => ({ event, rank: event.at + random.integer(0, 180) }));
    order.sort((left, right) => left.rank - right.rank);
    const stamp = new Date(group.deliverAt * 1000).toISOString();
    const day = stamp.slice(0, 10);
    const name = `${group.account}_CloudTrail_${group.region}_${day.replaceAll('-', '')}T${stamp.slice(11, 13)}${stamp.slice(14, 16)}Z_${random.base62(16)}.json.gz`;
    files.push({
      path: `${trail.root}/${group.account}/CloudTrail/${group.region}/${day.replaceAll('-', '/')}/${name}`,
      text: `{"Records":[${order.map(({ event }) => texts.get(event)).join(',')}]}`,
    });
  }
  return files;
}

/**
 * All log files of the case, sorted by path.
 * @param {readonly SampleEvent[]} events
 * @returns {LogFile[]}
 */
export function deliver(events) {
  // One text per record: both trails deliver the same bytes.
  const texts = new Map(events.map((event) => [event, JSON.stringify(event.record)]));
  return [...ACCOUNT_TRAILS, ORGANIZATION_TRAIL]
    .flatMap((trail) => deliverTrail(events, texts, trail))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

/**
 * gzip without time and with one mark for the operating system, so that nothing but the text counts.
 * @param {string} text
 */
export function compress(text) {
  const bytes = gzipSync(Buffer.from(text, 'utf8'), { level: 9 });
  bytes.fill(0, 4, 8);
  bytes[9] = 255;
  return bytes;
}
