import fc from 'fast-check';

/**
 * JSON texts of records as no program would write them all: every field that the index reads, with
 * the values that it may meet, spelled in every way.
 */

const EVENT_FIELDS = [
  'eventVersion',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestID',
  'eventID',
  'readOnly',
  'eventType',
  'managementEvent',
  'recipientAccountId',
  'vpcEndpointId',
  'eventCategory',
  'sessionCredentialFromConsole',
];
const WORDS = [
  '',
  'a',
  'ab',
  'abc',
  'ConsoleLogin',
  'GetObject',
  'PutObject',
  'ListBuckets',
  's3.amazonaws.com',
  'signin.amazonaws.com',
  'aws:s3',
  'AccessDenied',
  'ThrottlingException',
  'NoSuchBucket',
  'Management',
  'Data',
  'Insight',
  'Aggregated',
  'AwsCloudTrailInsight',
  'AwsAggregatedEvent',
  'AwsServiceEvent',
  'true',
  'false',
  'Yes',
  'No',
  'Failure',
  'failure',
  'Failed',
  'Success',
  'Client.DryRunOperation',
  'ExpiredToken',
  'UserAuthentication',
  '[Mozilla/5.0]',
  '[]',
  '[',
  '2026-03-01T10:20:30Z',
  '2026-03-01T10:20:31Z',
  '2026-03-01T24:00:00Z',
  '2026-02-30T10:20:30Z',
  '2026-03-01T10:20:30.5+01:00',
  '1969-12-31T23:59:59Z',
  '2106-02-07T06:28:14Z',
  '2106-02-07T06:28:16Z',
  'AROAEXAMPLE:session',
  'AIDAEXAMPLE',
  'AssumedRole',
  'Role',
  'IAMUser',
  'AWSService',
  'FederatedUser',
  'anonymous',
  'Anonymous',
  'Root',
  'AROAEXAMPLE:ann@example.com',
  'arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
  'ANONYMOUS_PRINCIPAL',
  'arn:aws:iam::111122223333:role/a',
  'arn:aws:sts::111122223333:assumed-role/a/session',
  'ec2.amazonaws.com',
  '203.0.113.7',
  'CopyObject',
  'CopySnapshot',
  'CopyDBSnapshot',
  'RunInstances',
  'CreateSecurityGroup',
  'CreateDetector',
  'guardduty.amazonaws.com',
  'GetParameter',
  'ssm.amazonaws.com',
  'rds.amazonaws.com',
  'iam.amazonaws.com',
  'cn-north-1',
  '/bucket/a%2Fb?versionId=1',
  'bucket/k%zz',
  'i-0abc',
  '2026-03-01 10:20:30',
  '2026-03-01 10:20:30Z',
  'User: x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/a, y',
  '111122223333',
  'x'.repeat(70),
];
const NUMBERS = [
  '0',
  '-0',
  '7',
  '1.0',
  '1.5',
  '1e3',
  '1E+2',
  '-12',
  '123456789012345',
  '1234567890123456',
  '9007199254740993',
  '1e400',
  '1e-400',
];
const ODD_STRINGS = [
  '"\\u0041"',
  '"a\\"b"',
  '"\\\\"',
  '"\\ud800"',
  '"é"',
  '"日本"',
  '"😀"',
  '"\u007f"',
  '"\\u0000"',
  '"\\/"',
  '"\ufeff"',
];
const NOT_JSON = [
  '01',
  '+1',
  '1.',
  '.5',
  '1e',
  '-',
  'nul',
  'True',
  'undefined',
  '"\n"',
  '"\t"',
  '"\\x"',
  '"\\u12g4"',
  '"',
  "'a'",
  '',
  '{',
  ']',
  '{"a":1,}',
  '[1,]',
  '{a:1}',
  '{"a" 1}',
  '/**/1',
  '\u00a01',
];

const word = fc.constantFrom(...WORDS).map((text) => JSON.stringify(text));
const literal = fc.constantFrom('true', 'false', 'null');
const number = fc.constantFrom(...NUMBERS);
const odd = fc.constantFrom(...ODD_STRINGS);
const anyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.unicodeString({ maxLength: 8 }),
  fc.fullUnicodeString({ maxLength: 6 }),
);
const space = fc.constantFrom('', '', '', '', '', '', ' ', '\n  ', '\r\n', '\t');

