import { INDEXED_FACETS, facetPosition } from './facet-catalogue';
import type { FacetName } from './facet-catalogue';
import { NO_TIME } from './facet-values';
import type { EventValues, FacetValue } from './facet-values';
import { callerClassOf } from './caller-class';
import { newIdentity, readIdentity } from './identity';
import { timeNotation } from './event-time';
import { isObject } from './json';
import type { JsonObject } from './json';
import { levelOf } from './level';
import { mfaFrom } from './mfa';
import { outcomeOf } from './outcome';
import { actorOf, principalOf, roleOf, sessionNameOf } from './principal';
import { eventIdOf, eventTimeOf } from './record-place';
import { issuedOf } from './issued';
import { namedResources } from './named-resources';
import { resourceOwners } from './resources';
import { identityText, objectOf, textOf, wholeBytes } from './text-value';

export function newEventValues(): EventValues {
  return {
    time: NO_TIME,
    eventId: undefined,
    facets: new Array<FacetValue>(INDEXED_FACETS.length).fill(undefined),
    bytesOut: -1,
  };
}

function position(name: FacetName): number {
  const at = facetPosition(name);
  if (at === undefined) throw new RangeError(`No facet is called ${name}`);
  return at;
}

const EVENT_NAME = position('eventName');
const PRINCIPAL = position('principal');
const SOURCE_IP = position('sourceIPAddress');
const SIGNATURE_VERSION = position('signatureVersion');
const EVENT_SOURCE = position('eventSource');
const REGION = position('awsRegion');
const RECIPIENT = position('recipientAccountId');
const ERROR_CODE = position('errorCode');
const SHARED_EVENT = position('sharedEventID');
const OUTCOME = position('outcome');
const CALLER_CLASS = position('callerClass');
const ACCOUNT = position('accountId');
const OWNER = position('ownerAccountId');
const IDENTITY_TYPE = position('userIdentityType');
const ACCESS_KEY = position('accessKeyId');
const ACTOR = position('actor');
const USER_NAME = position('userName');
const INVOKED_BY = position('invokedBy');
const ROLE = position('role');
const SESSION_NAME = position('sessionName');
const MFA = position('mfa');
const READ_ONLY = position('readOnly');
const CATEGORY = position('eventCategory');
const EVENT_TYPE = position('eventType');
const LEVEL = position('level');
const USER_AGENT = position('userAgent');
const BUCKET = position('bucketName');
const RESOURCE = position('resource');
const RESOURCE_STATED_IN = position('resourceStatedIn');
const BUCKETS = position('bucket');
const COPY_SOURCE = position('copySource');
const COPY_TARGET = position('copyTarget');
const CONSOLE_CREDENTIALS = position('consoleCredentials');
const TIME_NOTATION = position('timeNotation');
const ISSUED_KEY = position('issuedKey');
const ISSUED_TO = position('issuedTo');
const ISSUED_EXPIRATION = position('issuedExpiration');
const SESSION_START = position('sessionStart');
const SOURCE_IDENTITY = position('sourceIdentity');
const ON_BEHALF_OF = position('onBehalfOf');
const IN_SCOPE_OF = position('inScopeOf');
const AUTHENTICATION = position('authenticationMethod');
const VPC_ENDPOINT = position('vpcEndpointId');
const TLS_VERSION = position('tlsVersion');
const CIPHER = position('cipherSuite');

/**
 * Reads a record into `into`: every facet of the catalogue, the time, the event id and the bytes.
 * Runs once for each of millions of records: one pass, no maps, no closures.
 *
 * Names are read as plain properties: none of them exists on Object.prototype, and `JSON.parse`
 * keeps a member called `__proto__` as an own property.
 */
