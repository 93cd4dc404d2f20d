/** Where the index holds the name of what a call makes or ends. */
export type NamedBy =
  /**
   * Values of `resource` that begin so, or that are ARNs with it: of each kind one, and all of them make the name. `id`
   * begins an id that a call may give in the place of the name.
   */
  | { readonly in: 'resource'; readonly prefixes: readonly [string, ...string[]]; readonly id?: string }
  /** The access key that `CreateAccessKey` gave out; of its end the key among the values of `resource`. */
  | { readonly in: 'issuedKey' }
  /** The bucket of the request. Names of buckets are of one space for all accounts. */
  | { readonly in: 'bucketName' }
  /** What the copy made: a snapshot or an image. */
  | { readonly in: 'copyTarget' }
  /**
   * Ids among the values of `resource` that begin so: each is a thing of its own. `also` begins a name that a call may
   * give in the place of the id.
   */
  | { readonly in: 'ids'; readonly prefix: string; readonly also?: string }
  /** The name of a trail, or its ARN. */
  | { readonly in: 'trail' }
  /** Nothing that the index holds. */
  | { readonly in: 'nothing' };

/** Calls that make a thing, and those that end it. */
export interface ResourcePair {
  /** In words, singular. */
  readonly kind: string;
  readonly source: string;
  readonly create: readonly string[];
  readonly named: NamedBy;
  readonly remove?: readonly string[];
  /** Switched off, or set to be deleted. */
  readonly disable?: readonly string[];
  /** Switched on again, or its deletion called off. */
  readonly enable?: readonly string[];
  /** Could have switched it on or off: the request says which, and the index does not hold that. */
  readonly change?: readonly string[];
  /** The same name may be of another thing in another region. */
  readonly regional?: true;
}

const by = (...prefixes: readonly [string, ...string[]]): NamedBy => ({ in: 'resource', prefixes });
const ids = (prefix: string, also?: string): NamedBy => ({
  in: 'ids',
  prefix,
  ...(also === undefined ? {} : { also }),
});
const UNNAMED: NamedBy = { in: 'nothing' };

function pair(
  kind: string,
  source: string,
  create: string,
  named: NamedBy,
  rest: Omit<ResourcePair, 'kind' | 'source' | 'create' | 'named'> = {},
): ResourcePair {
  return { kind, source: `${source}.amazonaws.com`, create: create.split(' '), named, ...rest };
}

/**
 * What calls make and what ends it. From the actions of AWS's service authorization reference; names as
 * `namedResources` gives them.
 */
