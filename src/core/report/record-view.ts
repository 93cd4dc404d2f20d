import { extractEvent, newEventValues } from '../event/extract-facets';
import type { EventValues } from '../event/facet-values';
import { isObject } from '../event/json';
import type { Json, JsonObject } from '../event/json';
import { parseJsonText } from '../event/json-text';
import type { JsonNode } from '../event/json-text';
import { decodeRecord } from '../format/decode-record';

/** A JSON path: names, and numbers for places in arrays. */
export type PathSteps = readonly (string | number)[];

/** Between several values in one cell. */
export const VALUE_SEPARATOR = '; ';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const NOTHING: JsonObject = {};

/** One record as an export reads it; made once and filled anew for each record. */
export class RecordView {
  private record: JsonObject = NOTHING;
  private text = '';
  private readonly extracted = newEventValues();
  private extractedFrom: JsonObject | undefined;
  private readonly cells = new Map<PathSteps, string>();
  /** Undefined until a path is asked for. */
  private read: ((steps: PathSteps) => readonly string[]) | undefined;

  /**
   * @param bytes the range of one record as delivered
   * @returns why it is no record; undefined where it is one
   */
  open(bytes: Uint8Array): string | undefined {
    const decoded = decodeRecord(bytes, 0, bytes.length);
    this.cells.clear();
    this.read = undefined;
    this.extractedFrom = undefined;
    if (!decoded.ok) {
      this.record = NOTHING;
      this.text = '{}';
      return decoded.message;
    }
    this.record = decoded.record;
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
   * several values are joined; a name that is not there is looked for ignoring case.
   */
  at(steps: PathSteps): string {
    let cell = this.cells.get(steps);
    if (cell === undefined) {
      this.read ??= this.reader();
      cell = this.read(steps).join(VALUE_SEPARATOR);
      this.cells.set(steps, cell);
    }
    return cell;
  }

  /**
   * `JSON.parse` loses digits beyond doubles, spellings such as `1.0`, and all but the last of equal
   * names. Where the parsed record is written back as exactly its text nothing was lost; else the
   * text is read again with all of that kept.
   */
  private reader(): (steps: PathSteps) => readonly string[] {
    const { record, text } = this;
    if (JSON.stringify(record) === text) return (steps) => textsAt(values, record, steps);
    const node = parseJsonText(text);
    return (steps) => textsAt(nodes, node, steps);
  }
}

/** What a walk along a path needs to know of JSON values, in either form. */
interface Tree<T> {
  /** The member of that name; where there is none, those whose names differ in case only. */
  members(value: T, name: string): readonly T[];
  elements(value: T): readonly T[] | undefined;
  /** Undefined for null. */
  text(value: T): string | undefined;
}

const values: Tree<Json> = {
  members(value, name) {
    if (!isObject(value)) return [];
    const exact = Object.hasOwn(value, name) ? value[name] : undefined;
    if (exact !== undefined) return [exact];
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
  members(value, name) {
    if (value.kind !== 'object') return [];
    // Of equal names the last one counts, as everywhere else.
    const exact = value.members.findLast((member) => member.name === name);
    if (exact !== undefined) return [exact.value];
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

function nodeText(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return `{${node.members.map(({ name, value }) => `${JSON.stringify(name)}:${nodeText(value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map(nodeText).join(',')}]`;
    case 'string':
      return JSON.stringify(node.value);
    default:
      return node.text;
  }
}

function textsAt<T>(tree: Tree<T>, root: T, steps: PathSteps): readonly string[] {
  let level: T[] = [root];
  for (const step of steps) {
    const next: T[] = [];
    for (const value of level) {
      if (typeof step === 'number') {
        const element = tree.elements(value)?.[step];
        if (element !== undefined) next.push(element);
      } else addMembers(tree, value, step, next);
    }
    level = next;
  }
  return level.map((value) => tree.text(value)).filter((text) => text !== undefined);
}

function addMembers<T>(tree: Tree<T>, value: T, name: string, to: T[]): void {
  const elements = tree.elements(value);
  if (elements === undefined) for (const member of tree.members(value, name)) to.push(member);
  else for (const element of elements) addMembers(tree, element, name, to);
}
