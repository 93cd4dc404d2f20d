/**
 * How well-known calls read in a sentence: `did`, `do`, then what with. A phrase ends with the field
 * that it names, in braces: of requestParameters, or of responseElements where it starts with `<`;
 * of several, apart by `|`, the first that is there. Where the record has none, what follows `||` is
 * said, or that the record does not name it; a phrase that starts with `?` is left out then.
 */
export type Verb = readonly [did: string, toDo: string, ...phrases: string[]];

const OBJECT = '{key}||an object';
const IN_BUCKET = '?in bucket {bucketName}';
const BUCKET = 'bucket {bucketName}||a bucket';
const USER = 'user {userName|<user.userName}';
const FOR_USER = 'for user {userName|<accessKey.userName|<loginProfile.userName}';
const ROLE = 'role {roleName}';
const SNAPSHOT = 'snapshot {snapshotId}||a snapshot';
const FUNCTION = 'function {functionName}||a function';

const S3: Record<string, Verb> = {
  AbortMultipartUpload: ['gave up uploading', 'give up uploading', OBJECT, '?to bucket {bucketName}'],
  CompleteMultipartUpload: ['finished uploading', 'finish uploading', OBJECT, '?to bucket {bucketName}'],
  CopyObject: ['copied', 'copy', '{x-amz-copy-source}||an object', '?to {key}', IN_BUCKET],
  CreateBucket: ['created', 'create', BUCKET],
  CreateMultipartUpload: ['began to upload', 'begin to upload', OBJECT, '?to bucket {bucketName}'],
  DeleteBucket: ['deleted', 'delete', BUCKET],
  DeleteBucketPolicy: ['deleted the policy of', 'delete the policy of', BUCKET],
  DeleteBucketPublicAccessBlock: ['removed the public access block of', 'remove the public access block of', BUCKET],
  DeleteObject: ['deleted', 'delete', OBJECT, IN_BUCKET],
  DeleteObjects: ['deleted several objects', 'delete several objects', IN_BUCKET],
  GetBucketAcl: ['read the access control list of', 'read the access control list of', BUCKET],
  GetBucketLocation: ['asked for the region of', 'ask for the region of', BUCKET],
  GetBucketPolicy: ['read the policy of', 'read the policy of', BUCKET],
  GetBucketVersioning: ['read the versioning of', 'read the versioning of', BUCKET],
  GetObject: ['read', 'read', OBJECT, IN_BUCKET],
  GetObjectAcl: ['read the access control list of', 'read the access control list of', OBJECT, IN_BUCKET],
  HeadBucket: ['checked access to', 'check access to', BUCKET],
  HeadObject: ['read the metadata of', 'read the metadata of', OBJECT, IN_BUCKET],
  ListBuckets: ['listed the buckets', 'list the buckets'],
  ListObjects: ['listed the objects', 'list the objects', IN_BUCKET, '?under {prefix}'],
  ListObjectVersions: ['listed the object versions', 'list the object versions', IN_BUCKET, '?under {prefix}'],
  PutBucketAcl: ['set the access control list of', 'set the access control list of', BUCKET],
  PutBucketLifecycle: ['set the lifecycle of', 'set the lifecycle of', BUCKET],
  PutBucketPolicy: ['set the policy of', 'set the policy of', BUCKET],
  PutBucketPublicAccessBlock: ['set the public access block of', 'set the public access block of', BUCKET],
  PutBucketReplication: ['set the replication of', 'set the replication of', BUCKET],
  PutBucketVersioning: ['set the versioning of', 'set the versioning of', BUCKET],
  PutObject: ['wrote', 'write', OBJECT, '?to bucket {bucketName}'],
  PutObjectAcl: ['set the access control list of', 'set the access control list of', OBJECT, IN_BUCKET],
  RestoreObject: ['restored', 'restore', OBJECT, IN_BUCKET],
  SelectObjectContent: ['queried', 'query', OBJECT, IN_BUCKET],
  UploadPart: ['uploaded a part of', 'upload a part of', OBJECT, '?to bucket {bucketName}'],
  UploadPartCopy: ['copied', 'copy', '{x-amz-copy-source}||an object', '?into a part of {key}', IN_BUCKET],
};

const STS: Record<string, Verb> = {
  AssumeRole: ['assumed', 'assume', 'role {roleArn}', '?as session {roleSessionName}'],
  AssumeRoleWithSAML: ['assumed', 'assume', 'role {roleArn}', 'by SAML', '?as session {roleSessionName}'],
  AssumeRoleWithWebIdentity: [
    'assumed',
    'assume',
    'role {roleArn}',
    'by web identity',
    '?as session {roleSessionName}',
  ],
  AssumeRoot: ['assumed root', 'assume root', '?of {targetPrincipal}'],
  GetCallerIdentity: ['asked for its own identity', 'ask for its own identity'],
  GetFederationToken: ['got a federation token', 'get a federation token', '?for {name}'],
  GetSessionToken: ['got a session token', 'get a session token'],
};

