import { ALL, conjunction, type FilterNode, term, type Value } from './ast';
import { fieldOfPath } from './fields';
import { parseFilterText } from './parse';
import { printFilter } from './print';

/** What an analyst fills in before a question is asked. */
export interface QuestionParameter {
  readonly id: 'period' | 'awsRegion' | 'bucketName' | 'accessKeyId' | 'recipientAccountId';
  readonly label: string;
  /** period: two times; the others: one value of that field. */
  readonly kind: 'period' | 'value';
  /** The field that it narrows, as the filter's text writes it. */
  readonly field: string;
}

export interface Question {
  readonly id: string;
  readonly title: string;
  /** Where it comes from: what analysts said, those who respond to incidents, or AWS's S3 and Athena guides. */
  readonly origin: 'annotations' | 'responders' | 's3-guide' | 'athena-guide';
  /** Filter text before the parameters narrow it; empty: every event. */
  readonly filter: string;
  /** Columns to show, in order, as the filter's text writes them. */
  readonly columns: readonly string[];
  /** Counted by this field instead of listed, largest count first. */
  readonly groupBy?: string;
  /** All may be left blank. */
  readonly parameters: readonly QuestionParameter[];
  /** What to know about its answer. */
  readonly note?: string;
}

/** Filled-in parameters; blank ones are left out. Times are seconds since 1970 UTC, `to` exclusive. */
export interface QuestionValues {
  readonly period?: { readonly from: number | null; readonly to: number | null };
  readonly awsRegion?: string;
  readonly bucketName?: string;
  readonly accessKeyId?: string;
  readonly recipientAccountId?: string;
}

const PERIOD: QuestionParameter = { id: 'period', label: 'Period', kind: 'period', field: 'eventTime' };
const REGION: QuestionParameter = { id: 'awsRegion', label: 'Region', kind: 'value', field: 'awsRegion' };
const BUCKET: QuestionParameter = { id: 'bucketName', label: 'Bucket', kind: 'value', field: 'bucket' };
const ACCESS_KEY: QuestionParameter = { id: 'accessKeyId', label: 'Access key', kind: 'value', field: 'accessKeyId' };
const RECIPIENT: QuestionParameter = {
  id: 'recipientAccountId',
  label: 'Delivered-to account',
  kind: 'value',
  field: 'recipientAccountId',
};

/** With what services did with their credentials: `invokedBy` makes nobody a service. */
const PEOPLE = 'callerClass:(people OR "through a service")';
/** The error code alone does not tell: sign-ins state their failure elsewhere. */
const SUCCEEDED = 'outcome:(success OR "partly failed")';
const SIGV2 = 'eventSource:s3.amazonaws.com AND additionalEventData.SignatureVersion:SigV2';

const COMMON = ['eventTime', 'outcome', 'eventName', 'eventSource', 'principal', 'sourceIPAddress', 'awsRegion'];
const DENIED = [...COMMON, 'resource', 'errorCode', 'errorMessage'];
const CHANGE = [...COMMON, 'resource', 'requestParameters', 'userAgent'];
const OBJECT = [
  'eventTime',
  'eventName',
  'eventSource',
  'sourceIPAddress',
  'userAgent',
  'bucketName',
  'requestParameters.key',
  'userIdentity.arn',
];

function question(id: string, title: string, filter: string, columns: readonly string[], note?: string): Question {
  const plain = { id, title, origin: 'responders', filter, columns, parameters: [PERIOD, RECIPIENT] } as const;
  return note === undefined ? plain : { ...plain, note };
}

function ofAnnotations(id: string, title: string, filter: string): Question {
  const columns = [...COMMON, 'tag', 'status', 'note'];
  return { id, title, origin: 'annotations', filter, columns, parameters: [PERIOD] };
}

const ANNOTATIONS: readonly Question[] = [
  ofAnnotations('annotated', 'Only annotated', 'annotated:*'),
  ofAnnotations('suspects', 'Malicious or suspicious', 'status:(malicious OR suspicious)'),
  ofAnnotations('cited', 'Cited in findings', 'finding:*'),
];

