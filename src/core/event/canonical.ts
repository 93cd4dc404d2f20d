import { parseJsonText } from './json-text';
import type { JsonMember, JsonNode } from './json-text';

/**
 * One text for all spellings of the same JSON: no white space, members sorted by the UTF-16 code
 * units of their names, strings escaped as `JSON.stringify` does, numbers exactly as written.
 * Members of the same name are all kept, in the order in which they stand: so that no content is
 * dropped before it is compared.
 * @throws JsonTextError where the text is no JSON or is nested deeper than MAX_DEPTH
 */
export function canonicalJson(text: string): string {
  const parts: string[] = [];
  write(parseJsonText(text), parts);
  return parts.join('');
}

function write(node: JsonNode, parts: string[]): void {
  switch (node.kind) {
    case 'object':
      writeObject(node.members, parts);
      break;
    case 'array':
      parts.push('[');
      node.items.forEach((item, index) => {
        if (index > 0) parts.push(',');
        write(item, parts);
      });
      parts.push(']');
      break;
    case 'string':
      parts.push(JSON.stringify(node.value));
      break;
    default:
      parts.push(node.text);
  }
}

function writeObject(members: readonly JsonMember[], parts: string[]): void {
  parts.push('{');
  [...members].sort(byName).forEach((member, index) => {
    if (index > 0) parts.push(',');
    parts.push(JSON.stringify(member.name), ':');
    write(member.value, parts);
  });
  parts.push('}');
}

/** `sort` is stable, so that members of the same name stay in their order. */
function byName(a: JsonMember, b: JsonMember): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