const SIGN_IN: Record<string, Verb> = {
  ConsoleLogin: ['signed in to the console', 'sign in to the console'],
  GetSigninToken: ['got a sign-in token', 'get a sign-in token'],
  SwitchRole: ['switched role in the console', 'switch role in the console'],
};

const IAM: Record<string, Verb> = {
  AddUserToGroup: ['added', 'add', USER, 'to group {groupName}'],
  AttachGroupPolicy: ['attached', 'attach', 'policy {policyArn}', 'to group {groupName}'],
  AttachRolePolicy: ['attached', 'attach', 'policy {policyArn}', 'to role {roleName}'],
  AttachUserPolicy: ['attached', 'attach', 'policy {policyArn}', 'to user {userName}'],
  CreateAccessKey: ['created', 'create', 'access key {<accessKey.accessKeyId}||an access key', FOR_USER],
  CreateGroup: ['created', 'create', 'group {groupName}'],
  CreateLoginProfile: ['created a console password', 'create a console password', FOR_USER],
  CreateOpenIDConnectProvider: ['created', 'create', 'identity provider {url}'],
  CreatePolicy: ['created', 'create', 'policy {policyName}'],
  CreatePolicyVersion: ['created a version of', 'create a version of', 'policy {policyArn}'],
  CreateRole: ['created', 'create', ROLE],
  CreateSAMLProvider: ['created', 'create', 'identity provider {name}'],
  CreateUser: ['created', 'create', 'user {userName}'],
  DeactivateMFADevice: ['deactivated', 'deactivate', 'MFA device {serialNumber}', 'of user {userName}'],
  DeleteAccessKey: ['deleted', 'delete', 'access key {accessKeyId}||an access key', 'of user {userName}'],
  DeleteLoginProfile: ['deleted the console password', 'delete the console password', 'of user {userName}'],
  DeleteRole: ['deleted', 'delete', ROLE],
  DeleteUser: ['deleted', 'delete', USER],
  DeleteUserPolicy: ['deleted', 'delete', 'inline policy {policyName}', 'of user {userName}'],
  DetachRolePolicy: ['detached', 'detach', 'policy {policyArn}', 'from role {roleName}'],
  DetachUserPolicy: ['detached', 'detach', 'policy {policyArn}', 'from user {userName}'],
  EnableMFADevice: ['enabled', 'enable', 'MFA device {serialNumber}', 'of user {userName}'],
  GetUser: ['read', 'read', USER],
  ListAccessKeys: ['listed the access keys', 'list the access keys', 'of user {userName}'],
  ListRoles: ['listed the roles', 'list the roles'],
  ListUsers: ['listed the users', 'list the users'],
  PutGroupPolicy: ['set', 'set', 'inline policy {policyName}', 'on group {groupName}'],
  PutRolePolicy: ['set', 'set', 'inline policy {policyName}', 'on role {roleName}'],
  PutUserPolicy: ['set', 'set', 'inline policy {policyName}', 'on user {userName}'],
  RemoveUserFromGroup: ['removed', 'remove', USER, 'from group {groupName}'],
  SetDefaultPolicyVersion: ['set the default version of', 'set the default version of', 'policy {policyArn}'],
  UpdateAccessKey: ['set', 'set', 'access key {accessKeyId}', 'of user {userName}', '?to {status}'],
  UpdateAssumeRolePolicy: ['changed who may assume', 'change who may assume', ROLE],
  UpdateLoginProfile: ['changed the console password', 'change the console password', FOR_USER],
};

const CLOUDTRAIL: Record<string, Verb> = {
  CreateTrail: ['created', 'create', 'trail {name}'],
  DeleteTrail: ['deleted', 'delete', 'trail {name}'],
  DescribeTrails: ['listed the trails', 'list the trails'],
  GetTrailStatus: ['read the status of', 'read the status of', 'trail {name}'],
  LookupEvents: ['searched the event history', 'search the event history'],
  PutEventSelectors: ['changed what is recorded by', 'change what is recorded by', 'trail {trailName}||a trail'],
  StartLogging: ['started logging of', 'start logging of', 'trail {name}'],
  StopLogging: ['stopped logging of', 'stop logging of', 'trail {name}'],
  UpdateTrail: ['changed', 'change', 'trail {name}'],
};

