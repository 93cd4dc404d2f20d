import { Annotations } from '../../core/annotation/annotations';
import type { LogState } from '../cases/append-log';
import type { Journal } from '../cases/journal';
import { SaidJournal } from './said-journal';

export interface JournalAnnotations {
  readonly annotations: Annotations;
  /** Lines of the journal, whatever they tell of, and the hash over them, when it was read. */
  readonly head: LogState;
  /** Lines that were left out because they could not be understood, with the reason. */
  readonly faults: readonly string[];
}

/** What analysts said of a case, as its journal has it on the disk now. */
export async function readAnnotations(journal: Journal): Promise<JournalAnnotations> {
  await journal.settle();
  const head = journal.checkpoint();
  const annotations = new Annotations();
  const { faults } = await new SaidJournal(journal, () => Promise.resolve(null)).read((said) => annotations.take(said));
  return { annotations, head, faults };
}
