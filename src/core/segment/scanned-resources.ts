import { isCopyName } from '../event/copies';
import { isCreatingName } from '../event/created-resources';
import { timeNotation } from '../event/event-time';
import type { FacetName } from '../event/facet-catalogue';
import { Kind, SLOT, type ScannedRecord } from '../event/fast/scanned-record';
import { NO_TIME } from '../event/facet-values';
import type { Json, JsonObject } from '../event/json';
import { namedResources, STATED_IN } from '../event/named-resources';
import type { FacetColumnBuilder } from './facet-column-builder';
import { addRanges, codeOf, jsonOf } from './scanned-codes';

const PLAIN_TIME = 'YYYY-MM-DDTHH:MM:SSZ'.length;
const LETTER_Z = 0x5a;

/**
 * Adds what scanned records are about. A record that lists its resources, and neither copies nor makes a thing that
 * its response names, says so in its bytes; of others the request is parsed, and the reference reads it.
 */
export class ScannedResources {
  readonly #columns: Readonly<
    Record<
      'resource' | 'resourceStatedIn' | 'bucket' | 'copySource' | 'copyTarget' | 'timeNotation',
      FacetColumnBuilder
    >
  >;
  /** Whether the request or response of events of a name, by its code, may say more; for one segment. */
  readonly #telling = new Map<number, boolean>();
  /** Code of STATED_IN.resources in this segment; 0 until it is needed. */
  #listed = 0;

  constructor(column: (name: FacetName) => FacetColumnBuilder) {
    this.#columns = {
      resource: column('resource'),
      resourceStatedIn: column('resourceStatedIn'),
      bucket: column('bucket'),
      copySource: column('copySource'),
      copyTarget: column('copyTarget'),
      timeNotation: column('timeNotation'),
    };
  }

  /** The columns are empty again. */
  clear(): void {
    this.#telling.clear();
    this.#listed = 0;
  }

  /** @param name code of the event's name */
  add(record: ScannedRecord, name: number, time: number): void {
    this.#addTimeNotation(record, time);
    const listed = record.arns.count > 0;
    const telling = record.kinds[SLOT.copySource] !== Kind.Absent || this.#mayTell(record, name);
    if (telling || (!listed && this.#saysMore(record))) this.#addRead(record, listed);
    else this.#addScanned(record, listed);
  }

  #addScanned(record: ScannedRecord, listed: boolean): void {
    const { resource, resourceStatedIn, bucket, copySource, copyTarget } = this.#columns;
    addRanges(resource, record, record.arns);
    if (listed) {
      if (this.#listed === 0) this.#listed = resourceStatedIn.dictionary.codeOfText(STATED_IN.resources);
      resourceStatedIn.pushDistinct(this.#listed);
    }
    resourceStatedIn.endRow();
    const code = codeOf(bucket, record, SLOT.bucketName);
    if (code !== 0) bucket.pushDistinct(code);
    bucket.endRow();
    copySource.push(0);
    copyTarget.push(0);
  }

  #addRead(record: ScannedRecord, listed: boolean): void {
    const { resource, resourceStatedIn, bucket, copySource, copyTarget } = this.#columns;
    const { resources, statedIn, buckets, copy } = namedResources(this.#parts(record, listed));
    if (listed) addRanges(resource, record, record.arns);
    else resource.add(resources);
    resourceStatedIn.add(statedIn);
    bucket.add(buckets);
    copySource.add(copy?.source);
    copyTarget.add(copy?.target);
  }

  /** The parts of the record that the reference looks at. */
  #parts(record: ScannedRecord, listed: boolean): JsonObject {
    const text = (slot: number): Json => (record.hasText(slot) ? record.text(slot) : null);
    return {
      eventSource: record.kinds[SLOT.eventSource] === Kind.String ? text(SLOT.eventSource) : null,
      eventName: record.kinds[SLOT.eventName] === Kind.String ? text(SLOT.eventName) : null,
      awsRegion: record.kinds[SLOT.awsRegion] === Kind.String ? text(SLOT.awsRegion) : null,
      requestParameters: jsonOf(record, SLOT.requestParameters),
      responseElements: jsonOf(record, SLOT.responseElements),
      errorMessage: jsonOf(record, SLOT.errorMessage),
      // What they are is in the bytes already.
      resources: listed ? [{ ARN: 'listed' }] : null,
    };
  }

  #saysMore(record: ScannedRecord): boolean {
    const { kinds, starts, ends } = record;
    if (kinds[SLOT.errorMessage] === Kind.String) return true;
    const length = (ends[SLOT.requestParameters] as number) - (starts[SLOT.requestParameters] as number);
    return kinds[SLOT.requestParameters] === Kind.Other && length > '{}'.length;
  }

  #mayTell(record: ScannedRecord, name: number): boolean {
    const known = this.#telling.get(name);
    if (known !== undefined) return known;
    const text = record.kinds[SLOT.eventName] === Kind.String ? record.text(SLOT.eventName) : '';
    const telling = isCopyName(text) || isCreatingName(text);
    this.#telling.set(name, telling);
    return telling;
  }

  /** Of the plain form nothing is to be said, if it is a time at all. */
  #addTimeNotation(record: ScannedRecord, time: number): void {
    const { timeNotation: column } = this.#columns;
    const end = record.ends[SLOT.eventTime] as number;
    const plain = end - (record.starts[SLOT.eventTime] as number) === PLAIN_TIME && record.bytes[end - 1] === LETTER_Z;
    const said = record.hasText(SLOT.eventTime) && !(plain && time !== NO_TIME);
    const notation = said ? timeNotation(record.text(SLOT.eventTime)) : undefined;
    column.push(notation === undefined ? 0 : column.dictionary.codeOfText(notation));
  }
}
