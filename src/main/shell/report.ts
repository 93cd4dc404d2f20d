import { TrailbenchError } from '../../contract/errors';

/** Tells on stderr what stopped the program: a known failure by its message, which says what to do; others whole. */
export function report(error: unknown): void {
  const text = error instanceof TrailbenchError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text ?? String(error)}\n`);
}
