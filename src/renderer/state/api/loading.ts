import { ApiError } from './api';

/** What went wrong, for the screen: what happened to which object, and what to do. */
export interface Problem {
  readonly message: string;
  /** The object: a path, a source, a record. Never what the message names already. */
  readonly details?: string;
}

export type Loadable<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly problem: Problem };

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError && error.details !== undefined && !error.message.includes(error.details)) {
    return { message: error.message, details: error.details };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}
