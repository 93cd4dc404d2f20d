/** The command was used wrongly: exit status 1. */
export class UsageError extends Error {}

/** What parseArgs says of an argument, without its advice about dashes, which does not fit here. */
export function argumentFault(cause: unknown): UsageError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [sentence = text] = text.split(/\.?\n|\. /, 1);
  return new UsageError(`${sentence.replace(/\.$/, '')}.`, { cause });
}

/** The filter's text has a fault: exit status 1, with its place shown. */
export class FilterFaultError extends UsageError {
  /** @param place the text, and beneath it a mark */
  constructor(
    message: string,
    readonly place: readonly string[],
  ) {
    super(message);
  }
}

/** What was to be read cannot be read: exit status 2. */
export class InputError extends Error {}
