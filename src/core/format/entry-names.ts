import { MESSAGES } from './messages';
import { FirstNames, isCore, tellsRecord } from './record-names';
import type { Fault } from './reject-list';

/** So many names of a record make one. */
const ENOUGH = 4;

/** What the members of the entry at hand say of it. */
export class EntryNames {
  isObject = false;
  /** It is a record, or holds one as text. */
  tells = false;
  /** A member that should list records, and does not. */
  private list: 'none' | 'null' | 'other' = 'none';
  private core = 0;
  private first: string | undefined;
  private readonly known = new FirstNames();

  clear(isObject: boolean): void {
    this.isObject = isObject;
    this.tells = false;
    this.list = 'none';
    this.first = undefined;
    this.core = 0;
  }

  add(name: string): void {
    this.first ??= name;
    this.tells ||= tellsRecord(name);
    if (isCore(name)) this.core += 1;
    else if (name === 'CloudTrailEvent') this.core = ENOUGH;
  }

  /**
   * It is a record, whatever stands around it: parameters of a request may have a name or two of a record, such as
   * patterns of events.
   */
  get isRecord(): boolean {
    return this.tells && this.core >= ENOUGH;
  }

  /** It has no members so far. */
  get isEmpty(): boolean {
    return this.first === undefined;
  }

  /** It begins as records or envelopes do. */
  get mayBegin(): boolean {
    return this.first !== undefined && this.known.has(this.first);
  }

  /** It is a record: others of the source may begin as it does. */
  learn(): void {
    if (this.tells && this.first !== undefined) this.known.learn(this.first);
  }

  /** The member at hand should list records, and is none. */
  lists(isNull: boolean): void {
    if (!isNull) this.list = 'other';
    else if (this.list === 'none') this.list = 'null';
  }

  /** An envelope whose list is null: it holds no records. */
  get isEmptyList(): boolean {
    return this.list === 'null' && !this.tells;
  }

  get fault(): Fault | undefined {
    return this.list === 'other' && !this.tells ? NOT_A_LIST : undefined;
  }
}

const NOT_A_LIST: Fault = { reason: 'syntax', message: MESSAGES.notAList };