/** @param often how many of a hundred values are of the plain kind */
function scalar(often: number): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: word, weight: often },
    { arbitrary: literal, weight: 8 },
    { arbitrary: number, weight: 2 },
    { arbitrary: odd, weight: 2 },
    { arbitrary: anyText.map((text) => JSON.stringify(text)), weight: 2 },
    { arbitrary: fc.json({ maxDepth: 2 }), weight: 2 },
  );
}

interface Member {
  readonly name: string;
  readonly value: string;
}

function nameText(name: string, escaped: number): string {
  const text = JSON.stringify(name);
  if (escaped > 0) return text;
  return `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${text.slice(2)}`;
}

/** Members in any order, now and then one twice, one with an escaped name, one that nobody knows. */
function objectOf(members: fc.Arbitrary<Member>, most: number): fc.Arbitrary<string> {
  const spelled = fc.tuple(members, fc.nat(60), space, space, space);
  const tail = fc.tuple(space, space);
  return fc
    .tuple(fc.uniqueArray(spelled, { maxLength: most, selector: ([{ name }, twice]) => `${name}${twice < 2}` }), tail)
    .map(
      ([entries, [inside, before]]) =>
        `{${inside}${entries.map(([{ name, value }, escaped, a, b, c]) => `${a}${nameText(name, escaped)}${b}:${c}${value}`).join(',')}${before}}`,
    );
}

