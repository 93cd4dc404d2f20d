/** Requests to S3 as CloudTrail records them: management and data events, signed in every way. */

const CIPHER = 'ECDHE-RSA-AES128-GCM-SHA256';
const MANAGEMENT = /^(ListBuckets|GetBucket.*|PutBucket.*|DeleteBucket.*|CreateBucket|.*PublicAccessBlock)$/;
const WRITES = /^(Put|Delete|Create|Copy|Complete|Upload|Restore|Abort)/;

/**
 * @typedef {object} S3Call
 * @property {number} at
 * @property {string} name
 * @property {Record<string, unknown>} who
 * @property {string} ip
 * @property {string} agent
 * @property {{ name: string, owner: string, region: string }} [bucket] absent for ListBuckets
 * @property {string} [account] the account delivered to; the bucket's owner unless given
 * @property {string} [region]
 * @property {string} [key]
 * @property {string} [prefix]
 * @property {'SigV4' | 'SigV2' | null} [signature] null for unsigned requests
 * @property {boolean} [presigned]
 * @property {number} [out] bytes
 * @property {number} [in] bytes
 * @property {readonly [string, string]} [error]
 * @property {Record<string, unknown>} [params] further parameters
 * @property {unknown} [response]
 * @property {Record<string, unknown>} [fields]
 * @property {Record<string, unknown>} [last]
 * @property {boolean} [tls]
 * @property {readonly string[]} [tags]
 */

/** @param {S3Call} call */
function resourcesOf(call) {
  const { bucket } = call;
  if (bucket === undefined) return {};
  const arn = `arn:aws:s3:::${bucket.name}`;
  const owner = { accountId: bucket.owner, type: 'AWS::S3::Bucket', ARN: arn };
  if (call.key !== undefined) return { resources: [{ type: 'AWS::S3::Object', ARN: `${arn}/${call.key}` }, owner] };
  if (MANAGEMENT.test(call.name)) return { resources: [owner] };
  return { resources: [{ type: 'AWS::S3::Object', ARNPrefix: `${arn}/${call.prefix ?? ''}` }, owner] };
}

/**
 * Query parameters of a presigned URL appear among the request's parameters.
 * @param {S3Call} call
 */
function presignedParameters(call) {
  if (call.presigned !== true) return {};
  if (call.signature === 'SigV2') return { Expires: String(call.at + 3600) };
  const date = new Date((call.at - 60) * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    'X-Amz-Date': date,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Expires': '3600',
  };
}

/**
 * @param {import('./record.mjs').Recorder} recorder
 * @param {S3Call} call
 */
export function s3(recorder, call) {
  const { random } = recorder;
  const { bucket } = call;
  const region = call.region ?? bucket?.region ?? 'us-east-1';
  const host = bucket === undefined ? 's3.amazonaws.com' : `${bucket.name}.s3.${region}.amazonaws.com`;
  const signature = call.signature === undefined ? 'SigV4' : call.signature;
  const data = !MANAGEMENT.test(call.name);
  const write = WRITES.test(call.name);
  return recorder.call({
    at: call.at,
    account: call.account ?? bucket?.owner ?? String(call.who.accountId),
    region,
    source: 's3',
    name: call.name,
    who: call.who,
    ip: call.ip,
    agent: call.agent,
    params: {
      ...presignedParameters(call),
      ...(bucket === undefined ? {} : { bucketName: bucket.name }),
      ...(call.prefix === undefined ? {} : { prefix: call.prefix, 'encoding-type': 'url' }),
      Host: host,
      ...(call.key === undefined ? {} : { key: call.key }),
      ...call.params,
    },
    response:
      call.response ??
      (call.name === 'PutObject' && call.error === undefined ? { 'x-amz-server-side-encryption': 'aws:kms' } : null),
    extra: {
      ...(signature === null ? {} : { SignatureVersion: signature }),
      CipherSuite: CIPHER,
      bytesTransferredIn: call.in ?? 0,
      ...(signature === null ? {} : { AuthenticationMethod: call.presigned === true ? 'QueryString' : 'AuthHeader' }),
      'x-amz-id-2': `${random.pick(recorder.hosts)}${random.base64(11)}=`,
      bytesTransferredOut: call.error === undefined ? (call.out ?? 0) : 243,
    },
    requestId: random.base36(16),
    write,
    data,
    host,
    ...resourcesOf(call),
    ...(call.error === undefined ? {} : { error: call.error }),
    ...(call.fields === undefined ? {} : { fields: call.fields }),
    ...(call.last === undefined ? {} : { last: call.last }),
    ...(call.tls === undefined ? {} : { tls: call.tls }),
    tags: [
      ...(call.tags ?? []),
      ...(signature === null ? [] : [signature]),
      ...(call.presigned === true ? ['presigned'] : []),
    ],
  });
}
