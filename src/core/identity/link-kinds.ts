/** How one session came out of another. */
export type LinkKind =
  /** The answer of a call states the access key that the later calls use. */
  | 'exact'
  /** A sign-in to the console, in the second in which the session began. */
  | 'console'
  /** The console entered a role: the role's session, begun in the second of the call. */
  | 'switch role'
  /** A long-term key that the call made. */
  | 'created key'
  /** A service gave the credentials: to an instance, a function, or to itself. */
  | 'delivered'
  /** Inferred: the call entered this role under this session's name. */
  | 'role and name'
  /** Inferred: a copy that names role and session's name, and no key. */
  | 'same name'
  /** Inferred: single sign-on gave out a key that its record hides, to this name and in this second. */
  | 'hidden key';

/** Kinds by the number that a graph holds; 0 is no link. */
export const LINK_KINDS: readonly (LinkKind | null)[] = [
  null,
  'exact',
  'console',
  'switch role',
  'created key',
  'delivered',
  'role and name',
  'same name',
  'hidden key',
];

export const EXACT = 1;
export const CONSOLE = 2;
export const SWITCH = 3;
export const CREATED = 4;
export const DELIVERED = 5;
export const ROLE_AND_NAME = 6;
export const SAME_NAME = 7;
export const HIDDEN_KEY = 8;

/** Links of this number and above are inferred. */
export const INFERRED = ROLE_AND_NAME;

/** Each session's link to the one that it came out of, by its number. */
export interface SessionLinks {
  /** 0 where it came out of none that is known. */
  readonly parent: Uint32Array;
  readonly kind: Uint8Array;
  /** One more than the number of the event that proves the link; 0 where none does. */
  readonly proof: Uint32Array;
  /** Until when its credentials hold; NO_TIME where nothing states it. */
  readonly expires: Uint32Array;
  /** The session that a link was cut off from, because following it came round to itself; 0 where none was. */
  readonly cutFrom: Uint32Array;
}
