import type { CaseSession } from '../../state/case/case-session.svelte';

/** Takes back what was said last; what else can be undone in the window knows of it. */
export function undoSaid({ annotations, history }: CaseSession): void {
  const last = annotations.undoable;
  if (last !== undefined) history.undoBeside(last.key);
}

/** Says again what was taken back last. */
export function redoSaid({ annotations, history }: CaseSession): void {
  if (history.besideWasLast) history.redo();
  else if (annotations.redoable !== undefined) void annotations.redo();
}
