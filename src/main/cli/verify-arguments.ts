import { parseArgs } from 'node:util';
import { argumentFault, UsageError } from './cli-error';

export interface VerifyArguments {
  /** As they were given. */
  readonly inputs: readonly string[];
  /** Lower-case hex. */
  readonly head: string | undefined;
  /** A file with public keys. */
  readonly keys: readonly string[];
  readonly format: 'json' | 'text';
  /** What is not proven ends as what is wrong does. */
  readonly strict: boolean;
}

/** @throws UsageError which names the argument that is wrong */
export function parseVerifyArguments(argv: readonly string[]): VerifyArguments {
  const { values, positionals } = parse(argv);
  if (positionals.length === 0)
    throw new UsageError('verify needs a case, or files and folders with logs and digests.');
  const { head, keys = [], format = 'text', strict = false } = values;
  if (head !== undefined && !/^[0-9a-fA-F]{64}$/.test(head)) {
    throw new UsageError('--head needs the 64 hex digits of a head hash.');
  }
  if (format !== 'json' && format !== 'text')
    throw new UsageError(`--format ${format} is not known: use json or text.`);
  return { inputs: positionals, head: head?.toLowerCase(), keys, format, strict };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        head: { type: 'string' },
        keys: { type: 'string', multiple: true },
        format: { type: 'string' },
        strict: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw argumentFault(cause);
  }
}
