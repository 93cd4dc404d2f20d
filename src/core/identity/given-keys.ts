import { NO_TIME } from '../event/facet-values';
import { parseExpiration } from './expiration';
import { type Issues, timeOrder, usedKeys } from './issues';
import type { PrincipalIds } from './principal-ids';
import { second } from './session-nodes';
import { EventColumn, segmentAt, TEXT_SLICE, type SessionSource } from './session-source';

/** Keys that calls gave out, by their ids among the issued keys, and whom sessions were given to. */
export interface GivenKeys {
  /** One more than the number of the call that gave out the key, the earliest of several; 0 for none. */
  readonly event: Uint32Array;
  /** Id of the same key among the access keys that events use; 0 where none does. */
  readonly used: Uint32Array;
  /** 1 for each access key that a call gave out, by its id among those that events use. */
  readonly wasIssued: Uint8Array;
  /** Calls by the principalId that they began a session of, and the second; see `second`. */
  readonly toSecond: ReadonlyMap<number, number>;
  /** Calls by that principalId alone. */
  readonly toPrincipal: ReadonlyMap<number, readonly number[]>;
  /** The principalId that the call gave a key to; 0 where it states none. */
  readonly givenTo: (event: number) => number;
  /** Number of the principalId of who called. */
  readonly principalOf: (event: number) => number;
  readonly timeOf: (event: number) => number;
  readonly expiresOf: (event: number) => number;
}

export async function givenKeys(
  source: SessionSource,
  { issuing }: Issues,
  principals: PrincipalIds,
): Promise<GivenKeys> {
  const column = (name: ConstructorParameters<typeof EventColumn>[1]): EventColumn => new EventColumn(source, name);
  const [keys, to, expirations] = [column('issuedKey'), column('issuedTo'), column('issuedExpiration')];
  const [actors, sessions] = [column('actor'), column('sessionName')];
  const timeOf = timesOf(source);
  const event = new Uint32Array(keys.dictionary.size);
  const toSecond = new Map<number, number>();
  const toPrincipal = new Map<number, number[]>();
  const numbers = new Map<number, number>();
  const givenTo = (call: number): number => {
    const id = to.id(call);
    if (id === 0) return 0;
    let number = numbers.get(id);
    if (number === undefined) numbers.set(id, (number = principals.add(to.dictionary.value(id) ?? '')));
    return number;
  };
  const isEarlier = (one: number, other: number): boolean => timeOrder(timeOf(one)) < timeOrder(timeOf(other));
  for (const [at, call] of issuing.entries()) {
    if ((at + 1) % TEXT_SLICE === 0) await source.pause();
    const key = keys.id(call);
    const known = event[key] as number;
    if (key !== 0 && (known === 0 || isEarlier(call, known - 1))) event[key] = call + 1;
    const principal = givenTo(call);
    if (principal === 0) continue;
    const calls = toPrincipal.get(principal);
    if (calls === undefined) toPrincipal.set(principal, [call]);
    else calls.push(call);
    const time = timeOf(call);
    const place = second(principal, time);
    if (time !== NO_TIME && !toSecond.has(place)) toSecond.set(place, call);
  }
  const access = source.dictionary('accessKeyId');
  const used = await usedKeys(keys.dictionary, access, source.pause);
  const wasIssued = new Uint8Array(access.size);
  for (let id = 1; id < used.length; id++) if (event[id] !== 0) wasIssued[used[id] as number] = 1;
  wasIssued[0] = 0;
  return {
    event,
    used,
    wasIssued,
    toSecond,
    toPrincipal,
    givenTo,
    principalOf: (call) => principals.of(actors.id(call), sessions.id(call)),
    timeOf,
    expiresOf: (call) => parseExpiration(expirations.text(call)),
  };
}

/** Reads the time of single events. */
export function timesOf({ segments }: SessionSource): (event: number) => number {
  const bases = Uint32Array.from(segments, ({ base }) => base);
  return (event) => {
    const segment = segments[segmentAt(bases, event)];
    return segment?.time[event - segment.base] ?? NO_TIME;
  };
}
