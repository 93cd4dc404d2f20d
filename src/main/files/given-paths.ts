import { stat } from 'node:fs/promises';
import path from 'node:path';
import { TrailbenchError } from '../../contract/errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user stood: npm changes the working directory before it starts anything. */
export function userFolder(env: Environment): string {
  return env['INIT_CWD'] ?? process.cwd();
}

/**
 * The paths of a start, absolute. Fails with 'bad-request' on an option, since none exists: a mistyped one must not
 * be taken for a path.
 */
export function givenPaths(argv: readonly string[], env: Environment): string[] {
  const option = argv.find((argument) => argument.startsWith('-'));
  if (option !== undefined) {
    const message = `${option} is no option. Use: npm start [-- PATH...], or npm start -- help for the commands.`;
    throw new TrailbenchError('bad-request', message);
  }
  return argv.map((argument) => path.resolve(userFolder(env), argument));
}

/** Fails with 'unreadable-path' on the first path that is not there, before anything is begun with the others. */
export async function mustExist(paths: readonly string[]): Promise<void> {
  for (const given of paths) {
    try {
      await stat(given);
    } catch (cause) {
      const message = `${given} cannot be read: check that it exists and that this user may read it.`;
      throw new TrailbenchError('unreadable-path', message, { cause, details: given });
    }
  }
}
