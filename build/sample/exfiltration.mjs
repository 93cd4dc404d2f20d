/**
 * The intrusion, third part and after: payroll exports are listed and read in every way there is, the
 * bucket is opened to a stranger, the archive account is reached, traces are deleted.
 */

import { ADDRESS, AGENT, ARCHIVE, BUCKET, KEY, PROD, STRANGER, seconds } from './cast.mjs';
import { PAYROLL_SESSION_START, assumeRoleCall } from './intrusion.mjs';
import { anonymous, otherAccount, roleSession } from './identity.mjs';
import { s3 } from './s3.mjs';

const READ_START = seconds('2026-03-12T01:42:06');
const READ_END = seconds('2026-03-12T02:37:04');
const ME = roleSession('PayrollExport', 'ci-deploy', KEY.payrollSession, PAYROLL_SESSION_START);
const TAGS = ['intruder', 'payroll-session'];
const DENIED = /** @type {const} */ (['AccessDenied', 'Access Denied']);
const COMMON = { who: ME, ip: ADDRESS.intruder, agent: AGENT.intruderSdk, tags: TAGS };

/** The first reads, one by one: second, key, and how. */
const FIRST_READS = [
  ['01:42:06', '2025-12/gross.csv.gz', { signature: 'SigV2', agent: AGENT.boto2, out: 4102377 }],
  ['01:42:09', '2026-01/gross.csv.gz', { signature: 'SigV2', agent: AGENT.boto2, out: 4180452 }],
  ['01:42:11', '2026-02/gross.csv.gz', { signature: 'SigV2', agent: AGENT.boto2, out: 4218663, presigned: true }],
  ['01:42:15', '2026-02/bank-details.csv.gz', { signature: 'SigV2', agent: AGENT.boto2, out: 911204 }],
  ['01:42:18', '2026-02/tax-ids.csv.gz', { signature: 'SigV2', agent: AGENT.boto2, out: 650118 }],
  ['01:42:22', 'keys/hmac.pem', { error: DENIED }],
  ['01:42:26', 'employees/10440.json', { signature: 'SigV2', agent: AGENT.boto2, out: 48211 }],
  ['01:42:29', 'employees/10447.json', { signature: 'SigV2', agent: AGENT.boto2, out: 51960 }],
];

/** @param {import('./record.mjs').Recorder} recorder */
export function lookAround(recorder) {
  const { random } = recorder;
  const bucket = BUCKET.payroll;
  recorder.call({
    at: seconds('2026-03-11T22:39:20'),
    account: PROD,
    region: 'us-east-1',
    source: 'sts',
    name: 'GetCallerIdentity',
    who: ME,
    ip: ADDRESS.intruder,
    agent: AGENT.intruderCli,
    host: 'sts.amazonaws.com',
    tags: TAGS,
  });
  s3(recorder, { ...COMMON, at: seconds('2026-03-11T22:41:05'), name: 'ListBuckets', out: 742 });
  for (let n = 0; n < 11; n++) {
    const at = seconds('2026-03-11T22:43:57') + n * 19 + (n === 0 ? 0 : random.integer(0, 9));
    s3(recorder, {
      ...COMMON,
      at,
      name: 'GetBucketPolicy',
      bucket,
      error: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
    });
  }
  for (const [n, name] of ['GetBucketLocation', 'GetBucketVersioning', 'GetBucketLogging'].entries()) {
    s3(recorder, { ...COMMON, at: seconds('2026-03-11T22:48:02') + n * 11, name, bucket, out: 260 + n });
  }
  for (let n = 0; n < 96; n++) {
    const old = n < 12;
    const at = old
      ? seconds('2026-03-11T23:05:14') + n * 2 + (n > 1 ? random.integer(0, 400) : 0)
      : random.integer(seconds('2026-03-11T22:50:00'), READ_END - 30);
    const denied = n >= 79;
    s3(recorder, {
      ...COMMON,
      at,
      name: 'ListObjects',
      bucket,
      prefix: denied
        ? 'keys/'
        : n === 0
          ? ''
          : n === 1
            ? '2026-02/'
            : random.pick(['2025-10/', '2025-11/', '2025-12/', '2026-01/', '2026-02/', 'employees/']),
      ...(old ? { signature: 'SigV2', agent: AGENT.boto2 } : {}),
      ...(denied ? { error: DENIED } : { out: random.integer(9000, 210000) }),
    });
  }
}

