/**
 * Records for benchmarks: about 1.5 kB each, with the cardinalities of a busy company. A record is a pure
 * function of seed and number, so any file, and any copy, can be written by any thread.
 */

import { Random } from './random.mjs';

const SIZES = { names: 260, principals: 2000, addresses: 20000, keys: 5000, agents: 500, places: 40, buckets: 300 };
const ACCOUNTS = ['111122223333', '444455556666', '777788889999', '123456789012', '999988887777'];
const SOURCES = [
  's3',
  'ec2',
  'iam',
  'sts',
  'kms',
  'lambda',
  'logs',
  'dynamodb',
  'sqs',
  'sns',
  'ssm',
  'secretsmanager',
  'ecr',
  'ecs',
  'eks',
  'rds',
  'cloudformation',
  'cloudtrail',
  'config',
  'monitoring',
  'autoscaling',
  'elasticloadbalancing',
  'events',
  'states',
  'kinesis',
  'athena',
];
const REGIONS = [
  'us-east-1',
  'eu-west-1',
  'eu-central-1',
  'us-west-2',
  'ap-south-1',
  'ap-southeast-2',
  'us-east-2',
  'eu-north-1',
];
const VERBS = ['Describe', 'List', 'Get', 'Put', 'Create', 'Delete', 'Update', 'Tag', 'Batch', 'Start'];
const NOUNS = [
  'Instances',
  'Volumes',
  'Roles',
  'Policy',
  'Queue',
  'Topic',
  'Table',
  'Stack',
  'Stream',
  'Alarm',
  'Secret',
  'Parameter',
  'Image',
  'Cluster',
  'Service',
  'Task',
  'Bucket',
  'Key',
  'Alias',
  'Rule',
  'Target',
  'Snapshot',
  'Subnet',
  'Vpc',
  'Function',
  'Layer',
  'Trail',
];
const S3_NAMES = [
  'GetObject',
  'PutObject',
  'HeadObject',
  'ListObjects',
  'DeleteObject',
  'CopyObject',
  'GetObjectTagging',
];
const ERRORS = [
  'AccessDenied',
  'Client.UnauthorizedOperation',
  'ThrottlingException',
  'ResourceNotFoundException',
  'NoSuchKey',
];
const HEX = Array.from({ length: 65536 }, (_, value) => value.toString(16).padStart(4, '0'));
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Seconds since 1970 UTC: a corpus spans 30 days. */
export const CORPUS_START = Date.UTC(2026, 0, 1) / 1000;
export const CORPUS_SPAN = 30 * 86400;

/**
 * Tables from which records are put together: JSON fragments, made once a thread.
 * @param {number} seed
 */
export function corpusTables(seed) {
  const random = new Random(`corpus/${seed}`);
  const names = Array.from({ length: SIZES.names - S3_NAMES.length }, (_, n) => {
    const name = `${VERBS[n % VERBS.length]}${NOUNS[Math.floor(n / VERBS.length) % NOUNS.length]}`;
    return { name, source: SOURCES[1 + (n % (SOURCES.length - 1))], read: n % VERBS.length < 3 };
  });
  const principals = Array.from({ length: SIZES.principals }, (_, n) => principal(random, n));
  const addresses = Array.from({ length: SIZES.addresses }, (_, n) => address(n));
  const agents = Array.from({ length: SIZES.agents }, (_, n) => agent(n));
  const buckets = Array.from(
    { length: SIZES.buckets },
    (_, n) => `corpus-${NOUNS[n % NOUNS.length].toLowerCase()}-${n}`,
  );
  const hosts = Array.from({ length: 64 }, () => random.base64(64));
  return { seed, names, principals, addresses, agents, buckets, hosts };
}

/** @typedef {ReturnType<typeof corpusTables>} Tables */

/** @param {number} n */
function address(n) {
  if (n % 16 === 0) return `${SOURCES[(n / 16) % SOURCES.length]}.amazonaws.com`;
  if (n % 10 === 0)
    return `2001:db8:${(n >> 8).toString(16)}:${(n & 255).toString(16)}::${((n * 7) & 4095).toString(16)}`;
  return `10.${n & 63}.${(n >> 6) & 255}.${(n * 37) & 255}`;
}

/** @param {number} n */
function agent(n) {
  if (n % 7 === 0) return `${SOURCES[n % SOURCES.length]}.amazonaws.com`;
  return `Boto3/1.${n % 40}.${n} md/Botocore#1.${n % 40}.${n} ua/2.0 os/linux#5.10.${n % 220} md/arch#x86_64 lang/python#3.${8 + (n % 5)}.${n % 12} md/pyimpl#CPython`;
}

