import type { KnownIdentity } from './identity-memo';

/** Where the scanner keeps what it found in a record. */
export const SLOT = {
  eventTime: 0,
  eventId: 1,
  eventName: 2,
  eventSource: 3,
  awsRegion: 4,
  sourceIPAddress: 5,
  userAgent: 6,
  errorCode: 7,
  errorMessage: 8,
  readOnly: 9,
  eventType: 10,
  managementEvent: 11,
  recipientAccountId: 12,
  eventCategory: 13,
  vpcEndpointId: 14,
  userIdentity: 15,
  requestParameters: 16,
  responseElements: 17,
  additionalEventData: 18,
  tlsDetails: 19,
  resources: 20,
  bucketName: 21,
  consoleLogin: 22,
  signatureVersion: 23,
  authenticationMethod: 24,
  additionalCipherSuite: 25,
  bytesOut: 26,
  tlsVersion: 27,
  tlsCipherSuite: 28,
  serviceEventDetails: 29,
  signInName: 30,
  copySource: 31,
  consoleCredentials: 32,
  sharedEventId: 33,
  credentials: 34,
  accessKey: 35,
  assumedRoleUser: 36,
  federatedUser: 37,
} as const;

/** Members of an answer that give out credentials. */
export const ISSUED_SLOTS = [SLOT.credentials, SLOT.accessKey, SLOT.assumedRoleUser, SLOT.federatedUser] as const;

const SLOTS = Object.keys(SLOT).length;

/** What the value of a slot is. Strings and literals have the same text in the index as in the record. */
export enum Kind {
  Absent,
  Null,
  /** The range is without the quotes, of ASCII and without escapes. */
  String,
  /** `true` or `false`. */
  Literal,
  /** Anything: the range is the whole value. */
  Other,
}

/** Resources of one record beyond this many are handed over. */
export const MOST_RESOURCES = 64;

/** Byte ranges of one record's values; filled anew for each record. */
export class ScannedRecord {
  bytes: Uint8Array = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  readonly kinds = new Uint8Array(SLOTS);
  readonly starts = new Uint32Array(SLOTS);
  readonly ends = new Uint32Array(SLOTS);
  /** Of the resources in their order: start and end of each one's ARN, and of the account that owns it. */
  readonly arns = new Ranges();
  readonly owners = new Ranges();
  /** What the record's `userIdentity` gives. */
  identity: KnownIdentity | undefined;

  clear(): void {
    this.kinds.fill(Kind.Absent);
    this.identity = undefined;
    this.arns.count = 0;
    this.owners.count = 0;
  }

  set(slot: number, kind: Kind, start: number, end: number): void {
    this.kinds[slot] = kind;
    this.starts[slot] = start;
    this.ends[slot] = end;
  }

  /** The record states this as a text: a string, or `true` or `false`. */
  hasText(slot: number): boolean {
    const kind = this.kinds[slot];
    return kind === Kind.String || kind === Kind.Literal;
  }

  /** The record states this as a text that is not empty. */
  hasMore(slot: number): boolean {
    return this.hasText(slot) && (this.ends[slot] as number) > (this.starts[slot] as number);
  }

  /** The text of a slot that has one. */
  text(slot: number): string {
    let text = '';
    const end = this.ends[slot] as number;
    for (let at = this.starts[slot] as number; at < end; at++) text += String.fromCharCode(this.bytes[at] as number);
    return text;
  }
}

/** A few byte ranges. */
export class Ranges {
  count = 0;
  readonly starts = new Uint32Array(MOST_RESOURCES);
  readonly ends = new Uint32Array(MOST_RESOURCES);

  add(start: number, end: number): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
  }
}
