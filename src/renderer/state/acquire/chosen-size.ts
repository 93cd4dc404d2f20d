import type { Choice } from '../../../contract/discovery';
import type { ChoiceState } from './choice-state.svelte';
import type { MeasureState, Size } from './measure-state.svelte';
import { plus } from './measure-state.svelte';

/** What is chosen, counted as far as it is counted. */
export interface ChosenSize extends Size {
  /** Everything that is chosen was counted. */
  readonly counted: boolean;
}

const NOTHING: Size = { objects: 0, bytes: 0, known: 0 };

/** What is chosen, as far as it was counted: by whole choices, else cell by cell of the table. */
export function chosenSize(
  choices: readonly Choice[],
  everything: boolean,
  choice: ChoiceState,
  measure: MeasureState,
): ChosenSize {
  const whole = choices.map((one) => measure.whole(one));
  if (whole.length > 0 && whole.every((size) => size !== undefined)) {
    return { ...whole.reduce(plus, NOTHING), counted: true };
  }
  let sum = NOTHING;
  if (everything) return { ...sum, counted: false };
  const { rows, columns, kinds } = choice;
  let counted = true;
  for (const row of rows) {
    for (const day of columns) {
      if (choice.isChosen(row, day) !== true) continue;
      const size = measure.cell(row, day, kinds);
      if (size === undefined) counted = false;
      else sum = plus(sum, size);
    }
  }
  return { ...sum, counted };
}
