import { CLOSE_ARRAY, CLOSE_OBJECT, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, SPACE } from '../../format/bytes';
import { JsonWalker, UNSURE } from '../../format/json-walker';
import { mayState } from './answers';
import { IdentityMemo, type KnownIdentity } from './identity-memo';
import { Take, UNKNOWN, type KeyScope } from './key-scope';
import { RECORD_KEYS, RESOURCE_KEYS, RESOURCE_SLOT } from './record-keys';
import { ISSUED_SLOTS, Kind, MOST_RESOURCES, SLOT, ScannedRecord } from './scanned-record';

const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;

const LETTER_A = 0x41;
const LETTER_I = 0x49;

const SIGN_IN = 'ConsoleLogin';
/** The shortest type of a record that is no call. */
const NO_CALL_TYPE = 'AwsAggregatedEvent'.length;

/** `aws:` as a word: how notifications name their source. */
const AWS_COLON = 0x3a737761;

/**
 * Finds the values of one CloudTrail record that the index needs, in one pass over its bytes, and
 * checks the JSON of the whole record on the way.
 *
 * It takes only what it can vouch for. Everything else is handed over to the reference, which parses
 * the record: syntax errors, escapes or other alphabets in a value that a column needs, numbers,
 * objects or arrays in the place of a text, names that are escaped or occur twice, objects that are
 * no CloudTrail record.
 */
export class RecordScanner {
  readonly record = new ScannedRecord();
  private readonly walker = new JsonWalker();
  private readonly identities = new IdentityMemo();
  /** One resource at a time. */
  private readonly resource = new ScannedRecord();

  /**
   * @param at of the record's opening bracket
   * @param limit position that the record does not go beyond
   * @returns the position after the record, UNSURE where it is handed over
   */
  scan(bytes: Uint8Array, at: number, limit: number): number {
    const { walker, record } = this;
    walker.open(bytes, limit);
    record.clear();
    record.bytes = bytes;
    record.view = walker.view;
    if (walker.byteAt(at) !== OPEN_OBJECT) return UNSURE;
    const end = this.object(at + 1, 1, RECORD_KEYS, record);
    if (end === UNSURE || !this.isCloudTrail() || this.isOdd()) return UNSURE;
    record.identity ??= this.readIdentity();
    return end;
  }

  /** Lets go of the bytes, so that they are not kept alive. */
  release(): void {
    this.walker.open(NOTHING, 0);
    this.record.bytes = NOTHING;
    this.record.view = this.walker.view;
  }

  /** Of an identity that was walked, or of a record without one. */
  private readIdentity(): KnownIdentity {
    const { bytes, view, kinds, starts, ends } = this.record;
    if (kinds[SLOT.userIdentity] === Kind.Absent) return this.identities.find(bytes, view, 0, 0);
    return this.identities.find(bytes, view, starts[SLOT.userIdentity] as number, ends[SLOT.userIdentity] as number);
  }

  /** As `isCloudTrailRecord` has it; a field that is null is there. */
  private isCloudTrail(): boolean {
    const { kinds, starts, ends } = this.record;
    if (kinds[SLOT.eventSource] === Kind.String) {
      const start = starts[SLOT.eventSource] as number;
      const length = (ends[SLOT.eventSource] as number) - start;
      return length < 4 || this.record.view.getInt32(start, true) !== AWS_COLON;
    }
    return kinds[SLOT.eventSource] !== Kind.Absent || kinds[SLOT.eventName] !== 0 || kinds[SLOT.eventTime] !== 0;
  }

  /**
   * Sign-ins, errors without a code, and records that are no calls: rare, and their outcome, name, time and MFA depend
   * on further fields.
   */
  private isOdd(): boolean {
    const { record } = this;
    const { kinds, starts, ends } = record;
    if (kinds[SLOT.consoleLogin] !== Kind.Absent || kinds[SLOT.signInName] !== Kind.Absent) return true;
    if (this.mayBeNoCall()) return true;
    // A word in the place of credentials may state a failure.
    for (const slot of ISSUED_SLOTS) if (kinds[slot] === Kind.String) return true;
    const name = (ends[SLOT.eventName] as number) - (starts[SLOT.eventName] as number);
    if (kinds[SLOT.eventName] === Kind.String && name === SIGN_IN.length && record.text(SLOT.eventName) === SIGN_IN) {
      return true;
    }
    if (record.hasMore(SLOT.errorCode)) return false;
    const message = kinds[SLOT.errorMessage] as Kind;
    return message === Kind.Other || (message === Kind.String && record.hasMore(SLOT.errorMessage));
  }

  /** Whether type or category may be those of insights and aggregated records: their length or first letter is. */
  private mayBeNoCall(): boolean {
    const { kinds, starts, ends, bytes } = this.record;
    if (kinds[SLOT.eventType] === Kind.String) {
      if ((ends[SLOT.eventType] as number) - (starts[SLOT.eventType] as number) >= NO_CALL_TYPE) return true;
    }
    if (kinds[SLOT.eventCategory] !== Kind.String) return false;
    const first = bytes[starts[SLOT.eventCategory] as number];
    return first === LETTER_I || first === LETTER_A;
  }

