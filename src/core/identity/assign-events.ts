import { parseEventTime } from '../event/event-time';
import { NO_TIME } from '../event/facet-values';
import { hasBit } from '../query/bitset';
import type { Dictionary } from '../query/dictionary';
import { GrowableU32 } from '../segment/growable';
import type { GivenKeys } from './given-keys';
import type { Issues } from './issues';
import type { PrincipalIds } from './principal-ids';
import type { SessionNodes } from './session-nodes';
import { SLICE, type SessionSource } from './session-source';

/** All that some copies say of a caller in another account. */
const ACCOUNT_NUMBER = /^\d{12}$/;

/** Of the callers that may be nobody's session. */
const CLASSES = { service: 1, anonymous: 2 } as const;

/**
 * Gives each event its session: of the access key, where a call of the case gave it out or it holds for long; of the
 * principalId and the second in which the session began, where the key is one of several that the console changes
 * with each request; else of the principalId alone. A copy in another account, which states no key, is of the
 * session of the caller's own copy. SwitchRole that is recorded as the role's own session is of the one it began.
 * @returns the session of each event by number, 0 for those of none: services by themselves, anonymous calls
 */
export async function assignEvents(
  source: SessionSource,
  nodes: SessionNodes,
  principals: PrincipalIds,
  { wasIssued, principalOf, timeOf }: Pick<GivenKeys, 'wasIssued' | 'principalOf' | 'timeOf'>,
  { switches }: Pick<Issues, 'switches'>,
): Promise<Uint32Array> {
  const ofEvent = new Uint32Array(source.span);
  const temporary = temporaryKeys(source.dictionary('accessKeyId'));
  const starts = await startTimes(source.dictionary('sessionStart'), source.pause);
  const changing = (key: number): boolean => temporary[key] === 1 && wasIssued[key] !== 1;
  await overEvents(
    source,
    (_event, key, principal, start) => {
      if (key === 0 || start === NO_TIME || principal === 0 || !changing(key)) return;
      if (nodes.ofKey(key) === 0) nodes.addBegun(principal, start, key);
    },
    starts,
    principals,
  );
  const others = new GrowableU32(64);
  await overEvents(
    source,
    (event, key, principal, start, callerClass) => {
      if (key !== 0) ofEvent[event] = nodes.addKey(key, principal);
      else if (principal === 0 || callerClass === CLASSES.anonymous) return;
      else if (start !== NO_TIME) ofEvent[event] = nodes.addBegun(principal, start, 0);
      else if (callerClass !== CLASSES.service) {
        others.push(event);
        others.push(principal);
      }
    },
    starts,
    principals,
  );
  const rest = others.view();
  const alone: number[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    if ((at + 2) % SLICE === 0) await source.pause();
    const event = rest[at] as number;
    const principal = rest[at + 1] as number;
    const isAccount = ACCOUNT_NUMBER.test(principals.text(principal));
    const copies = source.copiesOf(event)?.filter((copy) => isAccount || principalOf(copy) === principal);
    const caller = callersSession(copies, ofEvent);
    if (caller === 0) alone.push(at);
    else ofEvent[event] = caller;
  }
  const switching = new Set(switches);
  for (const at of alone) {
    const event = rest[at] as number;
    const principal = rest[at + 1] as number;
    const entered = switching.has(event) ? nodes.begun(principal, timeOf(event)) : undefined;
    ofEvent[event] = entered ?? nodes.addPrincipal(principal);
  }
  return ofEvent;
}

/** The session that another copy of the call states; 0 where none does, or they disagree. */
function callersSession(copies: readonly number[] | undefined, ofEvent: Uint32Array): number {
  let session = 0;
  for (const copy of copies ?? []) {
    const known = ofEvent[copy] ?? 0;
    if (known === 0 || known === session) continue;
    if (session !== 0) return 0;
    session = known;
  }
  return session;
}

type Visit = (event: number, key: number, principal: number, start: number, callerClass: number) => void;

async function overEvents(
  source: SessionSource,
  visit: Visit,
  starts: Uint32Array,
  principals: PrincipalIds,
): Promise<void> {
  const { dictionary, hidden } = source;
  const service = dictionary('callerClass').find('service') ?? -1;
  const anonymous = dictionary('callerClass').find('anonymous') ?? -1;
  for (const segment of source.segments) {
    const keys = segment.column('accessKeyId', dictionary('accessKeyId'));
    const actors = segment.column('actor', dictionary('actor'));
    const sessions = segment.column('sessionName', dictionary('sessionName'));
    const began = segment.column('sessionStart', dictionary('sessionStart'));
    const classes = segment.column('callerClass', dictionary('callerClass'));
    const classOf = Uint8Array.from(classes.ids, (id) =>
      id === service ? CLASSES.service : id === anonymous ? CLASSES.anonymous : 0,
    );
    for (let row = 0; row < segment.rows; row++) {
      if ((row + 1) % SLICE === 0) await source.pause();
      const event = segment.base + row;
      if (hasBit(hidden, event)) continue;
      const principal = principals.of(
        actors.ids[actors.codes[row] as number] as number,
        sessions.ids[sessions.codes[row] as number] as number,
      );
      visit(
        event,
        keys.ids[keys.codes[row] as number] as number,
        principal,
        starts[began.ids[began.codes[row] as number] as number] as number,
        classOf[classes.codes[row] as number] as number,
      );
    }
    await source.pause();
  }
}

const TEMPORARY = [0x41, 0x53, 0x49, 0x41] as const;

/** 1 for each key of temporary credentials, which begin with ASIA, by its id. */
function temporaryKeys(keys: Dictionary): Uint8Array {
  const temporary = new Uint8Array(keys.size);
  const { text } = keys;
  for (let id = 1; id < temporary.length; id++) {
    const start = keys.start(id);
    temporary[id] = keys.end(id) - start > 4 && TEMPORARY.every((byte, i) => text[start + i] === byte) ? 1 : 0;
  }
  return temporary;
}

async function startTimes(starts: Dictionary, pause: () => Promise<void>): Promise<Uint32Array> {
  const times = new Uint32Array(starts.size).fill(NO_TIME);
  for (let id = 1; id < times.length; id++) {
    if (id % SLICE === 0) await pause();
    times[id] = parseEventTime(starts.value(id) ?? undefined);
  }
  return times;
}