export const RESOURCE_PAIRS: readonly ResourcePair[] = [
  pair('user', 'iam', 'CreateUser', by('user/'), { remove: ['DeleteUser'] }),
  pair(
    'access key',
    'iam',
    'CreateAccessKey',
    { in: 'issuedKey' },
    {
      remove: ['DeleteAccessKey'],
      change: ['UpdateAccessKey'],
    },
  ),
  pair('login profile', 'iam', 'CreateLoginProfile', by('user/'), { remove: ['DeleteLoginProfile'] }),
  pair('MFA device', 'iam', 'CreateVirtualMFADevice', by('mfa/'), { remove: ['DeleteVirtualMFADevice'] }),
  pair('role', 'iam', 'CreateRole', by('role/'), { remove: ['DeleteRole'] }),
  pair('group', 'iam', 'CreateGroup', by('group/'), { remove: ['DeleteGroup'] }),
  pair('membership in a group', 'iam', 'AddUserToGroup', by('user/', 'group/'), { remove: ['RemoveUserFromGroup'] }),
  pair('policy', 'iam', 'CreatePolicy', by('policy/'), { remove: ['DeletePolicy'] }),
  pair('inline policy of a user', 'iam', 'PutUserPolicy', by('user/', 'policy/'), { remove: ['DeleteUserPolicy'] }),
  pair('inline policy of a role', 'iam', 'PutRolePolicy', by('role/', 'policy/'), { remove: ['DeleteRolePolicy'] }),
  pair('inline policy of a group', 'iam', 'PutGroupPolicy', by('group/', 'policy/'), {
    remove: ['DeleteGroupPolicy'],
  }),
  pair('policy of a user', 'iam', 'AttachUserPolicy', by('user/', 'policy/'), { remove: ['DetachUserPolicy'] }),
  pair('policy of a role', 'iam', 'AttachRolePolicy', by('role/', 'policy/'), { remove: ['DetachRolePolicy'] }),
  pair('policy of a group', 'iam', 'AttachGroupPolicy', by('group/', 'policy/'), { remove: ['DetachGroupPolicy'] }),
  pair('instance profile', 'iam', 'CreateInstanceProfile', by('instance-profile/'), {
    remove: ['DeleteInstanceProfile'],
  }),
  pair('SAML provider', 'iam', 'CreateSAMLProvider', by('saml-provider/'), { remove: ['DeleteSAMLProvider'] }),
  pair('OpenID Connect provider', 'iam', 'CreateOpenIDConnectProvider', by('oidc-provider/'), {
    remove: ['DeleteOpenIDConnectProvider'],
  }),
  pair('service credential', 'iam', 'CreateServiceSpecificCredential', ids('ACCA'), {
    remove: ['DeleteServiceSpecificCredential'],
    change: ['UpdateServiceSpecificCredential'],
  }),
  pair('SSH public key', 'iam', 'UploadSSHPublicKey', ids('APKA'), {
    remove: ['DeleteSSHPublicKey'],
    change: ['UpdateSSHPublicKey'],
  }),
  pair('bucket', 's3', 'CreateBucket', { in: 'bucketName' }, { remove: ['DeleteBucket'] }),
  pair('instance', 'ec2', 'RunInstances CreateFleet', ids('i-'), {
    remove: ['TerminateInstances'],
    disable: ['StopInstances'],
    enable: ['StartInstances'],
  }),
  pair(
    'key pair',
    'ec2',
    'CreateKeyPair ImportKeyPair',
    { in: 'resource', prefixes: ['key-pair/'], id: 'key-' },
    {
      remove: ['DeleteKeyPair'],
      regional: true,
    },
  ),
  pair('security group', 'ec2', 'CreateSecurityGroup', ids('sg-', 'security-group/'), {
    remove: ['DeleteSecurityGroup'],
    regional: true,
  }),
  pair('volume', 'ec2', 'CreateVolume', ids('vol-'), { remove: ['DeleteVolume'] }),
  pair('snapshot', 'ec2', 'CreateSnapshot CreateSnapshots', ids('snap-'), { remove: ['DeleteSnapshot'] }),
  pair('image', 'ec2', 'CreateImage RegisterImage', ids('ami-'), {
    remove: ['DeregisterImage'],
    disable: ['DisableImage'],
    enable: ['EnableImage'],
  }),
  pair('copied snapshot', 'ec2', 'CopySnapshot', { in: 'copyTarget' }, { remove: ['DeleteSnapshot'] }),
  pair(
    'copied image',
    'ec2',
    'CopyImage',
    { in: 'copyTarget' },
    {
      remove: ['DeregisterImage'],
      disable: ['DisableImage'],
      enable: ['EnableImage'],
    },
  ),
  pair('function', 'lambda', 'CreateFunction CreateFunction20150331', by('function:'), {
    remove: ['DeleteFunction', 'DeleteFunction20150331'],
    regional: true,
  }),
  pair('secret', 'secretsmanager', 'CreateSecret', by('secret:'), {
    remove: ['DeleteSecret'],
    enable: ['RestoreSecret'],
    regional: true,
  }),
  pair('key of KMS', 'kms', 'CreateKey', by('key/'), {
    disable: ['DisableKey', 'ScheduleKeyDeletion'],
    enable: ['EnableKey', 'CancelKeyDeletion'],
    regional: true,
  }),
  pair('database', 'rds', 'CreateDBInstance RestoreDBInstanceFromDBSnapshot', by('db:'), {
    remove: ['DeleteDBInstance'],
    disable: ['StopDBInstance'],
    enable: ['StartDBInstance'],
    regional: true,
  }),
  pair('database snapshot', 'rds', 'CreateDBSnapshot', by('snapshot:'), {
    remove: ['DeleteDBSnapshot'],
    regional: true,
  }),
  pair(
    'trail',
    'cloudtrail',
    'CreateTrail',
    { in: 'trail' },
    {
      remove: ['DeleteTrail'],
      disable: ['StopLogging'],
      enable: ['StartLogging'],
      regional: true,
    },
  ),
  pair('table', 'dynamodb', 'CreateTable', by('table/'), { remove: ['DeleteTable'], regional: true }),
  pair('stack', 'cloudformation', 'CreateStack', by('stack/'), { remove: ['DeleteStack'], regional: true }),
  pair('log group', 'logs', 'CreateLogGroup', by('log-group:'), { remove: ['DeleteLogGroup'], regional: true }),
  pair('detector', 'guardduty', 'CreateDetector', by('detector/'), {
    remove: ['DeleteDetector'],
    change: ['UpdateDetector'],
    regional: true,
  }),
  pair('account', 'organizations', 'CreateAccount', UNNAMED),
];

/** What a call does to a thing. */
export type PairStep = 'create' | 'remove' | 'disable' | 'enable' | 'change';

export interface PairCall {
  readonly pair: ResourcePair;
  readonly step: PairStep;
}

/** The pairs that a call is of, by its name; the source must be the pair's. */
export const PAIR_CALLS: ReadonlyMap<string, readonly PairCall[]> = callsByName();

function callsByName(): ReadonlyMap<string, readonly PairCall[]> {
  const calls = new Map<string, PairCall[]>();
  for (const one of RESOURCE_PAIRS) {
    for (const step of ['create', 'remove', 'disable', 'enable', 'change'] as const) {
      for (const name of one[step] ?? []) {
        const known = calls.get(name) ?? [];
        known.push({ pair: one, step });
        calls.set(name, known);
      }
    }
  }
  return calls;
}
