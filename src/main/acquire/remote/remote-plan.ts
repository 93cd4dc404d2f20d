import type { AcquisitionKind, ConnectionSpec } from '../../../contract/acquire';
import type { Json } from '../../../core/event/json';

/** What an acquisition is, apart from how its bytes are fetched. */
export interface RemotePlan {
  readonly what: Exclude<AcquisitionKind, 'local'>;
  /** In words: an address and what of it, or regions and a period. */
  readonly title: string;
  readonly connection: ConnectionSpec;
  /** ARN of who acquires, where it is known. */
  readonly identity: string | null;
  /** What the ledger is told, so that it can go on after a restart; nothing secret. */
  readonly details: Readonly<Record<string, Json>>;
}

/** Who acquires, and how that was connected. */
export interface SignedIn {
  readonly spec: ConnectionSpec;
  /** ARN, where it is known. */
  readonly identity: string | null;
}

/** What the ledger says when one begins. */
export function ledgerDetails({ what, connection, identity, details }: RemotePlan): Record<string, Json> {
  return { ...details, what, ...signInDetails({ spec: connection, identity }) };
}

/** The same of a sign-in alone. */
export function signInDetails({ spec, identity }: SignedIn): Record<string, Json> {
  return { connection: toJson(spec), identity };
}

/** Without the members that are undefined. */
function toJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