export function extractEvent(record: JsonObject, into: EventValues): void {
  const facets = into.facets;
  const additional = objectOf(record.additionalEventData);
  into.time = eventTimeOf(record);
  into.eventId = eventIdOf(record);
  into.bytesOut = wholeBytes(additional.bytesTransferredOut);
  facets[EVENT_NAME] = textOf(record.eventName);
  facets[SOURCE_IP] = textOf(record.sourceIPAddress);
  facets[EVENT_SOURCE] = textOf(record.eventSource);
  facets[REGION] = textOf(record.awsRegion);
  facets[RECIPIENT] = textOf(record.recipientAccountId);
  facets[ERROR_CODE] = textOf(record.errorCode);
  facets[OUTCOME] = outcomeOf(record);
  facets[READ_ONLY] = textOf(record.readOnly);
  facets[CATEGORY] = textOf(record.eventCategory);
  facets[EVENT_TYPE] = textOf(record.eventType);
  facets[LEVEL] = levelOf(record);
  facets[USER_AGENT] = withoutBrackets(textOf(record.userAgent));
  facets[BUCKET] = textOf(objectOf(record.requestParameters).bucketName);
  facets[SHARED_EVENT] = textOf(record.sharedEventID);
  facets[VPC_ENDPOINT] = textOf(record.vpcEndpointId);
  facets[SIGNATURE_VERSION] = textOf(additional.SignatureVersion);
  facets[AUTHENTICATION] = textOf(additional.AuthenticationMethod);
  const tls = objectOf(record.tlsDetails);
  facets[TLS_VERSION] = textOf(tls.tlsVersion);
  facets[CIPHER] = textOf(tls.cipherSuite) ?? textOf(additional.CipherSuite);
  facets[OWNER] = resourceOwners(record.resources);
  const named = namedResources(record);
  facets[RESOURCE] = named.resources;
  facets[RESOURCE_STATED_IN] = named.statedIn;
  facets[BUCKETS] = named.buckets;
  facets[COPY_SOURCE] = named.copy?.source;
  facets[COPY_TARGET] = named.copy?.target;
  facets[CONSOLE_CREDENTIALS] = textOf(record.sessionCredentialFromConsole);
  facets[TIME_NOTATION] = timeNotation(record.eventTime, into.time);
  const issued = issuedOf(objectOf(record.responseElements));
  facets[ISSUED_KEY] = issued.key;
  facets[ISSUED_TO] = issued.to;
  facets[ISSUED_EXPIRATION] = issued.expiration;
  extractIdentity(record, additional, facets);
}

/** Filled anew for each record; nothing keeps it. */
const identity = newIdentity();

function extractIdentity(record: JsonObject, additional: JsonObject, facets: FacetValue[]): void {
  const stated = isObject(record.userIdentity);
  const userIdentity = objectOf(record.userIdentity);
  readIdentity(userIdentity, identity);
  const session = objectOf(userIdentity.sessionContext);
  const signInName = identityText(additional.UserName);
  const principal = principalOf(identity, signInName);
  facets[PRINCIPAL] = principal;
  facets[ACTOR] = actorOf(identity, principal);
  facets[CALLER_CLASS] = stated ? callerClassOf(identity) : undefined;
  facets[ACCOUNT] = identity.accountId;
  facets[IDENTITY_TYPE] = identity.type;
  facets[USER_NAME] = identity.userName ?? signInName;
  facets[INVOKED_BY] = identity.invokedBy;
  facets[ACCESS_KEY] = identityText(userIdentity.accessKeyId);
  facets[ROLE] = roleOf(objectOf(session.sessionIssuer));
  facets[SESSION_NAME] = sessionNameOf(identity);
  facets[SESSION_START] = identityText(objectOf(session.attributes).creationDate);
  facets[SOURCE_IDENTITY] = identityText(session.sourceIdentity);
  facets[ON_BEHALF_OF] = identityText(objectOf(userIdentity.onBehalfOf).userId);
  facets[IN_SCOPE_OF] = identityText(objectOf(userIdentity.inScopeOf).credentialsIssuedTo);
  facets[MFA] = mfaFrom(record.eventName, additional, objectOf(session.attributes));
}

/** User agents come with brackets around them at times; they group without. */
function withoutBrackets(agent: string | undefined): string | undefined {
  if (agent === undefined || agent.length < 2) return agent;
  const bracketed = agent.charCodeAt(0) === OPENING && agent.charCodeAt(agent.length - 1) === CLOSING;
  return bracketed ? agent.slice(1, -1) : agent;
}

const OPENING = 0x5b;
const CLOSING = 0x5d;
