/** Why the index cannot go on, and what to do about it. */
export type StoreErrorCode =
  /** The disk or the browser's quota is full. */
  | 'full'
  /** The database or a value of it is damaged or lost: it must be built again. */
  | 'damaged'
  /** Another window holds the case's index. */
  | 'in-use';

export class StoreError extends Error {
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StoreError';
  }
}

const FULL =
  'The index cannot grow: the disk that holds the profile of this window is full. Free some space and resume ' +
  'indexing. Nothing is lost: the evidence and your notes are in the case folder.';

/** Names of the errors behind an error: Dexie keeps the database's own in `inner`. */
function* namesOf(error: unknown): Generator<string> {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    yield at.name;
    at = 'inner' in at && at.inner !== undefined ? at.inner : at.cause;
  }
}

/**
 * Errors of the database itself: it cannot be opened, or its files are damaged or gone. All others
 * tell of a fault in the program, which dropping the index would only hide.
 */
const DAMAGE: ReadonlySet<string> = new Set([
  'UnknownError',
  'OpenFailedError',
  'InvalidStateError',
  'InternalError',
  'NotReadableError',
  'VersionError',
  // The browser closed it, for example because site data was cleared.
  'DatabaseClosedError',
]);

/** An error of the database as a StoreError; undefined where it is none or says nothing about its state. */
export function storeError(error: unknown): StoreError | undefined {
  if (error instanceof StoreError) return error;
  const names = [...namesOf(error)];
  if (names.includes('QuotaExceededError')) return new StoreError('full', FULL, { cause: error });
  const fault = names.find((name) => DAMAGE.has(name));
  if (fault === undefined) return undefined;
  return new StoreError('damaged', `The browser could not use the index database (${fault}).`, { cause: error });
}
