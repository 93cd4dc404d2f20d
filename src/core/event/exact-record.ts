import { parseJsonText } from './json-text';
import type { JsonNode } from './json-text';

/** Of equal names the last one counts, as `JSON.parse` has it. */
export function lastNamed(node: JsonNode, name: string): JsonNode | undefined {
  if (node.kind !== 'object') return undefined;
  return node.members.findLast((member) => member.name === name)?.value;
}

const RECORD_NAMES = ['eventSource', 'eventName', 'eventTime'];

/**
 * A record with its numbers as written. An item of LookupEvents may hold its record as an object:
 * then it is that object.
 * @param text the record's JSON as delivered
 * @throws JsonTextError where it is none
 */
export function exactRecord(text: string): JsonNode {
  const node = parseJsonText(text);
  const inner = lastNamed(node, 'CloudTrailEvent');
  if (inner?.kind !== 'object' || RECORD_NAMES.some((name) => lastNamed(node, name) !== undefined)) return node;
  return inner;
}

/** What an item of LookupEvents says around its record; undefined where there is nothing, or the text is no item. */
export function itemAround(text: string): JsonNode | undefined {
  if (!text.includes('"CloudTrailEvent"')) return undefined;
  const node = parseJsonText(text);
  const around = node.kind === 'object' ? node.members.filter(({ name }) => name !== 'CloudTrailEvent') : [];
  if (node.kind !== 'object' || around.length === node.members.length || around.length === 0) return undefined;
  if (RECORD_NAMES.some((name) => lastNamed(node, name) !== undefined)) return undefined;
  return { kind: 'object', members: around };
}

/** Compact JSON text of a value, numbers as written. */
export function nodeText(node: JsonNode): string {
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