/**
 * 1,015 reads of payroll exports: 997 succeed, 345 are signed by SigV2, 123 come by presigned URL.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function readPayroll(recorder) {
  const { random } = recorder;
  for (const [clock, key, how] of FIRST_READS) {
    const at = seconds(`2026-03-12T${clock}`);
    s3(recorder, {
      ...COMMON,
      .../** @type {object} */ (how),
      at,
      name: 'GetObject',
      bucket: BUCKET.payroll,
      key: String(key),
    });
  }
  // Of the first eight, six are SigV2 by header, one SigV2 by URL, one a denied SigV4.
  const kinds = [
    ...Array(276).fill('old'),
    ...Array(43).fill('old url, second address'),
    ...Array(19).fill('old url'),
    ...Array(60).fill('url, second address'),
    ...Array(17).fill('denied'),
  ];
  while (kinds.length < 1015 - FIRST_READS.length) kinds.push('new');
  for (const [n, kind] of random.shuffled(kinds).entries()) {
    const last = n === kinds.length - 1;
    const old = kind.startsWith('old');
    const url = kind.includes('url');
    s3(recorder, {
      ...COMMON,
      at: last ? READ_END : random.integer(READ_START + 30, READ_END - 1),
      name: 'GetObject',
      bucket: BUCKET.payroll,
      key: kind === 'denied' ? `keys/${random.pick(['hmac.pem', 'sftp.ppk', 'bank-signing.p12'])}` : payrollKey(random),
      ip: kind.includes('second address') ? ADDRESS.shared : ADDRESS.intruder,
      agent: old ? AGENT.boto2 : url ? AGENT.curl : AGENT.intruderSdk,
      signature: old ? 'SigV2' : 'SigV4',
      presigned: url,
      ...(kind === 'denied' ? { error: DENIED } : { out: random.integer(900000, 6740000) }),
    });
  }
}

/** @param {import('./random.mjs').Random} random */
function payrollKey(random) {
  const month = random.pick(['2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02']);
  return `${month}/payslips-${String(random.integer(1, 220)).padStart(3, '0')}.pdf.zip`;
}

