/**
 * Every facet of an event, in the order in which segments hold their columns; those that are `said` by analysts
 * come last and are in no segment: they are made from the case's journal, see `core/annotation`.
 *
 * A value that is absent or null is code 0, shown as "(none)"; the empty string is a value of its
 * own, shown as "(empty)". Adding a facet is adding an entry here and its value in
 * `extract-facets.ts`; then INDEX_VERSION must rise.
 */
export interface FacetDefinition {
  /** Name in queries: CloudTrail's own field name where there is one. */
  readonly name: string;
  /** Words for headings and pills. */
  readonly label: string;
  /** Where the value comes from, for the glossary and the tooltip. */
  readonly source: string;
  /** JSON path within the record that this column answers exactly; absent for derived facets. */
  readonly path?: string;
  /** Hot columns load with the case; cold ones on first use; what was `said` of events is in no segment. */
  readonly temperature: 'hot' | 'cold' | 'said';
  /** Several values per event; an event counts once per distinct value. */
  readonly multiple?: true;
  /** Identifiers are shown in the monospaced font. */
  readonly identifier?: true;
  /** Of a hot facet: most events state none, and the case's list of its values is made on first use. */
  readonly seldom?: true;
}

/** A facet that segments have a column of. */
export type IndexedDefinition = FacetDefinition & { readonly temperature: 'hot' | 'cold' };

