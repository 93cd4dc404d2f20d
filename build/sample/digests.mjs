/**
 * Digests of the trails: signed lists of the delivered log files, one an hour, as CloudTrail writes them where log file
 * validation is on. A chain ends where logging is stopped, and begins anew where it is started. Only some streams are
 * here, as if somebody had fetched no more: a digest takes about 750 bytes, which hardly compress.
 */

import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ARCHIVE,
  BUCKET,
  BUILD,
  CASE_END,
  CASE_START,
  LOGGING_STARTED,
  LOGGING_STOPPED,
  PROD,
  seconds,
} from './cast.mjs';
import { isoTime } from './record.mjs';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Digests end some minutes after the full hour, always the same ones. */
const OFFSET = 4 * 60 + 31;
/** What is left when logging stops is delivered within minutes, and listed in the last digest. */
const REMAINDER = 10 * 60;
/** Made for this sample and used for nothing else: the trails are invented, and so is the key that signs for them. */
const PRIVATE_KEY = createPrivateKey(readFileSync(join(import.meta.dirname, 'digest-key.pem'), 'utf8'));
const DER = createPublicKey(PRIVATE_KEY).export({ type: 'pkcs1', format: 'der' });
/** Of the DER bytes of PKCS#1, in which ListPublicKeys delivers keys. */
const FINGERPRINT = createHash('md5').update(DER).digest('hex');

/** What `aws cloudtrail list-public-keys` would have printed. */
export const PUBLIC_KEYS = `${JSON.stringify(
  {
    PublicKeyList: [
      {
        Value: DER.toString('base64'),
        ValidityStartTime: isoTime(CASE_START - 7 * DAY),
        ValidityEndTime: isoTime(CASE_END + 14 * DAY),
        Fingerprint: FINGERPRINT,
      },
    ],
  },
  null,
  2,
)}\n`;

/**
 * @typedef {import('./deliver.mjs').LogFile} LogFile
 * @typedef {readonly [from: number, to: number]} Stretch seconds since 1970 UTC
 * @typedef {object} Stream digests of one account, region and trail
 * @property {string} account
 * @property {string} region
 * @property {string} trail
 * @property {readonly Stretch[]} logging while the trail logs it writes digests; each stretch begins the chain anew
 * @property {Stretch} kept those that end in here are in the sample
 */

/** Two hours longer than the events: so the digest of the last log files is proven by one after it. */
const ALL = /** @type {Stretch} */ ([CASE_START - HOUR + OFFSET, CASE_END + 2 * HOUR + OFFSET]);
const INTRUSION = /** @type {Stretch} */ ([seconds('2026-03-11T00:00:00'), seconds('2026-03-14T00:00:00') + OFFSET]);

/** @type {readonly Stream[]} */
const STREAMS = [
  {
    account: BUILD,
    region: 'us-east-1',
    trail: 'harborline-build-trail',
    logging: [
      [ALL[0], LOGGING_STOPPED],
      [LOGGING_STARTED, ALL[1]],
    ],
    kept: ALL,
  },
  { account: PROD, region: 'eu-west-1', trail: 'harborline-prod-trail', logging: [ALL], kept: ALL },
  { account: ARCHIVE, region: 'eu-west-1', trail: 'harborline-archive-trail', logging: [ALL], kept: INTRUSION },
];

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * Starts and ends of the digests of one stretch: at the same minute of every hour, and at its end.
 * @param {Stretch} stretch
 * @returns {Stretch[]}
 */
function hoursOf([from, to]) {
  /** @type {Stretch[]} */
  const hours = [];
  for (let start = from; start < to;) {
    const end = Math.min(to, (Math.floor((start - OFFSET) / HOUR) + 1) * HOUR + OFFSET);
    hours.push([start, end]);
    start = end;
  }
  return hours;
}

/**
 * A log file as digests list it.
 * @typedef {object} Listed
 * @property {number} delivered seconds since 1970 UTC
 * @property {{ s3Bucket: string, s3Object: string, hashValue: string, hashAlgorithm: string, newestEventTime: string,
 *   oldestEventTime: string }} entry
 */

