import { appendAll } from '../../core/lists';
import { TrailbenchError } from '../../contract/errors';
import { escapeText } from '../../core/event/visible-text';

/** Of an error, its cause, the cause of that and so on: a chain may be a ring. */
const CAUSES_MAX = 8;
const FRAME = /^ +at /;

/**
 * What a terminal is told of an error, without a line end behind it: a known failure by its message, which says what to
 * do, on one line; others with stack and causes. Messages quote paths, names of cases and evidence, so that what a
 * terminal would obey is escaped, and no message makes a line that reads like one of the program's own.
 */
export function errorText(error: unknown): string {
  return error instanceof TrailbenchError ? escapeText(error.message) : errorStack(error);
}

/** As `errorText`, with the stacks of known failures too: for those that are faults of the program. */
export function errorStack(error: unknown): string {
  const lines: string[] = [];
  let each = error;
  for (let depth = 0; depth < CAUSES_MAX && (depth === 0 || each !== undefined); depth += 1) {
    const before = depth === 0 ? '' : 'caused by: ';
    if (!(each instanceof Error)) {
      lines.push(before + escapeText(String(each)));
      break;
    }
    lines.push(before + escapeText(`${each.name}: ${each.message}`));
    appendAll(lines, framesOf(each));
    each = each.cause;
  }
  return lines.join('\n');
}

/** Lines of the stack behind the message: one within the message may read like a frame. */
function framesOf({ message, stack = '' }: Error): string[] {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  const lines = stack.slice(at + message.length).split('\n');
  return lines.filter((line) => FRAME.test(line)).map(escapeText);
}