/**
 * Unsigned reads of public files, and a stranger's reads through the policy set at 01:51:09.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function openTheBucket(recorder) {
  const { random } = recorder;
  for (let n = 0; n < 31; n++) {
    const at =
      n === 0
        ? seconds('2026-03-12T00:12:44')
        : random.integer(seconds('2026-03-12T00:12:50'), seconds('2026-03-12T00:31:00'));
    s3(recorder, {
      at,
      name: 'GetObject',
      who: anonymous(),
      ip: ADDRESS.shared,
      agent: AGENT.curl,
      bucket: BUCKET.assets,
      key:
        n === 0
          ? 'public/logo.png'
          : `public/${random.pick(['logo.png', 'press-kit.zip', 'app.css', 'team.json', 'careers.json'])}`,
      signature: null,
      out: random.integer(2000, 480000),
      tags: ['intruder', 'anonymous'],
    });
  }
  const bucketPolicy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PartnerRead',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${STRANGER}:root` },
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [`arn:aws:s3:::${BUCKET.payroll.name}`, `arn:aws:s3:::${BUCKET.payroll.name}/*`],
      },
    ],
  };
  s3(recorder, {
    ...COMMON,
    at: seconds('2026-03-12T01:51:09'),
    name: 'PutBucketPolicy',
    bucket: BUCKET.payroll,
    params: { bucketPolicy, policy: '' },
  });
  for (let n = 0; n < 64; n++) {
    s3(recorder, {
      at:
        n === 0
          ? seconds('2026-03-12T01:58:31')
          : random.integer(seconds('2026-03-12T01:58:35'), seconds('2026-03-12T02:49:00')),
      name: 'GetObject',
      who: otherAccount('AIDASTRANGER4QEXAMPLE', STRANGER),
      ip: ADDRESS.strangerSix,
      agent: AGENT.boto3,
      bucket: BUCKET.payroll,
      key: payrollKey(random),
      out: random.integer(900000, 6740000),
      fields: { sharedEventID: random.uuid() },
      tags: ['stranger', 'unpaired'],
    });
  }
  for (const at of ['2026-03-12T02:36:10', '2026-03-12T02:36:40']) {
    s3(recorder, {
      ...COMMON,
      at: seconds(at),
      name: 'DeleteObjects',
      bucket: BUCKET.payroll,
      params: { delete: '' },
      in: 41233,
      out: 58117,
    });
  }
}

/**
 * From the production account on into the archive, while the build account's trail is silent.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function intoTheArchive(recorder) {
  const { random } = recorder;
  const start = seconds('2026-03-12T02:35:40');
  const step = {
    at: start,
    account: PROD,
    who: ME,
    role: 'BackupReader',
    roleId: 'AROAIBACKUPRDREXAMPLE',
    owner: ARCHIVE,
    accessKeyId: KEY.backupSession,
    duration: 3600,
    tags: TAGS,
  };
  recorder.sharedCall(assumeRoleCall(step, random), {
    account: ARCHIVE,
    who: otherAccount(String(ME.principalId), PROD),
  });
  const who = roleSession('BackupReader', 'ci-deploy', KEY.backupSession, start);
  const common = { who, ip: ADDRESS.intruder, agent: AGENT.intruderSdk, tags: ['intruder', 'archive-session'] };
  const bucket = BUCKET.backups;
  const ec2 = { ...common, account: ARCHIVE, region: 'eu-west-1', source: 'ec2', agent: AGENT.intruderCli };
  recorder.call({
    ...common,
    at: seconds('2026-03-12T03:02:11'),
    account: ARCHIVE,
    region: 'us-east-1',
    source: 'sts',
    name: 'GetCallerIdentity',
    agent: AGENT.intruderCli,
    host: 'sts.amazonaws.com',
  });
  s3(recorder, { ...common, at: seconds('2026-03-12T03:02:40'), name: 'ListBuckets', out: 512 });
  for (let n = 0; n < 26; n++) {
    const listing = n < 4;
    s3(recorder, {
      ...common,
      at: seconds('2026-03-12T03:03:05') + n * 40 + random.integer(0, 30),
      name: listing ? 'ListObjects' : 'GetObject',
      bucket,
      out: listing ? 31877 + n : random.integer(3000000, 9000000),
      ...(listing ? { prefix: 'payroll/' } : { key: `payroll/dump-2026-02-${String(n + 2).padStart(2, '0')}.sql.gz` }),
    });
  }
  for (let n = 0; n < 3; n++) {
    s3(recorder, {
      ...common,
      at: seconds('2026-03-12T03:24:00') + n * 21,
      name: 'DeleteObjects',
      bucket,
      params: { delete: '' },
      in: 20188,
      out: 27002,
    });
  }
  recorder.call({
    ...ec2,
    at: seconds('2026-03-12T03:26:12'),
    name: 'DescribeSnapshots',
    params: { ownersSet: { items: [{ owner: 'self' }] }, snapshotSet: {}, filterSet: {} },
  });
  recorder.call({
    ...ec2,
    at: seconds('2026-03-12T03:27:30'),
    name: 'ModifySnapshotAttribute',
    write: true,
    params: {
      snapshotId: 'snap-0f1e2d3c4b5a69788',
      createVolumePermission: { add: { items: [{ userId: STRANGER }] } },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    },
    response: { requestId: random.uuid(), _return: true },
  });
}
