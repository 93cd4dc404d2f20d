import { GrowableU32 } from '../segment/growable';
import { NO_TIME } from '../event/facet-values';

/** What a session is known by. */
export const KEY = 1;
/** Its principalId and when it began: temporary credentials that no call of the case gave out. */
export const BEGUN = 2;
/** A principalId alone: nothing says which of its sessions. */
export const PRINCIPAL = 3;
/** A key that was given out and that no event uses. */
export const UNUSED = 4;

/**
 * Sessions by number, from 1; 0 stands for none. Each is told by an access key, by a principalId and the second in
 * which it began, or by a principalId alone.
 */
export class SessionNodes {
  readonly kind = new GrowableU32(1);
  /** Id of its access key; of a session with several keys that of any; 0 where it has none. */
  readonly key = new GrowableU32(1);
  /** Of an unused key, its id among the issued keys. */
  readonly issued = new GrowableU32(1);
  /** Number of its principalId; see PrincipalIds. */
  readonly principal = new GrowableU32(1);
  /** When it began as its records state it; NO_TIME where they do not. */
  readonly start = new GrowableU32(1);
  readonly #ofKey: Uint32Array;
  readonly #begun = new Map<number, number>();
  readonly #ofPrincipal = new Map<number, number>();

  constructor(keys: number) {
    this.#ofKey = new Uint32Array(keys);
    this.#add(0, 0, 0, NO_TIME, 0);
  }

  /** Numbers so far, none included. */
  get size(): number {
    return this.kind.length;
  }

  /** The session that a key belongs to; 0 where none was made yet. */
  ofKey(key: number): number {
    return this.#ofKey[key] ?? 0;
  }

  /** @param principal whose it is, as its first record says; taken over where no record said so before */
  addKey(key: number, principal: number): number {
    const known = this.ofKey(key);
    if (known !== 0) {
      if (this.principal.values[known] === 0) this.principal.values[known] = principal;
      return known;
    }
    const node = this.#add(KEY, key, principal, NO_TIME, 0);
    if (key < this.#ofKey.length) this.#ofKey[key] = node;
    return node;
  }

  addUnused(issued: number, principal: number): number {
    return this.#add(UNUSED, 0, principal, NO_TIME, issued);
  }

  begun(principal: number, start: number): number | undefined {
    return this.#begun.get(second(principal, start));
  }

  /** @param key a key of this session, whose it is from then on unless it has another; 0 for none */
  addBegun(principal: number, start: number, key: number): number {
    const at = second(principal, start);
    let node = this.#begun.get(at);
    if (node === undefined) {
      node = this.#add(BEGUN, key, principal, start, 0);
      this.#begun.set(at, node);
    }
    if (key !== 0 && this.ofKey(key) === 0) this.#ofKey[key] = node;
    return node;
  }

  ofPrincipal(principal: number): number | undefined {
    return this.#ofPrincipal.get(principal);
  }

  addPrincipal(principal: number): number {
    let node = this.#ofPrincipal.get(principal);
    if (node === undefined) {
      node = this.#add(PRINCIPAL, 0, principal, NO_TIME, 0);
      this.#ofPrincipal.set(principal, node);
    }
    return node;
  }

  #add(kind: number, key: number, principal: number, start: number, issued: number): number {
    this.kind.push(kind);
    this.key.push(key);
    this.principal.push(principal);
    this.start.push(start);
    this.issued.push(issued);
    return this.kind.length - 1;
  }
}

/** A principalId, by its number, and a second as one number: two million principals are told apart exactly. */
export function second(principal: number, start: number): number {
  return principal * 2 ** 32 + start;
}
