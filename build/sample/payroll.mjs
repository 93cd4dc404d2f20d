/** The payroll application's traffic and the use of its keys: what fills the case up to its totals. */

import { ADDRESS, AGENT, BUCKET, PROD } from './cast.mjs';
import { moment } from './calendar.mjs';
import { rotating } from './everyday.mjs';
import { s3 } from './s3.mjs';

/**
 * The application's own reads and writes of payroll exports.
 * @param {import('./record.mjs').Recorder} recorder
 * @param {number} count
 */
export function payrollTraffic(recorder, count) {
  const { random } = recorder;
  for (let n = 0; n < count; n++) {
    const at = moment(random, 'business', PROD);
    const download = random.chance(0.06);
    const write = !download && random.chance(0.4);
    const month = random.pick(['2026-01', '2026-02', '2026-03']);
    s3(recorder, {
      at,
      name: write ? 'PutObject' : random.chance(0.85) || download ? 'GetObject' : 'HeadObject',
      who: rotating('PayrollApi', `payroll-${random.integer(1, 3)}`, at, { mfa: 'false' }),
      ip: download ? random.pick(ADDRESS.office) : random.pick(ADDRESS.private),
      agent: download ? `[${AGENT.firefox}]` : AGENT.java,
      bucket: BUCKET.payroll,
      key: `${month}/payslips-${String(random.integer(1, 220)).padStart(3, '0')}.pdf.zip`,
      presigned: download,
      ...(write ? { in: random.integer(40000, 900000) } : { out: random.integer(40000, 900000) }),
      fields: download ? {} : { vpcEndpointId: 'vpce-0a9b8c7d6e5f40312', vpcEndpointAccountId: PROD },
      tags: ['everyday', 'payroll-traffic'],
    });
  }
}

/**
 * Keys used on behalf of other services: the most frequent event of all.
 * @param {import('./record.mjs').Recorder} recorder
 * @param {number} count
 */
export function keyUse(recorder, count) {
  const { random } = recorder;
  const arn = `arn:aws:kms:eu-west-1:${PROD}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  for (let n = 0; n < count; n++) {
    const at = moment(random, 'business', PROD);
    const decrypt = random.chance(0.76);
    const storage = random.chance(0.7);
    const via = storage ? 'AWS Internal' : 'secretsmanager.amazonaws.com';
    recorder.call({
      at,
      account: PROD,
      region: 'eu-west-1',
      source: 'kms',
      name: decrypt ? 'Decrypt' : 'GenerateDataKey',
      who: storage
        ? rotating('PayrollApi', `payroll-${random.integer(1, 3)}`, at, { invokedBy: via })
        : rotating('InvoiceWorker', 'invoice', at, { invokedBy: via }),
      ip: via,
      agent: via,
      params: {
        ...(decrypt ? { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } : { keyId: arn, keySpec: 'AES_256' }),
        encryptionContext: storage
          ? { 'aws:s3:arn': `arn:aws:s3:::${random.pick([BUCKET.payroll, BUCKET.uploads]).name}` }
          : { SecretARN: `arn:aws:secretsmanager:eu-west-1:${PROD}:secret:invoice/smtp-a1B2c3` },
      },
      resources: [{ accountId: PROD, type: 'AWS::KMS::Key', ARN: arn }],
      tls: false,
      tags: ['everyday', 'key-use'],
    });
  }
}