  /** @param at after the opening bracket */
  private object(at: number, depth: number, scope: KeyScope, into: ScannedRecord): number {
    const { walker } = this;
    const { following } = scope;
    let before = following.length - 1;
    let next = walker.space(at);
    if (walker.byteAt(next) === CLOSE_OBJECT) return next + 1;
    for (;;) {
      if (walker.byteAt(next) !== QUOTE) return UNSURE;
      const start = next + 1;
      let key = following[before] as number;
      let named = 0;
      if (scope.matches(key, walker.view, start, walker.limit)) {
        next = start + (scope.lengths[key] as number) + 1;
      } else {
        next = walker.string(start);
        if (next === UNSURE || walker.escaped) return UNSURE;
        named = next - 1;
        key = scope.find(walker.view, start, next - 1 - start, walker.limit);
        if (key !== UNKNOWN) following[before] = key;
      }
      next = walker.colon(next);
      if (next === UNSURE) return UNSURE;
      if (key === UNKNOWN) {
        const value = next;
        next = walker.value(value, depth);
        if (scope.kind === 'answer' && mayState(walker, start, named, value, next)) return UNSURE;
      } else {
        before = key;
        next = this.take(next, depth, scope, key, into);
      }
      if (next === UNSURE) return UNSURE;
      if (walker.byteAt(next) <= SPACE) next = walker.space(next);
      const byte = walker.byteAt(next);
      next += 1;
      if (byte === CLOSE_OBJECT) return next;
      if (byte !== COMMA) return UNSURE;
      if (walker.byteAt(next) <= SPACE) next = walker.space(next);
    }
  }

  /** Takes the value of a known name. */
  private take(at: number, depth: number, scope: KeyScope, key: number, into: ScannedRecord): number {
    const take = scope.takes[key] as Take;
    if (take === Take.Skip) return this.walker.value(at, depth);
    const slot = scope.slots[key] as number;
    // Of names that occur twice the last one counts: left to the reference.
    if (into.kinds[slot] !== Kind.Absent) return UNSURE;
    if (take === Take.Text) return this.text(at, slot, into);
    if (take === Take.Identity) {
      const known = this.identities.guess(this.walker.view, at, this.walker.limit);
      if (known !== undefined) {
        const end = at + known.view.byteLength;
        into.set(slot, Kind.Other, at, end);
        into.identity = known;
        return end;
      }
    }
    const byte = this.walker.byteAt(at);
    if (byte === LETTER_N) {
      into.set(slot, Kind.Null, at, at + 4);
      return this.walker.value(at, depth);
    }
    if (take === Take.Resources) return this.resources(at, depth);
    if (take === Take.Presence && byte === QUOTE) {
      const end = this.walker.string(at + 1);
      if (end !== UNSURE) into.set(slot, Kind.String, at + 1, end - 1);
      return end;
    }
    const within = take === Take.Object && byte === OPEN_OBJECT ? scope.keys[key]?.within : undefined;
    const end = within === undefined ? this.walker.value(at, depth) : this.object(at + 1, depth + 1, within, into);
    if (end !== UNSURE) into.set(slot, Kind.Other, at, end);
    return end;
  }

  /** A value that goes into a column as it stands: a plain string, true or false; or null. */
  private text(at: number, slot: number, into: ScannedRecord): number {
    const { walker } = this;
    const byte = walker.byteAt(at);
    if (byte === QUOTE) {
      const end = walker.string(at + 1);
      if (end === UNSURE || walker.escaped || walker.wide) return UNSURE;
      into.set(slot, Kind.String, at + 1, end - 1);
      return end;
    }
    if (byte !== LETTER_T && byte !== LETTER_F && byte !== LETTER_N) return UNSURE;
    const end = walker.value(at, 0);
    if (end !== UNSURE) into.set(slot, byte === LETTER_N ? Kind.Null : Kind.Literal, at, end);
    return end;
  }

  /** `resources`: an array of objects. */
  private resources(at: number, depth: number): number {
    const { walker, record } = this;
    if (walker.byteAt(at) !== OPEN_ARRAY) return UNSURE;
    let next = walker.space(at + 1);
    if (walker.byteAt(next) === CLOSE_ARRAY) next += 1;
    else {
      for (let count = 0; ; count++) {
        if (count === MOST_RESOURCES || walker.byteAt(next) !== OPEN_OBJECT) return UNSURE;
        next = this.resourceEntry(next + 1, depth + 2);
        if (next === UNSURE) return UNSURE;
        if (walker.byteAt(next) <= SPACE) next = walker.space(next);
        const byte = walker.byteAt(next);
        next += 1;
        if (byte === CLOSE_ARRAY) break;
        if (byte !== COMMA) return UNSURE;
        if (walker.byteAt(next) <= SPACE) next = walker.space(next);
      }
    }
    record.set(SLOT.resources, Kind.Other, at, next);
    return next;
  }

  private resourceEntry(at: number, depth: number): number {
    const { resource, record } = this;
    resource.kinds.fill(Kind.Absent, 0, 3);
    const end = this.object(at, depth, RESOURCE_KEYS, resource);
    if (end === UNSURE) return UNSURE;
    const { starts, ends } = resource;
    const { arn, accountId, arnPrefix } = RESOURCE_SLOT;
    if (resource.hasText(arn)) record.arns.add(starts[arn] as number, ends[arn] as number);
    else if (resource.hasText(arnPrefix)) return UNSURE;
    if (resource.hasText(accountId)) record.owners.add(starts[accountId] as number, ends[accountId] as number);
    return end;
  }
}

const NOTHING = new Uint8Array(0);
