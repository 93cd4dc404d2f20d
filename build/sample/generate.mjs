/** Puts the sample case together: all parts of the story, exactly 24,980 events and 6,496 copies. */

import { afterwards } from './aftermath.mjs';
import { administrator, deliveryDenials, passersBy, sigV2Backup } from './decoys.mjs';
import { compress, deliver, hasCopy } from './deliver.mjs';
import { digestsOf, PUBLIC_KEYS } from './digests.mjs';
import { everyday } from './everyday.mjs';
import { intoTheArchive, lookAround, openTheBucket, readPayroll } from './exfiltration.mjs';
import { intoProduction, leakedKey, stopTheTrail } from './intrusion.mjs';
import { federation } from './federation.mjs';
import { keyUse, payrollTraffic } from './payroll.mjs';
import { addenda, odd, ordinaryPairs, services } from './rare.mjs';
import { Random } from './random.mjs';
import { Recorder } from './record.mjs';
import { answers } from './answers.mjs';
import { README } from './readme.mjs';

export const EVENTS = 24980;
export const DUPLICATES = 6496;

/** The parts with a fixed number of events, each with its own generator of random numbers. */
const PARTS = {
  leakedKey,
  intoProduction,
  lookAround,
  readPayroll,
  openTheBucket,
  intoTheArchive,
  stopTheTrail,
  afterwards,
  sigV2Backup,
  deliveryDenials,
  administrator,
  passersBy,
  federation,
  services,
  ordinaryPairs,
  odd,
  addenda,
  everyday,
};

/**
 * @param {string} label
 * @param {(recorder: Recorder) => void} part
 */
function record(label, part) {
  const recorder = new Recorder(new Random(`harborline/${label}`));
  part(recorder);
  return recorder.events;
}

/**
 * All events of the case in the order of their parts.
 * @returns {import('./record.mjs').SampleEvent[]}
 */
export function sampleEvents() {
  const events = Object.entries(PARTS).flatMap(([label, part]) => record(label, part));
  // Traffic on the payroll bucket is copied by the second trail, use of keys is not: they fill up to the totals.
  const copied = DUPLICATES - events.filter(hasCopy).length;
  const other = EVENTS - events.length - copied;
  if (copied < 0 || other < 0) throw new Error(`The parts overrun the totals: ${copied} and ${other} are left`);
  events.push(...record('payrollTraffic', (recorder) => payrollTraffic(recorder, copied)));
  events.push(...record('keyUse', (recorder) => keyUse(recorder, other)));
  return events;
}

/**
 * The sample case as files, and the answers to it.
 * @returns {{ files: { path: string, bytes: Buffer }[], expected: object }}
 */
export function generateSample() {
  const events = sampleEvents();
  const logs = deliver(events);
  const digests = digestsOf(logs);
  const files = [...logs, ...digests].map(({ path, text }) => ({ path, bytes: compress(text) }));
  const texts = { 'README.txt': README, 'public-keys.json': PUBLIC_KEYS };
  const beside = Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text, 'utf8') }));
  const counts = { logFiles: logs.length, otherFiles: digests.length + beside.length };
  return { files: [...files, ...beside], expected: answers(events, events.filter(hasCopy), counts) };
}
