import { errorText } from './error-text';

/** Tells on stderr what stopped the program: a known failure by its message, which says what to do; others whole. */
export function report(error: unknown): void {
  process.stderr.write(`${errorText(error)}\n`);
}

/** Has what nobody catches told as any other failure, instead of by Node, which writes messages as they are. */
export function reportUncaught(): void {
  process.on('uncaughtException', (error) => {
    report(error);
    process.exit(1);
  });
}
