/** Members that hold the list of records, by who writes them: trails, other exporters, LookupEvents. */
const CONTAINERS = new Set(['Records', 'records', 'Events', 'events']);

export function isContainer(name: string): boolean {
  return CONTAINERS.has(name);
}

/** The same as AWS writes them: the others are names that parameters of a request have as well. */
export function isOwnContainer(name: string): boolean {
  return name === 'Records' || name === 'Events';
}

/** An answer of AWS that is not the last one. */
export function isNextToken(name: string): boolean {
  return name === 'NextToken' || name === 'nextToken';
}

/** JSON of CloudTrail has at least one of these at the top of a record; an item of LookupEvents holds it as text. */
const TELLING = new Set(['eventName', 'eventSource', 'eventTime', 'CloudTrailEvent']);

export function tellsRecord(name: string): boolean {
  return TELLING.has(name);
}

/** Names at the top of a record (AWS CloudTrail user guide, "CloudTrail record contents"). */
const FIELDS = [
  ...['eventVersion', 'userIdentity', 'eventTime', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress'],
  ...['userAgent', 'errorCode', 'errorMessage', 'requestParameters', 'responseElements', 'additionalEventData'],
  ...['requestID', 'eventID', 'eventType', 'apiVersion', 'managementEvent', 'readOnly', 'recipientAccountId'],
  ...['serviceEventDetails', 'sharedEventID', 'vpcEndpointId', 'vpcEndpointAccountId', 'eventCategory', 'addendum'],
  ...['sessionCredentialFromConsole', 'eventContext', 'edgeDeviceDetails', 'tlsDetails', 'insightDetails'],
];

/** Names that nearly every record has at its top, and that hardly anything within a record has so many of. */
const CORE = new Set([
  ...['eventVersion', 'userIdentity', 'eventTime', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress'],
  ...['eventID', 'eventType', 'eventCategory', 'recipientAccountId'],
]);

export function isCore(name: string): boolean {
  return CORE.has(name);
}

const FIRST = new Set<string>([
  ...FIELDS,
  ...CONTAINERS,
  ...['CloudTrailEvent', 'EventId', 'EventName', 'EventTime', 'EventSource', 'AccessKeyId', 'ReadOnly', 'Username'],
]);
/** Names with which records of one source began are few. */
const MOST_LEARNT = 8;

/** With what names a record may begin, where its place does not show that it is one. */
export class FirstNames {
  private readonly learnt = new Set<string>();

  has(name: string): boolean {
    return FIRST.has(name) || this.learnt.has(name);
  }

  /** A record of this source began so: others may. */
  learn(name: string): void {
    if (name !== '' && this.learnt.size < MOST_LEARNT) this.learnt.add(name);
  }
}
