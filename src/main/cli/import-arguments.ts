import { parseArgs } from 'node:util';
import { argumentFault, UsageError } from './cli-error';

export interface ImportArguments {
  /** As they were given. */
  readonly folder: string;
  readonly inputs: readonly string[];
  /** Of a case that is made; undefined for that of its folder. */
  readonly name: string | undefined;
  readonly format: 'json' | 'text';
}

export const IMPORT_HELP = `       npm start --silent -- import CASE PATHS... [options]

Takes files and folders into a case, which is made or opened; run again with the same paths, it goes on where it was
cut off, and takes what is new.

  --name NAME     how a case that is made is called (default: as its folder)
  --format F      json (default) or text`;

/** @throws UsageError which names the argument that is wrong */
export function parseImportArguments(argv: readonly string[]): ImportArguments {
  const { values, positionals } = parse(argv);
  const [folder, ...inputs] = positionals;
  if (folder === undefined || folder.trim() === '') throw new UsageError('import needs the folder of a case, first.');
  if (inputs.length === 0) throw new UsageError(`import needs files or folders to take into the case ${folder}.`);
  if (inputs.some((input) => input.trim() === '')) throw new UsageError('A path is empty.');
  const { name, format = 'json' } = values;
  if (name?.trim() === '') throw new UsageError('--name needs a name.');
  if (format !== 'json' && format !== 'text')
    throw new UsageError(`--format ${format} is not known: use json or text.`);
  return { folder, inputs, name: name?.trim(), format };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { name: { type: 'string' }, format: { type: 'string' } },
    });
  } catch (cause) {
    throw argumentFault(cause);
  }
}