export const FACETS = [
  { name: 'eventName', label: 'Event name', path: 'eventName', temperature: 'hot', source: 'eventName' },
  {
    name: 'principal',
    label: 'Principal',
    temperature: 'hot',
    identifier: true,
    source:
      'userIdentity.arn; else invokedBy; else (anonymous) for accountId or principalId ANONYMOUS_PRINCIPAL or anonymous; else principalId; else onBehalfOf.userId, userName, credentialId; else the name that a sign-in was tried with; else accountId, of an account alone',
  },
  {
    name: 'sourceIPAddress',
    label: 'Source IP',
    path: 'sourceIPAddress',
    temperature: 'hot',
    identifier: true,
    source: 'sourceIPAddress',
  },
  {
    name: 'signatureVersion',
    label: 'Signature version',
    path: 'additionalEventData.SignatureVersion',
    temperature: 'hot',
    source: 'additionalEventData.SignatureVersion',
  },
  { name: 'eventSource', label: 'Event source', path: 'eventSource', temperature: 'hot', source: 'eventSource' },
  { name: 'awsRegion', label: 'Region', path: 'awsRegion', temperature: 'hot', identifier: true, source: 'awsRegion' },
  {
    name: 'recipientAccountId',
    label: 'Delivered-to account',
    path: 'recipientAccountId',
    temperature: 'hot',
    identifier: true,
    source: 'recipientAccountId',
  },
  { name: 'errorCode', label: 'Error code', path: 'errorCode', temperature: 'hot', source: 'errorCode' },
  {
    name: 'outcome',
    label: 'Outcome',
    temperature: 'hot',
    source:
      'derived from errorCode, errorMessage, responseElements and serviceEventDetails; none for records that are no calls',
  },
  {
    name: 'callerClass',
    label: 'People and services',
    temperature: 'hot',
    source:
      'derived from userIdentity: people; through a service (invokedBy with credentials of people); service; anonymous',
  },
  {
    name: 'sharedEventID',
    label: 'Shared event',
    path: 'sharedEventID',
    temperature: 'hot',
    seldom: true,
    identifier: true,
    source: 'sharedEventID: the same for the copies of one call that were delivered to several accounts',
  },
  {
    name: 'accountId',
    label: 'Caller account',
    path: 'userIdentity.accountId',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.accountId',
  },
  {
    name: 'ownerAccountId',
    label: 'Owner account',
    temperature: 'cold',
    multiple: true,
    identifier: true,
    source: 'resources[].accountId',
  },
  {
    name: 'userIdentityType',
    label: 'Identity type',
    path: 'userIdentity.type',
    temperature: 'cold',
    source: 'userIdentity.type',
  },
  {
    name: 'accessKeyId',
    label: 'Access key',
    path: 'userIdentity.accessKeyId',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.accessKeyId',
  },
  {
    name: 'actor',
    label: 'Actor',
    temperature: 'cold',
    identifier: true,
    source:
      'userIdentity.principalId, for roles up to the colon unless many people enter the role; of root in words; else as principal',
  },
  {
    name: 'userName',
    label: 'User name',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.userName; else additionalEventData.UserName, which a sign-in was tried with',
  },
  {
    name: 'invokedBy',
    label: 'Via',
    path: 'userIdentity.invokedBy',
    temperature: 'cold',
    source: 'userIdentity.invokedBy',
  },
  {
    name: 'role',
    label: 'Role',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.sessionContext.sessionIssuer.arn of an assumed role',
  },
  {
    name: 'sessionName',
    label: 'Session',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.principalId after the colon, for assumed roles and federated users',
  },
  {
    name: 'mfa',
    label: 'MFA',
    temperature: 'cold',
    source:
      'userIdentity.sessionContext.attributes.mfaAuthenticated; for ConsoleLogin additionalEventData.MFAUsed: yes, no, not stated; no also stands for federated sessions, whose identity provider may have asked for a second factor',
  },
  { name: 'readOnly', label: 'Read or write', path: 'readOnly', temperature: 'cold', source: 'readOnly' },
  {
    name: 'eventCategory',
    label: 'Event category',
    path: 'eventCategory',
    temperature: 'cold',
    source: 'eventCategory',
  },
  { name: 'eventType', label: 'Event type', path: 'eventType', temperature: 'cold', source: 'eventType' },
  {
    name: 'level',
    label: 'Level',
    temperature: 'cold',
    source: "eventCategory; else managementEvent; else AWS's table of S3 actions: management, data, other",
  },
  { name: 'userAgent', label: 'User agent', temperature: 'cold', source: 'userAgent without surrounding brackets' },
  {
    name: 'bucket',
    label: 'Bucket',
    temperature: 'cold',
    multiple: true,
    identifier: true,
    source: 'requestParameters.bucketName; and the bucket in requestParameters.x-amz-copy-source',
  },
  {
    name: 'copySource',
    label: 'Copied from',
    temperature: 'cold',
    identifier: true,
    source:
      'requestParameters.x-amz-copy-source as an ARN, without a version; of snapshots and images the source that the request names',
  },
  {
    name: 'copyTarget',
    label: 'Copied to',
    temperature: 'cold',
    identifier: true,
    source: 'of a copy, the object, snapshot or image that request or response names',
  },
  {
    name: 'bucketName',
    label: 'Bucket in the request',
    path: 'requestParameters.bucketName',
    temperature: 'cold',
    identifier: true,
    source: 'requestParameters.bucketName; of a copy the bucket that it goes to',
  },
  {
    name: 'resource',
    label: 'Resource',
    temperature: 'cold',
    multiple: true,
    identifier: true,
    source:
      'resources[].ARN, or resources[].ARNPrefix with a trailing *; where a record lists none, what its refusal, its request and (of what was made) its response name',
  },
  {
    name: 'resourceStatedIn',
    label: 'Resource stated in',
    temperature: 'cold',
    multiple: true,
    source:
      'where Resource comes from: resources, the request (requestParameters), the response (responseElements), the error message',
  },
  {
    name: 'authenticationMethod',
    label: 'Authentication method',
    path: 'additionalEventData.AuthenticationMethod',
    temperature: 'cold',
    source: 'additionalEventData.AuthenticationMethod',
  },
  {
    name: 'vpcEndpointId',
    label: 'VPC endpoint',
    path: 'vpcEndpointId',
    temperature: 'cold',
    identifier: true,
    source: 'vpcEndpointId',
  },
  {
    name: 'tlsVersion',
    label: 'TLS version',
    path: 'tlsDetails.tlsVersion',
    temperature: 'cold',
    source: 'tlsDetails.tlsVersion',
  },
  {
    name: 'cipherSuite',
    label: 'Cipher',
    temperature: 'cold',
    source: 'tlsDetails.cipherSuite; else additionalEventData.CipherSuite',
  },
  {
    name: 'consoleCredentials',
    label: 'Console credentials',
    path: 'sessionCredentialFromConsole',
    temperature: 'cold',
    source: 'sessionCredentialFromConsole: true where the credentials are those of a console session',
  },
  {
    name: 'timeNotation',
    label: 'Time notation',
    temperature: 'cold',
    source: 'eventTime: said only where it is not readable, or states no zone and is read as UTC, as SQL prints it',
  },
  {
    name: 'issuedKey',
    label: 'Issued key',
    temperature: 'cold',
    identifier: true,
    source:
      'the access key that the call gave out: responseElements.credentials.accessKeyId; else responseElements.accessKey.accessKeyId of CreateAccessKey',
  },
  {
    name: 'issuedTo',
    label: 'Issued to',
    temperature: 'cold',
    identifier: true,
    source:
      'principalId of the session that the key is for: responseElements.assumedRoleUser.assumedRoleId; else responseElements.federatedUser.federatedUserId',
  },
  {
    name: 'issuedExpiration',
    label: 'Issued until',
    temperature: 'cold',
    source: 'responseElements.credentials.expiration, as the answer writes it',
  },
  {
    name: 'sessionStart',
    label: 'Session began',
    temperature: 'cold',
    source: 'userIdentity.sessionContext.attributes.creationDate: when the temporary credentials were issued',
  },
  {
    name: 'sourceIdentity',
    label: 'Source identity',
    path: 'userIdentity.sessionContext.sourceIdentity',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.sessionContext.sourceIdentity: who entered the first role, kept along the chain',
  },
  {
    name: 'onBehalfOf',
    label: 'On behalf of',
    path: 'userIdentity.onBehalfOf.userId',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.onBehalfOf.userId: user of IAM Identity Center',
  },
  {
    name: 'inScopeOf',
    label: 'In scope of',
    path: 'userIdentity.inScopeOf.credentialsIssuedTo',
    temperature: 'cold',
    identifier: true,
    source: 'userIdentity.inScopeOf.credentialsIssuedTo: the function or instance that the role was given to',
  },
  {
    name: 'tag',
    label: 'Tag',
    temperature: 'said',
    multiple: true,
    source: 'tags that analysts gave to the event, or to a value, account or stretch of time that it is of',
  },
  {
    name: 'status',
    label: 'Status',
    temperature: 'said',
    multiple: true,
    source: 'status that an analyst gave to the event, or to a value, account or stretch of time that it is of',
  },
  {
    name: 'starred',
    label: 'Starred',
    temperature: 'said',
    source: 'true where an analyst starred the event, or a value that it has',
  },
  {
    name: 'note',
    label: 'Note',
    temperature: 'said',
    multiple: true,
    source: 'texts of notes on the event, or on a value, account or stretch of time that it is of',
  },
  {
    name: 'finding',
    label: 'Finding',
    temperature: 'said',
    multiple: true,
    source: 'numbers of the findings that cite the event',
  },
  {
    name: 'annotated',
    label: 'Annotated',
    temperature: 'said',
    multiple: true,
    source:
      'event: something was said of the event itself; value: of a value, account or stretch of time that it is of',
  },
] as const satisfies readonly FacetDefinition[];

