import { facetPosition, type FacetName } from '../event/facet-catalogue';
import { IDENTITY_FACETS } from '../event/fast/identity-memo';
import { Kind, SLOT, type ScannedRecord } from '../event/fast/scanned-record';
import { levelOf } from '../event/level';
import { outcomeOf } from '../event/outcome';
import type { FacetColumnBuilder } from './facet-column-builder';
import { addRanges, codeOf } from './scanned-codes';
import { ScannedIssued } from './scanned-issued';
import { ScannedResources } from './scanned-resources';

type Slot = (typeof SLOT)[keyof typeof SLOT];

/** Columns whose value is a text of the record as it stands. */
const PLAIN: readonly (readonly [FacetName, Slot])[] = [
  ['sourceIPAddress', SLOT.sourceIPAddress],
  ['awsRegion', SLOT.awsRegion],
  ['recipientAccountId', SLOT.recipientAccountId],
  ['readOnly', SLOT.readOnly],
  ['eventType', SLOT.eventType],
  ['bucketName', SLOT.bucketName],
  ['vpcEndpointId', SLOT.vpcEndpointId],
  ['signatureVersion', SLOT.signatureVersion],
  ['authenticationMethod', SLOT.authenticationMethod],
  ['tlsVersion', SLOT.tlsVersion],
  ['consoleCredentials', SLOT.consoleCredentials],
  ['sharedEventID', SLOT.sharedEventId],
];

const OPENING = 0x5b;
const CLOSING = 0x5d;
/** More codes than a segment has rows. */
const CODE_SPAN = 2 ** 20;

/**
 * Adds scanned records to the columns of a segment: texts by their bytes, and what is derived from
 * several fields by what the reference made of the same fields before.
 */
export class ScannedColumns {
  readonly #facets: readonly FacetColumnBuilder[];
  readonly #plainSlots = Uint8Array.from(PLAIN, ([, slot]) => slot);
  readonly #plain: readonly FacetColumnBuilder[];
  readonly #identity: readonly FacetColumnBuilder[];
  readonly #named: Readonly<Record<'eventName' | 'eventSource' | 'errorCode' | 'eventCategory', FacetColumnBuilder>>;
  readonly #derived: Readonly<Record<'outcome' | 'level', FacetColumnBuilder>>;
  readonly #special: Readonly<Record<'userAgent' | 'cipherSuite' | 'ownerAccountId', FacetColumnBuilder>>;
  readonly #resources: ScannedResources;
  readonly #issued: ScannedIssued;
  /** Code of the outcome by code of the error; valid for one segment. */
  readonly #outcomes = new Map<number, number>();
  /** Code of the level by code of the category, and by what else decides where there is none; for one segment. */
  readonly #levels = new Map<number, number>();
  readonly #oldLevels = new Map<number, number>();
  /** Counts segments, to tell whose codes the memo holds. */
  #segment = 0;

