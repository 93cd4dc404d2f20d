import { KeyScope, Take } from './key-scope';
import { SLOT } from './scanned-record';

/** Names in one resource; their slots are those of a resource, see `RESOURCE_SLOT`. */
export const RESOURCE_SLOT = { arn: 0, accountId: 1, arnPrefix: 2 } as const;

export const RESOURCE_KEYS = new KeyScope([
  { name: 'accountId', take: Take.Text, slot: RESOURCE_SLOT.accountId },
  { name: 'type', take: Take.Skip },
  { name: 'ARN', take: Take.Text, slot: RESOURCE_SLOT.arn },
  { name: 'ARNPrefix', take: Take.Text, slot: RESOURCE_SLOT.arnPrefix },
]);

const requestParameters = new KeyScope([
  { name: 'bucketName', take: Take.Text, slot: SLOT.bucketName },
  { name: 'x-amz-copy-source', take: Take.Presence, slot: SLOT.copySource },
  { name: 'X-Amz-Copy-Source', take: Take.Presence, slot: SLOT.copySource },
]);

const CONSOLE_LOGIN = { name: 'ConsoleLogin', take: Take.Presence, slot: SLOT.consoleLogin } as const;

/** Of answers that give out credentials: what they are is read from the answer as a whole. */
const ISSUED = (['credentials', 'assumedRoleUser', 'accessKey', 'federatedUser'] as const).map(
  (name) => ({ name, take: Take.Presence, slot: SLOT[name] }) as const,
);

/** Answers that may state a failure though there is no error code. */
const responseElements = new KeyScope([...ISSUED, CONSOLE_LOGIN], 'answer');

const serviceEventDetails = new KeyScope([CONSOLE_LOGIN], 'answer');

const additionalEventData = new KeyScope([
  { name: 'SignatureVersion', take: Take.Text, slot: SLOT.signatureVersion },
  { name: 'CipherSuite', take: Take.Text, slot: SLOT.additionalCipherSuite },
  { name: 'bytesTransferredIn', take: Take.Skip },
  { name: 'AuthenticationMethod', take: Take.Text, slot: SLOT.authenticationMethod },
  { name: 'x-amz-id-2', take: Take.Skip },
  { name: 'bytesTransferredOut', take: Take.Range, slot: SLOT.bytesOut },
  { name: 'UserName', take: Take.Presence, slot: SLOT.signInName },
]);

const tlsDetails = new KeyScope([
  { name: 'tlsVersion', take: Take.Text, slot: SLOT.tlsVersion },
  { name: 'cipherSuite', take: Take.Text, slot: SLOT.tlsCipherSuite },
  { name: 'clientProvidedHostHeader', take: Take.Skip },
]);

/**
 * The names at the top of a record, roughly in the order in which CloudTrail writes them. The
 * skipped ones are here to keep the expectation of the next name going.
 */
export const RECORD_KEYS = new KeyScope([
  { name: 'eventVersion', take: Take.Skip },
  { name: 'userIdentity', take: Take.Identity, slot: SLOT.userIdentity },
  { name: 'eventTime', take: Take.Text, slot: SLOT.eventTime },
  { name: 'eventSource', take: Take.Text, slot: SLOT.eventSource },
  { name: 'eventName', take: Take.Text, slot: SLOT.eventName },
  { name: 'awsRegion', take: Take.Text, slot: SLOT.awsRegion },
  { name: 'sourceIPAddress', take: Take.Text, slot: SLOT.sourceIPAddress },
  { name: 'userAgent', take: Take.Text, slot: SLOT.userAgent },
  { name: 'errorCode', take: Take.Text, slot: SLOT.errorCode },
  { name: 'errorMessage', take: Take.Presence, slot: SLOT.errorMessage },
  { name: 'requestParameters', take: Take.Object, slot: SLOT.requestParameters, within: requestParameters },
  { name: 'responseElements', take: Take.Object, slot: SLOT.responseElements, within: responseElements },
  { name: 'additionalEventData', take: Take.Object, slot: SLOT.additionalEventData, within: additionalEventData },
  { name: 'requestID', take: Take.Skip },
  { name: 'eventID', take: Take.Text, slot: SLOT.eventId },
  { name: 'readOnly', take: Take.Text, slot: SLOT.readOnly },
  { name: 'resources', take: Take.Resources, slot: SLOT.resources },
  { name: 'eventType', take: Take.Text, slot: SLOT.eventType },
  { name: 'apiVersion', take: Take.Skip },
  { name: 'managementEvent', take: Take.Text, slot: SLOT.managementEvent },
  { name: 'recipientAccountId', take: Take.Text, slot: SLOT.recipientAccountId },
  { name: 'serviceEventDetails', take: Take.Object, slot: SLOT.serviceEventDetails, within: serviceEventDetails },
  { name: 'sharedEventID', take: Take.Text, slot: SLOT.sharedEventId },
  { name: 'vpcEndpointId', take: Take.Text, slot: SLOT.vpcEndpointId },
  { name: 'vpcEndpointAccountId', take: Take.Skip },
  { name: 'eventCategory', take: Take.Text, slot: SLOT.eventCategory },
  { name: 'sessionCredentialFromConsole', take: Take.Text, slot: SLOT.consoleCredentials },
  { name: 'tlsDetails', take: Take.Object, slot: SLOT.tlsDetails, within: tlsDetails },
]);