export type FacetName = (typeof FACETS)[number]['name'];

/** Facets of what analysts said. */
export type SaidFacet = Extract<(typeof FACETS)[number], { readonly temperature: 'said' }>['name'];

/** Raise whenever columns, their meaning or the segment layout change: windows then rebuild. */
export const INDEX_VERSION = 5;

const positions = new Map<string, number>(FACETS.map((facet, position) => [facet.name, position]));

/** Position of a facet in FACETS, or undefined for a name that is none. */
export function facetPosition(name: string): number | undefined {
  return positions.get(name);
}

export function isFacetName(name: string): name is FacetName {
  return positions.has(name);
}

/** Facets whose values are at hand as soon as a case is loaded. */
export const LOADED_FACETS: readonly FacetName[] = FACETS.map(({ name }) => name).filter((name) => {
  const { temperature, seldom } = facet(name);
  return temperature === 'hot' && seldom !== true;
});

export function facet(name: FacetName): FacetDefinition {
  return FACETS[positions.get(name) ?? 0] as FacetDefinition;
}

/** Facets that segments have columns of, in their order: all but those that are said. */
export const INDEXED_FACETS = FACETS.filter((one) => one.temperature !== 'said');

export const SAID_FACETS: readonly SaidFacet[] = FACETS.flatMap((one) =>
  one.temperature === 'said' ? [one.name] : [],
);

export function isSaidFacet(name: FacetName): name is SaidFacet {
  return facet(name).temperature === 'said';
}