const EC2: Record<string, Verb> = {
  AuthorizeSecurityGroupIngress: [
    'allowed traffic into',
    'allow traffic into',
    'security group {groupId}||a security group',
  ],
  CreateKeyPair: ['created', 'create', 'key pair {keyName}'],
  CreateSnapshot: ['created a snapshot', 'create a snapshot', '?of volume {volumeId}'],
  DeleteSnapshot: ['deleted', 'delete', SNAPSHOT],
  DescribeInstances: ['listed the instances', 'list the instances'],
  GetPasswordData: ['read the password data', 'read the password data', 'of instance {instanceId}'],
  ModifyImageAttribute: ['changed an attribute of', 'change an attribute of', 'image {imageId}||an image'],
  ModifySnapshotAttribute: ['changed an attribute of', 'change an attribute of', SNAPSHOT],
  RunInstances: ['launched instances', 'launch instances', '?of type {instanceType}'],
  StartInstances: ['started instances', 'start instances'],
  StopInstances: ['stopped instances', 'stop instances'],
  TerminateInstances: ['terminated instances', 'terminate instances'],
};

const OTHERS: Record<string, Verb> = {
  'guardduty:DeleteDetector': ['deleted', 'delete', 'GuardDuty detector {detectorId}||a GuardDuty detector'],
  'guardduty:UpdateDetector': ['changed', 'change', 'GuardDuty detector {detectorId}||a GuardDuty detector'],
  'kms:Decrypt': ['decrypted data', 'decrypt data', '?with key {keyId}'],
  'kms:DisableKey': ['disabled', 'disable', 'key {keyId}||a key'],
  'kms:GenerateDataKey': ['got a data key', 'get a data key', '?under key {keyId}'],
  'kms:PutKeyPolicy': ['set the policy of', 'set the policy of', 'key {keyId}||a key'],
  'kms:ScheduleKeyDeletion': ['scheduled the deletion of', 'schedule the deletion of', 'key {keyId}||a key'],
  'lambda:Invoke': ['invoked', 'invoke', FUNCTION],
  'lambda:CreateFunction20150331': ['created', 'create', FUNCTION],
  'lambda:DeleteFunction20150331': ['deleted', 'delete', FUNCTION],
  'lambda:UpdateFunctionCode20150331v2': ['changed the code of', 'change the code of', FUNCTION],
  'organizations:LeaveOrganization': ['left the organization', 'leave the organization'],
  'secretsmanager:GetSecretValue': ['read', 'read', 'secret {secretId}||a secret'],
  'secretsmanager:ListSecrets': ['listed the secrets', 'list the secrets'],
  'ssm:GetParameter': ['read', 'read', 'parameter {name}||a parameter'],
  'ssm:SendCommand': ['sent a command', 'send a command', '?by document {documentName}'],
  'ssm:StartSession': ['opened a session', 'open a session', '?on {target}'],
};

const verbs = new Map<string, Verb>(Object.entries(OTHERS));
for (const [service, calls] of Object.entries({
  s3: S3,
  sts: STS,
  signin: SIGN_IN,
  iam: IAM,
  cloudtrail: CLOUDTRAIL,
  ec2: EC2,
})) {
  for (const [name, verb] of Object.entries(calls)) verbs.set(`${service}:${name}`, verb);
}

/** The words for a call; undefined for one that is told by its name. */
export function verbOf(eventSource: string, eventName: string): Verb | undefined {
  return verbs.get(`${eventSource.replace(/\.amazonaws\.com$/, '')}:${eventName}`);
}

/** Every call that has words, for tests: `service:call`. */
export const VERBS: ReadonlyMap<string, Verb> = verbs;

/** A phrase in its parts. */
export interface Phrase {
  readonly words: string;
  /** Fields that may fill it; none where the words stand alone. */
  readonly paths: readonly string[];
  /** Said where the record has none of the fields; nothing is, where this is undefined. */
  readonly instead: string | undefined;
}

const PLACE = /^(\??)([^{]*)\{([^}]+)\}(?:\|\|(.+))?$/;
const PREPOSITION = /^(?:as|by|for|from|in|into|of|on|to|under|with) /;

export function readPhrase(phrase: string): Phrase {
  const match = PLACE.exec(phrase);
  if (match === null) return { words: phrase, paths: [], instead: undefined };
  const [, optional = '', before = '', fields = '', instead] = match;
  const words = before.trim();
  return { words, paths: fields.split('|'), instead: optional === '?' ? undefined : (instead ?? unnamed(words)) };
}

/** What is said of a thing that ends with it. */
export const UNNAMED = ' that the record does not name';

/** "to user" -> "to a user that the record does not name". */
function unnamed(words: string): string {
  const preposition = PREPOSITION.exec(words)?.[0] ?? '';
  const noun = words.slice(preposition.length) || 'something';
  const article = noun === 'something' ? '' : /^(?:[aeio]|MFA)/.test(noun) ? 'an ' : 'a ';
  return `${preposition}${article}${noun}${UNNAMED}`;
}