const RESPONDERS: readonly Question[] = [
  question(
    'people',
    'People and keys, without services',
    PEOPLE,
    [...COMMON, 'invokedBy'],
    'With what a service did for them with their credentials: "Via" names that service.',
  ),
  question(
    'through-a-service',
    'People through a service',
    'callerClass:"through a service"',
    [...COMMON, 'invokedBy', 'accessKeyId'],
    'The address is that of the service, or none: where the person was is in the calls around it.',
  ),
  {
    ...question('one-key', "One key's doings", 'userIdentity.accessKeyId:*', [...COMMON, 'userAgent']),
    parameters: [ACCESS_KEY, PERIOD],
  },
  question('who-am-i', 'Who am I', 'eventName:GetCallerIdentity', [...COMMON, 'accessKeyId', 'userAgent']),
  question('denied', 'Denied', `${PEOPLE} AND outcome:denied`, DENIED),
  question('failed', 'Any failure', 'outcome:* AND NOT outcome:(success OR probe)', DENIED),
  question('failed-sign-ins', 'Failed sign-ins', 'outcome:"sign-in failed"', [...DENIED, 'userAgent']),
  question(
    'dry-runs',
    'Dry runs',
    'outcome:probe',
    [...COMMON, 'errorCode', 'userAgent'],
    'Calls that asked whether they would be allowed, and were told so. Nothing was done.',
  ),
  question(
    'console-without-mfa',
    'Console without MFA',
    'eventName:ConsoleLogin AND responseElements.ConsoleLogin:Success AND NOT additionalEventData.MFAUsed:Yes',
    [...COMMON, 'mfa', 'userAgent'],
    'A federated sign-in states no MFA even where its identity provider asked for a second factor.',
  ),
  question(
    'root',
    'Root by hand',
    'userIdentity.type:Root AND NOT eventType:AwsServiceEvent',
    [...COMMON, 'invokedBy', 'mfa', 'userAgent'],
    'With what the console and other services did for root: "Via" names them.',
  ),
  question(
    'new-credentials',
    'New credentials',
    `${SUCCEEDED} AND eventName:(CreateUser OR CreateAccessKey OR CreateLoginProfile OR UpdateLoginProfile OR CreateServiceSpecificCredential OR DeactivateMFADevice OR CreateSAMLProvider OR CreateOpenIDConnectProvider OR UploadSSHPublicKey)`,
    CHANGE,
  ),
  question(
    'privileges',
    'Privileges',
    `${SUCCEEDED} AND eventSource:iam.amazonaws.com AND eventName:(Attach*Policy OR Put*Policy OR CreatePolicyVersion OR SetDefaultPolicyVersion OR UpdateAssumeRolePolicy OR AddUserToGroup OR CreateRole OR Delete*PermissionsBoundary)`,
    CHANGE,
  ),
  question(
    'defences-lowered',
    'Defences lowered',
    'eventName:(StopLogging OR DeleteTrail OR UpdateTrail OR PutEventSelectors OR PutInsightSelectors OR DeleteEventDataStore OR DeleteFlowLogs OR DeleteDetector OR UpdateDetector OR DisableSecurityHub OR StopConfigurationRecorder OR LeaveOrganization)',
    CHANGE,
  ),
  question(
    'buckets-opened',
    'Buckets opened',
    'eventName:(PutBucketPolicy OR DeleteBucketPolicy OR PutBucketAcl OR PutObjectAcl OR Put*PublicAccessBlock OR Delete*PublicAccessBlock OR PutBucketReplication OR PutAccessPointPolicy)',
    [...COMMON, 'bucketName', 'requestParameters'],
  ),
  question(
    'shared-outside',
    'Shared outside',
    'eventName:(Modify*SnapshotAttribute OR ModifyImageAttribute OR AddPermission* OR PutKeyPolicy OR CreateGrant OR PutResourcePolicy OR CreateResourceShare OR SharedSnapshot*)',
    CHANGE,
  ),
  question(
    'secrets-read',
    'Secrets read',
    `${PEOPLE} AND eventName:(GetSecretValue OR BatchGetSecretValue OR GetParameter* OR GetPasswordData)`,
    CHANGE,
  ),
  question(
    'code-run',
    'Code run',
    'eventName:(RunInstances OR SendCommand OR StartSession OR ModifyInstanceAttribute OR SendSSHPublicKey OR SendSerialConsoleSSHPublicKey OR CreateFunction* OR UpdateFunctionCode*)',
    CHANGE,
  ),
  question(
    'became-someone',
    'Became someone',
    `${PEOPLE} AND ${SUCCEEDED} AND eventName:(AssumeRole* OR AssumeRoot OR GetFederationToken OR GetSessionToken OR SwitchRole OR GetSigninToken)`,
    [...COMMON, 'requestParameters.roleArn', 'requestParameters.roleSessionName', 'userAgent'],
  ),
  question(
    'instance-credentials',
    'Instance credentials by address',
    'userIdentity.type:AssumedRole AND userIdentity.principalId:*:i-*',
    ['eventTime', 'outcome', 'eventName', 'sessionName', 'role', 'sourceIPAddress', 'awsRegion', 'userAgent'],
    'An instance whose credentials come from several addresses may have lost them.',
  ),
  question(
    'objects-read',
    'Objects read',
    `${PEOPLE} AND ${SUCCEEDED} AND eventSource:s3.amazonaws.com AND eventName:(GetObject OR SelectObjectContent OR CopyObject OR UploadPartCopy)`,
    [...OBJECT, 'bytesTransferredOut'],
    'Bytes are at least those logged: copies between buckets, replication and shared snapshots state none.',
  ),
  question(
    'destroyed',
    'Destroyed',
    'eventName:(DeleteObject* OR DeleteBucket OR PutBucketLifecycle* OR PutBucketVersioning OR ScheduleKeyDeletion OR DisableKey OR DeleteSnapshot OR DeleteDBInstance OR DeleteRecoveryPoint OR TerminateInstances)',
    CHANGE,
    'DeleteObjects logs no keys: the S3 server access logs have them.',
  ),
  question('sigv2', 'SigV2', SIGV2, [...COMMON, 'bucketName', 'userAgent']),
  question('anonymous', 'Anonymous', 'callerClass:anonymous', [...COMMON, 'bucketName', 'userAgent']),
];