  constructor(facets: readonly FacetColumnBuilder[]) {
    this.#facets = facets;
    const column = (name: FacetName): FacetColumnBuilder => this.#at(facetPosition(name) ?? -1);
    this.#plain = PLAIN.map(([name]) => column(name));
    this.#identity = IDENTITY_FACETS.map((position) => this.#at(position));
    this.#named = {
      eventName: column('eventName'),
      eventSource: column('eventSource'),
      errorCode: column('errorCode'),
      eventCategory: column('eventCategory'),
    };
    this.#derived = { outcome: column('outcome'), level: column('level') };
    this.#special = {
      userAgent: column('userAgent'),
      cipherSuite: column('cipherSuite'),
      ownerAccountId: column('ownerAccountId'),
    };
    this.#resources = new ScannedResources(column);
    this.#issued = new ScannedIssued(column);
  }

  /** The columns are empty again. */
  clear(): void {
    this.#outcomes.clear();
    this.#levels.clear();
    this.#oldLevels.clear();
    this.#resources.clear();
    this.#segment += 1;
  }

  /** Adds one event's facets, the same as `extractEvent` reads from the record. */
  add(record: ScannedRecord, time: number): void {
    for (let i = 0; i < this.#plain.length; i++) {
      const column = this.#plain[i] as FacetColumnBuilder;
      column.push(codeOf(column, record, this.#plainSlots[i] as number));
    }
    const { eventName, eventSource, errorCode, eventCategory } = this.#named;
    const name = codeOf(eventName, record, SLOT.eventName);
    const source = codeOf(eventSource, record, SLOT.eventSource);
    const error = codeOf(errorCode, record, SLOT.errorCode);
    const category = codeOf(eventCategory, record, SLOT.eventCategory);
    eventName.push(name);
    eventSource.push(source);
    errorCode.push(error);
    eventCategory.push(category);
    this.#derived.outcome.push(this.#outcome(record, error));
    this.#derived.level.push(this.#level(record, category, source, name));
    this.#issued.add(record);
    this.#addIdentity(record);
    this.#addUserAgent(record);
    const { cipherSuite, ownerAccountId } = this.#special;
    const cipher = record.hasText(SLOT.tlsCipherSuite) ? SLOT.tlsCipherSuite : SLOT.additionalCipherSuite;
    cipherSuite.push(codeOf(cipherSuite, record, cipher));
    this.#resources.add(record, name, time);
    addRanges(ownerAccountId, record, record.owners);
  }

  #at(position: number): FacetColumnBuilder {
    const column = this.#facets[position];
    if (column === undefined) throw new RangeError('A facet of scanned records has no column.');
    return column;
  }

  #outcome(record: ScannedRecord, error: number): number {
    // An empty code is no error; what else could make it one, or no call, is handed over.
    const key = record.hasMore(SLOT.errorCode) ? error : 0;
    const known = this.#outcomes.get(key);
    if (known !== undefined) return known;
    const outcome = outcomeOf(key === 0 ? {} : { errorCode: record.text(SLOT.errorCode) });
    const code = outcome === undefined ? 0 : this.#derived.outcome.dictionary.codeOfText(outcome);
    this.#outcomes.set(key, code);
    return code;
  }

  #level(record: ScannedRecord, category: number, source: number, name: number): number {
    if (record.hasMore(SLOT.eventCategory)) {
      const known = this.#levels.get(category);
      if (known !== undefined) return known;
      const code = this.#levelCode({ eventCategory: record.text(SLOT.eventCategory) });
      this.#levels.set(category, code);
      return code;
    }
    const managed = record.hasText(SLOT.managementEvent) ? managementKey(record) : 0;
    const key = (managed * CODE_SPAN + source) * CODE_SPAN + name;
    const known = managed === OTHER_TEXT ? undefined : this.#oldLevels.get(key);
    if (known !== undefined) return known;
    const code = this.#levelCode({
      managementEvent: record.hasText(SLOT.managementEvent) ? record.text(SLOT.managementEvent) : null,
      eventSource: record.kinds[SLOT.eventSource] === Kind.String ? record.text(SLOT.eventSource) : null,
      eventName: record.kinds[SLOT.eventName] === Kind.String ? record.text(SLOT.eventName) : null,
    });
    this.#oldLevels.set(key, code);
    return code;
  }

  #levelCode(fields: Parameters<typeof levelOf>[0]): number {
    const level = levelOf(fields);
    return level === undefined ? 0 : this.#derived.level.dictionary.codeOfText(level);
  }

  #addIdentity(record: ScannedRecord): void {
    const known = record.identity;
    if (known === undefined) throw new Error('A scanned record without its identity.');
    const { codes } = known;
    const columns = this.#identity;
    if (known.codesOf !== this.#segment) {
      for (let i = 0; i < columns.length; i++) {
        const value = known.values[i];
        codes[i] = value === undefined ? 0 : (columns[i] as FacetColumnBuilder).dictionary.codeOfText(value);
      }
      known.codesOf = this.#segment;
    }
    for (let i = 0; i < columns.length; i++) (columns[i] as FacetColumnBuilder).push(codes[i] as number);
  }

  /** Without brackets around it, as the reference has it. */
  #addUserAgent(record: ScannedRecord): void {
    const { userAgent } = this.#special;
    const start = record.starts[SLOT.userAgent] as number;
    const end = record.ends[SLOT.userAgent] as number;
    const { bytes } = record;
    if (record.hasMore(SLOT.userAgent) && end - start >= 2 && bytes[start] === OPENING && bytes[end - 1] === CLOSING) {
      record.starts[SLOT.userAgent] = start + 1;
      record.ends[SLOT.userAgent] = end - 1;
    }
    userAgent.push(codeOf(userAgent, record, SLOT.userAgent));
  }
}

const OTHER_TEXT = 3;

/** Two spellings have a meaning. */
function managementKey(record: ScannedRecord): number {
  const text = record.text(SLOT.managementEvent);
  return text === 'true' ? 1 : text === 'false' ? 2 : OTHER_TEXT;
}