/** @param {number} id */
function accessKey(id, prefix = 'ASIA') {
  let text = '';
  for (let left = id * 2654435761, n = 0; n < 9; n++) {
    text += LETTERS[left % 32];
    left = Math.floor(left / 32) + id * (n + 3);
  }
  return `${prefix}${text}EXAMPLE`;
}

/** @param {Random} random @param {number} n */
function principal(random, n) {
  const account = ACCOUNTS[n % 7 < ACCOUNTS.length ? n % 7 : 0];
  const id = random.base36(10);
  const keys = Array.from({ length: n < 1500 ? 3 : 1 }, (_, k) =>
    accessKey(n < 1500 ? n * 3 + k : 3000 + n, n % 5 === 0 ? 'AKIA' : 'ASIA'),
  );
  if (n % 20 === 3)
    return {
      account,
      keys: [],
      before: `{"type":"AWSService","invokedBy":"${SOURCES[n % SOURCES.length]}.amazonaws.com"`,
      after: '}',
    };
  if (n % 5 === 0) {
    const before = `{"type":"IAMUser","principalId":"AIDA${id}EXAMPLE","arn":"arn:aws:iam::${account}:user/person-${n}","accountId":"${account}","accessKeyId":"`;
    return { account, keys, before, after: `","userName":"person-${n}"}` };
  }
  const role = `service-role-${n % 180}`;
  const before = `{"type":"AssumedRole","principalId":"AROA${id}EXAMPLE:session-${n}","arn":"arn:aws:sts::${account}:assumed-role/${role}/session-${n}","accountId":"${account}","accessKeyId":"`;
  const after = `","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA${id}EXAMPLE","arn":"arn:aws:iam::${account}:role/${role}","accountId":"${account}","userName":"${role}"},"webIdFederationData":{},"attributes":{"creationDate":"2026-01-0${1 + (n % 9)}T0${n % 10}:00:00Z","mfaAuthenticated":"${n % 9 === 0}"}}}`;
  return { account, keys, before, after };
}

/** Four words of a number's own stream. */
class Stream {
  /** @param {number} seed @param {number} number */
  constructor(seed, number) {
    this.a = Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b);
    this.b = (number ^ 0xc2b2ae35) | 0;
    this.c = Math.imul(number + 0x27d4eb2f, 0x165667b1);
    this.d = 1;
    for (let round = 0; round < 8; round++) this.word();
  }

  word() {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** From 0 to below size; low numbers much more often. @param {number} size */
  skewed(size) {
    const x = this.word() / 4294967296;
    return Math.floor(x * x * x * size);
  }

  /** @param {number} size */
  below(size) {
    return Math.floor((this.word() / 4294967296) * size);
  }
}

/** @param {number} first @param {number} second @param {number} third @param {number} fourth */
function uuid(first, second, third, fourth) {
  return `${HEX[first >>> 16]}${HEX[first & 65535]}-${HEX[second >>> 16]}-4${HEX[second & 65535].slice(1)}-a${HEX[third >>> 16].slice(1)}-${HEX[third & 65535]}${HEX[fourth >>> 16]}${HEX[fourth & 65535]}`;
}

/** @param {number} value */
const two = (value) => (value < 10 ? `0${value}` : String(value));

/** @param {number} at seconds since 1970 UTC, within the corpus */
function time(at) {
  const second = at - CORPUS_START;
  const day = 1 + Math.floor(second / 86400);
  return `2026-01-${two(day)}T${two(Math.floor(second / 3600) % 24)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}Z`;
}

/**
 * One record's JSON.
 * @param {Tables} tables
 * @param {number} number the event's number; its ID holds the number, so no two are equal
 * @param {number} at seconds since 1970 UTC
 * @param {string} account the account delivered to
 * @param {string} region
 * @returns {string}
 */
