import { extractEvent, newEventValues } from '../event/extract-facets';
import type { EventValues } from '../event/facet-values';
import { isObject } from '../event/json';
import type { Json, JsonObject } from '../event/json';
import { exactRecord, itemAround, lastNamed, nodeText } from '../event/exact-record';
import type { JsonNode } from '../event/json-text';
import { decodeRecord } from '../format/decode-record';
import { hasOtherFields, otherFields } from './other-fields';
import type { HeldFields } from './other-fields';

/** A JSON path: names, and numbers for places in arrays. */
export type PathSteps = readonly (string | number)[];

/** Between several values in one cell. */
export const VALUE_SEPARATOR = '; ';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const NOTHING: JsonObject = {};
const NONE: readonly never[] = [];

/** One record as an export reads it; made once and filled anew for each record. */
export class RecordView {
  private record: JsonObject = NOTHING;
  private text = '';
  /** As delivered; valid until the next record is opened. */
  private bytes: Uint8Array = new Uint8Array(0);
  /** The record is held as text within the bytes. */
  private within = false;
  private readonly extracted = newEventValues();
  private extractedFrom: JsonObject | undefined;
  /** Undefined until it is needed. */
  private node: JsonNode | undefined;
  /** Whether `JSON.parse` lost nothing; undefined until it is needed. */
  private exact: boolean | undefined;
  /** Undefined until a path is asked for. */
  private read: ((steps: PathSteps, loose: boolean) => string) | undefined;

  /**
   * @param bytes the range of one record as delivered
   * @returns why it is no record; undefined where it is one
   */
  open(bytes: Uint8Array): string | undefined {
    const decoded = decodeRecord(bytes, 0, bytes.length);
    this.bytes = bytes;
    this.read = undefined;
    this.node = undefined;
    this.exact = undefined;
    this.extractedFrom = undefined;
    if (!decoded.ok) {
      this.record = NOTHING;
      this.text = '{}';
      return decoded.message;
    }
    this.record = decoded.record;
    this.within = decoded.text !== undefined;
    this.text = decoded.text ?? decoder.decode(bytes);
    return undefined;
  }

  /** What the index holds of the record; filled anew for each one. */
  get values(): EventValues {
    if (this.extractedFrom !== this.record) {
      extractEvent(this.record, this.extracted);
      this.extractedFrom = this.record;
    }
    return this.extracted;
  }

  get eventTime(): Json | undefined {
    return this.record['eventTime'];
  }

  /**
   * The value at a path: strings as they are, numbers exactly as written, objects and arrays as
   * compact JSON text; empty where there is none or null. A name looks into arrays that it meets, and
   * several values are joined.
   *
   * @param loose a name that is not there is looked for ignoring case
   */
  at(steps: PathSteps, loose = false): string {
    this.read ??= this.reader();
    return this.read(steps, loose);
  }

  /** The fields of a LookupEvents item around its record; undefined for a record that is in none. */
  get itemAround(): JsonNode | undefined {
    return itemAround(this.within ? decoder.decode(this.bytes) : this.text);
  }

  /** The record without the fields that columns hold; undefined where they hold all of it. */
  others(held: HeldFields): JsonNode | undefined {
    // Names that occur twice are seen in the text alone.
    this.exact ??= JSON.stringify(this.record) === this.text;
    if (this.exact && !hasOtherFields(this.record, held)) return undefined;
    return otherFields((this.node ??= exactRecord(this.text)), held);
  }

  /** The values at a path one by one, each as `at` gives it. */
  textsAt(steps: PathSteps, loose = false): readonly string[] {
    this.node ??= exactRecord(this.text);
    return textsOf(nodes, this.node, steps, loose);
  }

  /**
   * `JSON.parse` loses digits beyond doubles, spellings such as `1.0`, and all but the last of equal
   * names. Where the parsed record is written back as exactly its text nothing was lost; else the
   * text is read again with all of that kept.
   */
  private reader(): (steps: PathSteps, loose: boolean) => string {
    const { record, text } = this;
    this.exact ??= JSON.stringify(record) === text;
    if (this.exact) {
      return (steps, loose) => plainText(record, steps) ?? joinedTexts(values, record, steps, loose);
    }
    const node = (this.node ??= exactRecord(text));
    return (steps, loose) => joinedTexts(nodes, node, steps, loose);
  }
}

/** The one value at a path of names that leads through objects only; undefined where there is more to it. */
function plainText(record: JsonObject, steps: PathSteps): string | undefined {
  let value: Json = record;
  for (const step of steps) {
    if (typeof step === 'number' || !isObject(value)) return undefined;
    const inner: Json | undefined = Object.hasOwn(value, step) ? value[step] : undefined;
    if (inner === undefined) return undefined;
    value = inner;
  }
  return values.text(value) ?? '';
}

/** What a walk along a path needs to know of JSON values, in either form. */
interface Tree<T> {
  /** The member of that name; where there is none and `loose`, those whose names differ in case only. */
  members(value: T, name: string, loose: boolean): readonly T[];
  elements(value: T): readonly T[] | undefined;
  /** Undefined for null. */
  text(value: T): string | undefined;
}

const values: Tree<Json> = {
  members(value, name, loose) {
    if (!isObject(value)) return NONE;
    const exact = Object.hasOwn(value, name) ? value[name] : undefined;
    if (exact !== undefined) return [exact];
    if (!loose) return NONE;
    const lower = name.toLowerCase();
    return Object.entries(value)
      .filter(([other]) => other.toLowerCase() === lower)
      .map(([, inner]) => inner);
  },
  elements: (value) => (Array.isArray(value) ? (value as readonly Json[]) : undefined),
  text(value) {
    if (value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  },
};

const nodes: Tree<JsonNode> = {
  members(value, name, loose) {
    if (value.kind !== 'object') return NONE;
    // Of equal names the last one counts, as everywhere else.
    const exact = lastNamed(value, name);
    if (exact !== undefined) return [exact];
    if (!loose) return NONE;
    const lower = name.toLowerCase();
    return value.members.filter((member) => member.name.toLowerCase() === lower).map((member) => member.value);
  },
  elements: (value) => (value.kind === 'array' ? value.items : undefined),
  text(value) {
    if (value.kind === 'string') return value.value;
    if (value.kind === 'literal') return value.text === 'null' ? undefined : value.text;
    return nodeText(value);
  },
};

function joinedTexts<T>(tree: Tree<T>, root: T, steps: PathSteps, loose: boolean): string {
  return textsOf(tree, root, steps, loose).join(VALUE_SEPARATOR);
}

function textsOf<T>(tree: Tree<T>, root: T, steps: PathSteps, loose: boolean): readonly string[] {
  let level: T[] = [root];
  for (const step of steps) {
    const next: T[] = [];
    for (const value of level) {
      if (typeof step === 'number') {
        const element = tree.elements(value)?.[step];
        if (element !== undefined) next.push(element);
      } else addMembers(tree, value, step, loose, next);
    }
    if (next.length === 0) return NONE;
    level = next;
  }
  return level.map((value) => tree.text(value)).filter((text) => text !== undefined);
}

function addMembers<T>(tree: Tree<T>, value: T, name: string, loose: boolean, to: T[]): void {
  const elements = tree.elements(value);
  if (elements === undefined) for (const member of tree.members(value, name, loose)) to.push(member);
  else for (const element of elements) addMembers(tree, element, name, loose, to);
}
