/** Who called: an account; nobody who signed; a service of AWS, which has no account; or nobody that the record names. */
export type CallerKind = 'account' | 'anonymous' | 'service' | 'unknown';

/** A row of the matrix: a calling account. Times are seconds since 1970 UTC, null where no event states one. */
export interface MatrixCaller {
  readonly kind: CallerKind;
  /** `userIdentity.accountId`; null for the other kinds. */
  readonly account: string | null;
  /** Events, each once, however many accounts own what it acted on. */
  readonly count: number;
  readonly denied: number;
  readonly first: number | null;
  readonly last: number | null;
  /** Anonymous events state this account too: they are counted as anonymous alone. */
  readonly alsoAnonymous: boolean;
  /** Some event of the case was delivered to this account, so that its own log is in the evidence. */
  readonly delivered: boolean;
}

/** A column of the matrix: an account acted on. */
export interface MatrixAccount {
  /** null where the record names neither an owner nor the account that it was delivered to. */
  readonly account: string | null;
  readonly count: number;
  readonly denied: number;
  readonly delivered: boolean;
}

export interface MatrixCell {
  /** Places in `callers` and `accounts`. */
  readonly caller: number;
  readonly on: number;
  readonly count: number;
  readonly denied: number;
  readonly first: number | null;
  readonly last: number | null;
  /** Different event names. */
  readonly names: number;
  /** Events that name no owner of a resource: they count for the account that they were delivered to. */
  readonly byDelivery: number;
}

/**
 * Calling account by account acted on. Acted on is each distinct owner of the event's resources
 * (`resources[].accountId`); of an event that names no owner the account that it was delivered to. An event of several
 * owners counts in a cell for each, so that cells may sum up to more than the events.
 */
export interface AccountMatrix {
  /** Events that the view shows. */
  readonly events: number;
  /** Accounts by events, most first; then anonymous, services, unknown. */
  readonly callers: readonly MatrixCaller[];
  /** Rows there are, returned or not. */
  readonly callerCount: number;
  /** By events, most first; the unknown account last. */
  readonly accounts: readonly MatrixAccount[];
  readonly accountCount: number;
  /** Of the rows and columns returned; those with events. By row, then column. */
  readonly cells: readonly MatrixCell[];
}

export interface MatrixOptions {
  /** Rows that are returned; default 100. */
  readonly callers?: number;
  /** Columns that are returned; default 50. */
  readonly accounts?: number;
}