/**
 * The log files of a stream, by the moments of delivery that their names state.
 * @param {readonly LogFile[]} logs
 * @param {Stream} stream
 * @returns {Listed[]}
 */
function listedLogs(logs, { account, region }) {
  const name = new RegExp(
    `^AWSLogs/${account}/CloudTrail/${region}/.*_(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)Z_[^/]*$`,
  );
  return logs.flatMap(({ path, text }) => {
    const stamp = name.exec(path);
    if (stamp === null) return [];
    const [, year, month, day, hour, minute] = stamp;
    const { Records } = /** @type {{ Records: { eventTime: string }[] }} */ (JSON.parse(text));
    const times = Records.map(({ eventTime }) => eventTime).sort();
    const entry = {
      s3Bucket: BUCKET.trails.name,
      s3Object: path,
      hashValue: sha256(text),
      hashAlgorithm: 'SHA-256',
      newestEventTime: times[times.length - 1],
      oldestEventTime: times[0],
    };
    return [{ delivered: seconds(`${year}-${month}-${day}T${hour}:${minute}:00`), entry }];
  });
}

/**
 * @param {Stream} stream
 * @param {Stretch} hour
 * @param {readonly Listed['entry'][]} logFiles
 * @param {{ key: string, hash: string, signature: string } | undefined} previous undefined at the start of a chain
 */
function digestOf({ account, region, trail }, [start, end], logFiles, previous) {
  const stamp = isoTime(end);
  const folder = `AWSLogs/${account}/CloudTrail-Digest/${region}/${stamp.slice(0, 10).replaceAll('-', '/')}`;
  const name = `${account}_CloudTrail-Digest_${region}_${trail}_${region}_${stamp.replaceAll(/[-:]/g, '')}.json.gz`;
  const newest = logFiles.map(({ newestEventTime }) => newestEventTime).sort();
  const oldest = logFiles.map(({ oldestEventTime }) => oldestEventTime).sort();
  return {
    awsAccountId: account,
    digestStartTime: isoTime(start),
    digestEndTime: stamp,
    digestS3Bucket: BUCKET.trails.name,
    digestS3Object: `${folder}/${name}`,
    digestPublicKeyFingerprint: FINGERPRINT,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: newest[newest.length - 1] ?? null,
    oldestEventTime: oldest[0] ?? null,
    previousDigestS3Bucket: previous === undefined ? null : BUCKET.trails.name,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles,
  };
}

/**
 * @param {Stream} stream
 * @param {readonly Listed[]} logs
 * @returns {LogFile[]}
 */
function digestsOfStream(stream, logs) {
  /** @type {LogFile[]} */
  const files = [];
  for (const stretch of stream.logging) {
    /** @type {{ key: string, hash: string, signature: string } | undefined} */
    let previous;
    for (const [start, end] of hoursOf(stretch)) {
      const until = end === stretch[1] ? end + REMAINDER : end;
      const listed = logs.filter(({ delivered }) => delivered >= start && delivered < until);
      const entries = listed.map(({ entry }) => entry);
      const digest = digestOf(stream, [start, end], entries, previous);
      const { digestS3Object: key, digestS3Bucket: bucket } = digest;
      const text = JSON.stringify(digest);
      const hash = sha256(text);
      const message = [digest.digestEndTime, `${bucket}/${key}`, hash, previous?.signature ?? 'null'].join('\n');
      // PKCS#1 v1.5 uses no random numbers: the same signature on every run.
      const signature = sign('RSA-SHA256', Buffer.from(message, 'utf8'), PRIVATE_KEY).toString('hex');
      if (end >= stream.kept[0] && end <= stream.kept[1]) files.push({ path: key, text });
      previous = { key, hash, signature };
    }
  }
  return files;
}

/**
 * The digests of the sample. Their signatures are not in it, as a plain copy of a bucket loses them: each digest is
 * proven by the one after it, which states its signature.
 * @param {readonly LogFile[]} logs all log files of the case
 * @returns {LogFile[]}
 */
export function digestsOf(logs) {
  return STREAMS.flatMap((stream) => digestsOfStream(stream, listedLogs(logs, stream)));
}
