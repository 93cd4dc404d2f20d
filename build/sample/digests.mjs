/**
 * Digests of the trails: signed lists of the delivered log files, as AWS writes them every hour. The build trail's
 * chain stands whole and breaks where logging was stopped; of the production trail's only the days of the intrusion are
 * there, as if someone had fetched no more.
 */

import { createHash, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUCKET, BUILD, CASE_END, CASE_START, LOGGING_STARTED, LOGGING_STOPPED, PROD } from './cast.mjs';

const HOUR = 3600;
/** Digests end some minutes after the full hour, the same for a trail. */
const OFFSET = 4 * 60 + 31;
/** Made for this sample and used for nothing else: its log files are invented, and so is whoever signs them. */
const PRIVATE_KEY = readFileSync(join(import.meta.dirname, 'digest-key.pem'), 'utf8');
const DER = createPublicKey(PRIVATE_KEY).export({ type: 'pkcs1', format: 'der' });
const FINGERPRINT = createHash('md5').update(DER).digest('hex');

/** What `aws cloudtrail list-public-keys` would have printed. */
export const PUBLIC_KEYS = `${JSON.stringify(
  {
    PublicKeyList: [
      {
        Value: DER.toString('base64'),
        ValidityStartTime: iso(CASE_START - 7 * 24 * HOUR),
        ValidityEndTime: iso(CASE_END + 14 * 24 * HOUR),
        Fingerprint: FINGERPRINT,
      },
    ],
  },
  null,
  2,
)}\n`;

/**
 * @typedef {import('./deliver.mjs').LogFile} LogFile
 * @typedef {object} Chain
 * @property {string} account
 * @property {string} region
 * @property {string} trail
 * @property {readonly number[][]} stretches in which it writes digests: [from, to]; each begins the chain anew
 * @property {readonly [number, number]} kept those whose end lies in here are in the sample
 */

/** @type {readonly Chain[]} */
const CHAINS = [
  {
    account: BUILD,
    region: 'us-east-1',
    trail: 'harborline-build-trail',
    stretches: [
      [CASE_START - HOUR + OFFSET, LOGGING_STOPPED],
      [LOGGING_STARTED, CASE_END + HOUR + OFFSET],
    ],
    kept: [CASE_START, CASE_END + 2 * HOUR],
  },
  {
    account: PROD,
    region: 'eu-west-1',
    trail: 'harborline-prod-trail',
    stretches: [[CASE_START - HOUR + OFFSET, CASE_END + HOUR + OFFSET]],
    kept: [Date.UTC(2026, 2, 11) / 1000, Date.UTC(2026, 2, 14) / 1000],
  },
];

/** @param {number} seconds */
function iso(seconds) {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * Starts and ends of the digests of one stretch: at the same minute of every hour, and at its end.
 * @param {number} from
 * @param {number} to
 * @returns {[number, number][]}
 */
function hoursOf(from, to) {
  /** @type {[number, number][]} */
  const hours = [];
  for (let start = from; start < to;) {
    const end = Math.min(to, (Math.floor((start - OFFSET) / HOUR) + 1) * HOUR + OFFSET);
    hours.push([start, end]);
    start = end;
  }
  return hours;
}

/**
 * The chain's log files with their moment of delivery, from their names.
 * @param {readonly LogFile[]} logs
 * @param {Chain} chain
 */
function logsOf(logs, { account, region }) {
  return logs.flatMap(({ path, text }) => {
    if (!path.startsWith(`AWSLogs/${account}/CloudTrail/${region}/`)) return [];
    const [, day = '', hour = '', minute = ''] = /_(\d{8})T(\d\d)(\d\d)Z_/.exec(path) ?? [];
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    return [{ path, hash: sha256(text), at: Date.parse(`${date}T${hour}:${minute}:00Z`) / 1000 }];
  });
}

/**
 * The digests of the sample.
 * @param {readonly LogFile[]} logs
 * @returns {LogFile[]}
 */
export function digestsOf(logs) {
  return CHAINS.flatMap((chain) => chainOf(chain, logsOf(logs, chain)));
}

/**
 * @param {Chain} chain
 * @param {ReturnType<typeof logsOf>} logs
 * @returns {LogFile[]}
 */
function chainOf({ account, region, trail, stretches, kept }, logs) {
  const files = [];
  for (const [from = 0, to = 0] of stretches) {
    /** @type {{ key: string, hash: string, signature: string } | undefined} */
    let previous;
    for (const [start, end] of hoursOf(from, to)) {
      const stamp = iso(end);
      const day = stamp.slice(0, 10).replaceAll('-', '/');
      const name = `${account}_CloudTrail-Digest_${region}_${trail}_${region}_${stamp.replaceAll(/[-:]/g, '')}.json.gz`;
      const key = `AWSLogs/${account}/CloudTrail-Digest/${region}/${day}/${name}`;
      // What is left when logging stops comes with the last digest.
      const until = end === to ? end + 10 * 60 : end;
      const listed = logs.filter(({ at }) => at >= start && at < until);
      const digest = {
        awsAccountId: account,
        digestStartTime: iso(start),
        digestEndTime: stamp,
        digestS3Bucket: BUCKET.trails.name,
        digestS3Object: key,
        digestPublicKeyFingerprint: FINGERPRINT,
        digestSignatureAlgorithm: 'SHA256withRSA',
        newestEventTime: listed.length === 0 ? null : stamp,
        oldestEventTime: listed.length === 0 ? null : iso(start),
        previousDigestS3Bucket: previous === undefined ? null : BUCKET.trails.name,
        previousDigestS3Object: previous?.key ?? null,
        previousDigestHashValue: previous?.hash ?? null,
        previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
        previousDigestSignature: previous?.signature ?? null,
        logFiles: listed.map(({ path, hash }) => ({
          s3Bucket: BUCKET.trails.name,
          s3Object: path,
          hashValue: hash,
          hashAlgorithm: 'SHA-256',
          newestEventTime: stamp,
          oldestEventTime: iso(start),
        })),
      };
      const text = JSON.stringify(digest);
      const hash = sha256(text);
      const message = [stamp, `${BUCKET.trails.name}/${key}`, hash, previous?.signature ?? 'null'].join('\n');
      const signature = sign('RSA-SHA256', Buffer.from(message, 'utf8'), PRIVATE_KEY).toString('hex');
      if (end >= kept[0] && end < kept[1]) files.push({ path: key, text });
      previous = { key, hash, signature };
    }
  }
  return files;
}
