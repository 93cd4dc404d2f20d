import { parseArgs } from 'node:util';
import { argumentFault, UsageError } from './cli-error';

export interface AnnotationListArguments {
  /** As it was given. */
  readonly folder: string;
  readonly format: 'json' | 'csv';
}

export const ANNOTATIONS_HELP = `       npm start --silent -- annotations CASE [options]

Everything that analysts said of a case: of events, each with where its record lies, of values, accounts and times,
notes with all their wordings, findings, entries by hand, and what is said of events that no source has any more.

  --format F      json (default) or csv`;

/** @throws UsageError which names the argument that is wrong */
export function parseAnnotationListArguments(argv: readonly string[]): AnnotationListArguments {
  const { values, positionals } = parse(argv);
  const [folder, ...others] = positionals;
  if (folder === undefined || folder.trim() === '') throw new UsageError('annotations needs the folder of a case.');
  if (others.length > 0) throw new UsageError(`annotations takes one case: what is ${others.join(', ')}?`);
  const { format = 'json' } = values;
  if (format !== 'json' && format !== 'csv') throw new UsageError(`--format ${format} is not known: use json or csv.`);
  return { folder, format };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: { format: { type: 'string' } } });
  } catch (cause) {
    throw argumentFault(cause);
  }
}