function member(names: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<Member> {
  return fc.record({ name: fc.constantFrom(...names), value });
}

const plain = scalar(86);
const stranger = fc.record({ name: anyText, value: fc.oneof(plain, fc.json({ maxDepth: 3 })) });

function nested(names: readonly string[], inner: fc.Arbitrary<Member> = stranger): fc.Arbitrary<string> {
  const known = member(names, plain);
  return fc.oneof(
    { arbitrary: objectOf(fc.oneof({ arbitrary: known, weight: 8 }, { arbitrary: inner, weight: 2 }), 7), weight: 9 },
    { arbitrary: scalar(10), weight: 1 },
  );
}

const session = nested(
  ['creationDate'],
  fc.oneof(
    member(['webIdFederationData'], nested(['federatedProvider'])),
    member(['sourceIdentity'], plain),
    member(['sessionIssuer'], nested(['type', 'arn', 'principalId', 'accountId'])),
    member(['attributes'], nested(['mfaAuthenticated', 'creationDate'])),
  ),
);
const IDENTITY = ['type', 'principalId', 'arn', 'accountId', 'accessKeyId', 'invokedBy', 'userName'];
const identity = fc.oneof(
  nested(
    IDENTITY,
    fc.oneof(
      member(['sessionContext'], session),
      member(['onBehalfOf'], nested(['userId'])),
      member(['credentialId'], plain),
    ),
  ),
  // The same spellings again and again, as in a session.
  fc.constantFrom(
    ...['01', '02'].map(
      (hour) =>
        `{"type":"AssumedRole","principalId":"AROAEXAMPLE:s","arn":"arn:aws:sts::111122223333:assumed-role/a/s","accountId":"111122223333","sessionContext":{"attributes":{"creationDate":"2026-03-01T${hour}:00:00Z","mfaAuthenticated":"false"}}}`,
    ),
    '{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}',
    `{"type":"IAMUser","arn":"${'é'.repeat(3)}${'x'.repeat(90)}"}`,
  ),
);
const resource = nested(['ARN', 'ARN', 'accountId', 'type', 'ARNPrefix']);
const resources = fc.oneof(
  { arbitrary: fc.array(resource, { maxLength: 4 }).map((all) => `[${all.join(', ')}]`), weight: 9 },
  {
    arbitrary: fc
      .tuple(resource, fc.integer({ min: 60, max: 70 }))
      .map(([one, times]) => `[${Array(times).fill(one).join()}]`),
    weight: 1,
  },
  { arbitrary: resource, weight: 1 },
);

const failed = fc.oneof(
  plain,
  number,
  resources,
  fc.constantFrom('[]', '{}', '[{"code":"X"}]', '{"item":{"error":{"code":"Y"}}}'),
);
/** Answers that state failures, and some that nearly do. */
const answers = fc.oneof(
  member(['state', 'ConsoleLogin', 'CheckMfa', 'UserAuthentication', 'GetObject'], plain),
  member(
    ['unsuccessful', 'failures', 'failedEntryCount', 'Errors', 'error', 'failureMode', 'unprocessedItems'],
    failed,
  ),
  member(['DeleteFlowLogsResponse', 'DeleteResult', 'result'], nested(['requestId'], member(['unsuccessful'], failed))),
);
/** Members of answers that give out credentials, or to whom. */
const GIVEN = ['credentials', 'accessKey', 'assumedRoleUser', 'federatedUser'];
const given = member(
  GIVEN,
  nested(['accessKeyId', 'expiration', 'sessionToken', 'assumedRoleId', 'federatedUserId', 'userName', 'failed']),
);
const items = fc.array(nested(['instanceId', 'imageId']), { maxLength: 3 }).map((all) => `[${all.join(',')}]`);
/** Parameters that name what a request is about, or where a copy comes from. */
const REQUEST = [
  'bucketName',
  'key',
  'x-amz-copy-source',
  'X-Amz-Copy-Source',
  'instanceId',
  'sourceSnapshotId',
  'sourceDBSnapshotIdentifier',
  'userName',
  'name',
  'resourceArn',
];

const fields: fc.Arbitrary<Member> = fc.oneof(
  { arbitrary: member(EVENT_FIELDS, plain), weight: 20 },
  { arbitrary: member(['userIdentity'], identity), weight: 3 },
  { arbitrary: member(['resources'], resources), weight: 2 },
  { arbitrary: member(['requestParameters'], nested(['bucketName', 'key'])), weight: 2 },
  { arbitrary: member(['responseElements'], nested(['x', 'y'], answers)), weight: 2 },
  { arbitrary: member(['serviceEventDetails'], nested(['x', 'y'], answers)), weight: 1 },
  { arbitrary: member(['timeWindow'], nested(['windowStart', 'windowEnd'])), weight: 1 },
  { arbitrary: member(['eventId'], plain), weight: 1 },
  {
    arbitrary: member(['requestParameters'], nested(REQUEST, member(['items', 'instancesSet'], nested(REQUEST)))),
    weight: 4,
  },
  { arbitrary: member(['responseElements'], nested(['snapshotId', 'imageId', 'x'])), weight: 1 },
  { arbitrary: member(['responseElements'], nested(['x', ...GIVEN], given)), weight: 2 },
  {
    arbitrary: member(
      ['responseElements'],
      nested(['groupId', 'detectorId', 'x'], member(['instancesSet'], nested(['x'], member(['items'], items)))),
    ),
    weight: 1,
  },
  {
    arbitrary: member(
      ['additionalEventData'],
      nested(
        ['SignatureVersion', 'AuthenticationMethod', 'CipherSuite', 'MFAUsed', 'UserName', 'bytesTransferredOut'],
        member(['bytesTransferredOut'], number),
      ),
    ),
    weight: 3,
  },
  { arbitrary: member(['tlsDetails'], nested(['tlsVersion', 'cipherSuite'])), weight: 2 },
  { arbitrary: stranger, weight: 1 },
  { arbitrary: member(['__proto__', 'constructor', 'toString'], plain), weight: 1 },
  {
    arbitrary: member(
      EVENT_FIELDS,
      fc.integer({ min: 30, max: 260 }).map((n) => `${'['.repeat(n)}${']'.repeat(n)}`),
    ),
    weight: 1,
  },
);

/** The JSON text of one record. */
export const oddRecord: fc.Arbitrary<string> = objectOf(fields, 24);

/** One change to a text, as bytes: for the places where it stops to be JSON, or to say the same. */
export interface Change {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

const fragment = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 3 }),
  fc.constantFrom(...NOT_JSON, ...ODD_STRINGS, ...'{}[],:"\\ \n0-.eEtfn').map((text) => new TextEncoder().encode(text)),
  fc
    .constantFrom([0xed, 0xa0, 0x80], [0xff], [0xc3], [0xe2, 0x82], [0xef, 0xbb, 0xbf], [0])
    .map((bytes) => Uint8Array.from(bytes)),
);

export const change: fc.Arbitrary<Change> = fc.record({ at: fc.nat(4000), remove: fc.nat(3), insert: fragment });

export function changed(bytes: Uint8Array, { at, remove, insert }: Change): Uint8Array {
  const from = at % (bytes.length + 1);
  const tail = bytes.subarray(Math.min(bytes.length, from + remove));
  const result = new Uint8Array(from + insert.length + tail.length);
  result.set(bytes.subarray(0, from));
  result.set(insert, from);
  result.set(tail, from + insert.length);
  return result;
}
