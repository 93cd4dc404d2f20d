import type { Action, Change, Status } from './action';
import type { Annotations } from './annotations';
import { textOf } from './annotations';
import { keyWords } from './key-table';
import type { Target } from './target';

/**
 * The actions that take an action back, in the order in which they are to be said: to be asked for before it is
 * taken in. Events and targets that have it already are none of its business: `action` must hold those alone that
 * it changes, see `Annotations.differing`.
 */
export function inverseOf(action: Action, before: Annotations): Action[] {
  switch (action.op) {
    case 'mark':
      return inverseMarks(action.change, action.keys ?? new Uint8Array(0), action.targets ?? [], before);
    case 'note': {
      const known = before.notes.get(action.note);
      return [{ op: 'note', note: action.note, text: known === undefined ? null : textOf(known) }];
    }
    case 'tag':
      return [{ ...action, value: before.tags.get(action.tag)?.value ?? null }];
    case 'finding':
      return [{ ...action, value: before.findings.get(action.finding)?.value ?? null }];
    case 'entry':
      return [{ ...action, value: before.entries.get(action.entry)?.value ?? null }];
    case 'account':
      return [{ ...action, value: before.accounts.get(action.account)?.value ?? null }];
  }
}

function inverseMarks(change: Change, keys: Uint8Array, targets: readonly Target[], before: Annotations): Action[] {
  if ('star' in change) return [{ op: 'mark', change: { star: !change.star }, keys, targets }];
  if ('tag' in change) return [{ op: 'mark', change: { tag: change.tag, put: !change.put }, keys, targets }];
  return inverseStatuses(keys, targets, before);
}

/** Each goes back to the status that it had: an action for each of these, with its reason. */
function inverseStatuses(keys: Uint8Array, targets: readonly Target[], before: Annotations): Action[] {
  const groups = new Map<string, { change: Change; at: number[]; targets: Target[] }>();
  const group = (status: Status | null, reason: string): { at: number[]; targets: Target[] } => {
    const key = JSON.stringify([status, reason]);
    let found = groups.get(key);
    if (found === undefined) groups.set(key, (found = { change: { status, reason }, at: [], targets: [] }));
    return found;
  };
  const words = keyWords(keys);
  for (let at = 0; at < words.length; at += 4) {
    const slot = before.slotOf(words, at);
    const mark = slot < 0 ? undefined : before.marks.status(slot);
    group(mark?.value ?? null, mark === undefined ? '' : before.reasonOf(mark.saying)).at.push(at * 4);
  }
  for (const target of targets) {
    const status = before.ofTarget(target)?.status;
    group(status?.value ?? null, status === undefined ? '' : before.reasonOf(status.saying)).targets.push(target);
  }
  return [...groups.values()].map(({ change, at, targets: on }) => {
    const picked = new Uint8Array(at.length * 16);
    for (const [i, from] of at.entries()) picked.set(keys.subarray(from, from + 16), i * 16);
    return { op: 'mark', change, keys: picked, targets: on };
  });
}