const GUIDES: readonly Question[] = [
  {
    id: 's3-sigv2-requests',
    title: 'SigV2 requests',
    origin: 's3-guide',
    filter: SIGV2,
    columns: ['eventTime', 'eventName', 'requestParameters', 'awsRegion', 'sourceIPAddress', 'userAgent'],
    parameters: [PERIOD, BUCKET],
  },
  {
    id: 's3-sigv2-requesters',
    title: 'SigV2 requesters',
    origin: 's3-guide',
    filter: SIGV2,
    columns: ['userIdentity.arn'],
    groupBy: 'userIdentity.arn',
    // The guide asks this of one region and day too, which its partitioned table makes affordable.
    parameters: [REGION, PERIOD],
  },
  {
    id: 's3-put-object',
    title: 'Objects written in a period',
    origin: 's3-guide',
    filter: 'eventName:PutObject',
    columns: OBJECT,
    parameters: [PERIOD, BUCKET],
  },
  {
    id: 's3-get-object',
    title: 'Objects read in a period',
    origin: 's3-guide',
    filter: 'eventName:GetObject',
    columns: OBJECT,
    parameters: [PERIOD, BUCKET],
  },
  {
    id: 's3-anonymous-principal',
    title: 'Anonymous requests by principalId',
    origin: 's3-guide',
    filter: 'userIdentity.principalId:ANONYMOUS_PRINCIPAL',
    columns: [...OBJECT.filter((column) => column !== 'requestParameters.key'), 'userIdentity.principalId'],
    parameters: [PERIOD, BUCKET],
    note: 'Finds nothing on observed records: they state ANONYMOUS_PRINCIPAL as the account. Ask "Anonymous" instead.',
  },
  {
    id: 'athena-anonymous-bucket',
    title: 'Anonymous reads of a bucket',
    origin: 'athena-guide',
    filter:
      'eventSource:s3.amazonaws.com AND eventName:GetObject AND userIdentity.accountId:*ANONYMOUS* AND NOT userIdentity.arn:*',
    columns: [...OBJECT, 'userIdentity.accountId'],
    parameters: [BUCKET, PERIOD],
    note: "The guide looks for the bucket's name anywhere in the parameters; here it is the bucket itself.",
  },
  {
    id: 'athena-start',
    title: 'Who did what, from where, when',
    origin: 'athena-guide',
    filter: '',
    columns: ['userIdentity.arn', 'eventName', 'sourceIPAddress', 'eventTime'],
    parameters: [PERIOD],
  },
];

/** The questions that come ready, in the order of the menu. */
export const QUESTIONS: readonly Question[] = [...ANNOTATIONS, ...RESPONDERS, ...GUIDES];

/** The question's filter, narrowed by what was filled in. */
export function questionFilter({ filter, parameters }: Question, values: QuestionValues = {}): FilterNode {
  const parsed = parseFilterText(filter);
  if (!parsed.ok) throw new Error(`The question's filter has a fault: ${parsed.fault.message}`);
  let base: FilterNode = parsed.filter;
  const parts: FilterNode[] = [];
  for (const { id, field } of parameters) {
    const value = parameterValue(id, values);
    const narrowed = fieldOfPath(field.split('.'));
    if (!value || !narrowed) continue;
    // "Any key" has nothing more to say once the key is known.
    if (printFilter(base) === `${field}:*`) base = ALL;
    parts.push(term(narrowed, [value]));
  }
  return conjunction([base, ...parts]);
}

function parameterValue(id: QuestionParameter['id'], values: QuestionValues): Value | undefined {
  if (id === 'period') {
    const { period } = values;
    return period && (period.from !== null || period.to !== null) ? { kind: 'time', ...period } : undefined;
  }
  const text = values[id];
  return text === undefined || text === '' ? undefined : { kind: 'exact', text };
}
