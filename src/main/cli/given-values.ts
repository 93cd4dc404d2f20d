/**
 * The arguments with each option and its value as one, since a value may begin with a dash, as in `--sort -time`:
 * parseArgs would call that ambiguous. What stands after `--` stays as it is.
 *
 * @param options those that have values, by what is written, with their full names
 */
export function withValues(argv: readonly string[], options: ReadonlyMap<string, string>): string[] {
  const args: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const value = argv[i + 1];
    if (argv[i] === '--') return [...args, ...argv.slice(i)];
    const option = options.get(argv[i] ?? '');
    if (option !== undefined && value !== undefined) {
      args.push(`${option}=${value}`);
      i += 1;
    } else {
      args.push(argv[i] ?? '');
    }
  }
  return args;
}
