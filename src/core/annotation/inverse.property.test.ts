import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionsOf, targets } from '../../../test/reference/generated-actions';
import type { Action } from './action';
import { Annotations, textOf } from './annotations';
import { keyText } from './event-key';
import { inverseOf } from './inverse';

const KEYS = ['1', '2', '3', 'f'].map((digit) => digit.padEnd(32, '0'));
const actions = actionsOf(fc.constantFrom(...KEYS));

function say(annotations: Annotations, action: Action): void {
  annotations.take({ id: `s${String(annotations.version)}`, at: '', by: '', author: null, action });
}

/** What holds, without who said it when. */
function stateOf(annotations: Annotations): unknown {
  const { marks, keys } = annotations;
  const reason = (saying: number | undefined): string => (saying === undefined ? '' : annotations.reasonOf(saying));
  const events = Array.from({ length: keys.size }, (_, slot) => {
    const status = marks.status(slot);
    const tags = [...marks.tags].filter((tag) => marks.hasTag(slot, tag)).sort();
    const key = keyText(keys.bytes(slot), 0);
    return { key, star: marks.isStarred(slot), status: status?.value, reason: reason(status?.saying), tags };
  });
  const ofTargets = [...annotations.targets].map(([key, { star, status, tags }]) => ({
    key,
    star: star !== undefined,
    status: status?.value,
    reason: reason(status?.saying),
    tags: [...tags.keys()].sort(),
  }));
  const holds = (one: { star: boolean; status: unknown; tags: string[] }): boolean =>
    one.star || one.status !== undefined || one.tags.length > 0;
  const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1);
  return {
    events: events.filter(holds).sort(byKey),
    targets: ofTargets.filter(holds).sort(byKey),
    notes: [...annotations.standingNotes()].map((note) => ({
      id: note.id,
      text: textOf(note),
      targets: note.targets,
      on: Array.from(note.slots, (slot) => keyText(keys.bytes(slot), 0)).sort(),
    })),
    kept: (['tags', 'findings', 'entries', 'accounts'] as const).map((name) =>
      [...annotations[name].values()].flatMap(({ id, value }) => (value === null ? [] : [[id, value]])),
    ),
  };
}

/** The action as a window says it: of what it changes alone. */
function completed(action: Action, before: Annotations): Action {
  if (action.op !== 'mark') return action;
  const { change, keys = new Uint8Array(0), targets: on = [] } = action;
  return { ...action, keys: before.differing(change, keys), targets: before.differingTargets(change, on) };
}

describe('taking back what was said', () => {
  it('gives the state of before: marks, statuses with their reasons, notes, findings and all others', () => {
    fc.assert(
      fc.property(
        fc.array(actions, { maxLength: 20 }),
        fc.array(actions, { minLength: 1, maxLength: 6 }),
        (so, then) => {
          const annotations = new Annotations();
          for (const action of so) say(annotations, action);
          const states: unknown[] = [];
          const inverses: Action[][] = [];
          for (const wish of then) {
            const action = completed(wish, annotations);
            states.push(stateOf(annotations));
            inverses.push(inverseOf(action, annotations));
            say(annotations, action);
          }
          const after = stateOf(annotations);
          const redo: Action[] = [];
          for (const inverse of inverses.toReversed()) {
            for (const action of inverse) {
              redo.unshift(...inverseOf(action, annotations));
              say(annotations, action);
            }
            expect(stateOf(annotations)).toEqual(states.pop());
          }
          for (const action of redo) say(annotations, action);
          expect(stateOf(annotations)).toEqual(after);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is said of those targets alone that change, each once', () => {
    fc.assert(
      fc.property(
        fc.array(actions, { maxLength: 20 }),
        fc.array(targets, { maxLength: 6 }),
        fc.boolean(),
        (so, on, star) => {
          const annotations = new Annotations();
          for (const action of so) say(annotations, action);
          const differing = annotations.differingTargets({ star }, on);
          for (const target of differing)
            expect((annotations.ofTarget(target)?.star !== undefined) === star).toBe(false);
          say(annotations, { op: 'mark', change: { star }, targets: differing });
          expect(annotations.differingTargets({ star }, on)).toEqual([]);
        },
      ),
    );
  });
});