export function corpusRecord(tables, number, at, account, region) {
  const stream = new Stream(tables.seed, number);
  const storage = stream.word() < 4294967296 * 0.45;
  const call = tables.names[stream.skewed(tables.names.length)];
  const name = storage ? S3_NAMES[stream.skewed(S3_NAMES.length)] : call.name;
  const source = storage ? 's3' : call.source;
  const read = storage ? /^(Get|Head|List)/.test(name) : call.read;
  const who = tables.principals[stream.skewed(tables.principals.length)];
  const identity =
    who.keys.length === 0 ? who.before + who.after : who.before + who.keys[stream.below(who.keys.length)] + who.after;
  const failed = stream.word() < 4294967296 * 0.03;
  const error = ERRORS[stream.skewed(ERRORS.length)];
  const host = `${storage ? 's3' : source}.${region}.amazonaws.com`;
  // The number goes in whole: 53 bits over the last two words.
  const eventId = uuid(
    stream.word(),
    stream.word(),
    Math.floor(number / 4294967296) | ((stream.word() & 255) << 20),
    number >>> 0,
  );
  return (
    `{"eventVersion":"1.${storage ? '11' : '10'}","userIdentity":${identity},"eventTime":"${time(at)}","eventSource":"${source}.amazonaws.com","eventName":"${name}","awsRegion":"${region}",` +
    `"sourceIPAddress":"${tables.addresses[stream.skewed(tables.addresses.length)]}","userAgent":"${tables.agents[stream.skewed(tables.agents.length)]}",` +
    (failed ? `"errorCode":"${error}","errorMessage":"The request was refused: ${error}",` : '') +
    (storage ? storageBody(tables, stream, name, account, host) : plainBody(stream, region, account)) +
    `"eventID":"${eventId}","readOnly":${read},"eventType":"AwsApiCall","managementEvent":${!storage},"recipientAccountId":"${account}","eventCategory":"${storage ? 'Data' : 'Management'}",` +
    `"tlsDetails":{"tlsVersion":"${number % 3 === 0 ? 'TLSv1.2' : 'TLSv1.3'}","cipherSuite":"${number % 3 === 0 ? 'ECDHE-RSA-AES128-GCM-SHA256' : 'TLS_AES_128_GCM_SHA256'}","clientProvidedHostHeader":"${host}"}}`
  );
}

/** @param {Tables} tables @param {Stream} stream @param {string} name @param {string} account @param {string} host */
function storageBody(tables, stream, name, account, host) {
  const bucket = tables.buckets[stream.skewed(tables.buckets.length)];
  const word = stream.word();
  const key = `data/2026/01/part-${HEX[word >>> 16]}/${HEX[word & 65535]}-${stream.below(1e6)}.parquet`;
  const tail = stream.word();
  return (
    `"requestParameters":{"bucketName":"${bucket}","Host":"${bucket}.${host}","key":"${key}"},"responseElements":null,` +
    `"additionalEventData":{"SignatureVersion":"${tail % 50 === 0 ? 'SigV2' : 'SigV4'}","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":${name === 'PutObject' ? stream.below(4e6) : 0},` +
    `"AuthenticationMethod":"${tail % 40 === 0 ? 'QueryString' : 'AuthHeader'}","x-amz-id-2":"${tables.hosts[tail & 63]}${HEX[tail >>> 16]}${HEX[word & 65535]}=","bytesTransferredOut":${name === 'GetObject' ? stream.below(4e6) : 0}},` +
    `"requestID":"${HEX[tail >>> 16]}${HEX[tail & 65535]}${HEX[word >>> 16]}${HEX[word & 65535]}","resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::${bucket}/${key}"},{"accountId":"${account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}],`
  );
}

/** @param {Stream} stream @param {string} region @param {string} account */
function plainBody(stream, region, account) {
  const first = stream.word();
  const second = stream.word();
  const id = `${HEX[first >>> 16]}${HEX[first & 65535]}`;
  return (
    `"requestParameters":{"filterSet":{"items":[{"name":"tag:environment","valueSet":{"items":[{"value":"production"}]}},{"name":"resource-id","valueSet":{"items":[{"value":"r-0${id}${HEX[second >>> 16]}"}]}}]},"maxResults":${100 + (first % 900)},` +
    `"resourceArn":"arn:aws:resource-groups:${region}:${account}:group/unit-${first % 4000}"},"responseElements":{"requestId":"${uuid(first, second, first, second)}","summary":{"state":"available","revision":${second % 1000}}},` +
    `"requestID":"${uuid(second, first, second, first)}",`
  );
}

/** Accounts and regions that files are delivered for. */
export const PLACES = Array.from({ length: SIZES.places }, (_, n) => ({
  account: ACCOUNTS[n % ACCOUNTS.length],
  region: REGIONS[Math.floor(n / ACCOUNTS.length)],
}));
