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
