/** The command was used wrongly: exit status 1. */
export class UsageError extends Error {}

/** What was to be read cannot be read: exit status 2. */
export class InputError extends Error {}
