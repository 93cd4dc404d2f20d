import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import type { IndexedSegment } from '../query/indexed-segment';
import { SLICE, type SessionSource } from './session-source';

/** What each session did, by its number. */
export interface SessionFacts {
  /** Events in the order of sessions; those of session n are [starts[n], starts[n + 1]). */
  readonly events: Uint32Array;
  readonly starts: Uint32Array;
  readonly denied: Uint32Array;
  /** Events that services made for the session (`invokedBy`). */
  readonly byServices: Uint32Array;
  /** Seconds since 1970 UTC; NO_TIME where no event has a time. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** The event of the first time; the lowest number of several. Meaningless where a session has no events. */
  readonly firstEvent: Uint32Array;
  /** Different values of its events. */
  readonly names: Uint32Array;
  readonly addresses: Uint32Array;
  readonly agents: Uint32Array;
  readonly keys: Uint32Array;
  /** Bytes out that its successful calls state: at least these. */
  readonly bytes: Float64Array;
  /** 1: an event states MFA; 2: an event states that there was none; 3: both. */
  readonly mfa: Uint8Array;
  /** Ids of the first value that an event states, 0 where none does. */
  readonly sourceIdentity: Uint32Array;
  readonly onBehalfOf: Uint32Array;
  readonly inScopeOf: Uint32Array;
}

/** Counts what each of `size` sessions did. @param ofEvent the session of each event */
export async function sessionFacts(source: SessionSource, ofEvent: Uint32Array, size: number): Promise<SessionFacts> {
  const { events, starts } = await bySession(source, ofEvent, size);
  const numbers = (): Uint32Array => new Uint32Array(size);
  const facts = {
    events,
    starts,
    denied: numbers(),
    byServices: numbers(),
    first: numbers().fill(NO_TIME),
    last: numbers().fill(NO_TIME),
    firstEvent: numbers(),
    bytes: new Float64Array(size),
    mfa: new Uint8Array(size),
    sourceIdentity: numbers(),
    onBehalfOf: numbers(),
    inScopeOf: numbers(),
  };
  for (const segment of source.segments) await addSegment(source, segment, ofEvent, facts);
  for (const name of ['sourceIdentity', 'onBehalfOf', 'inScopeOf'] as const) {
    await firstStated(source, name, ofEvent, facts[name]);
  }
  const ids = new Uint32Array(source.span);
  return {
    ...facts,
    names: await distinct(source, 'eventName', facts, ids),
    addresses: await distinct(source, 'sourceIPAddress', facts, ids),
    agents: await distinct(source, 'userAgent', facts, ids),
    keys: await distinct(source, 'accessKeyId', facts, ids),
  };
}

async function bySession(
  source: SessionSource,
  ofEvent: Uint32Array,
  size: number,
): Promise<{ events: Uint32Array; starts: Uint32Array }> {
  const starts = new Uint32Array(size + 1);
  for (let event = 0; event < ofEvent.length; event++) {
    if ((event + 1) % SLICE === 0) await source.pause();
    const session = ofEvent[event] as number;
    if (session !== 0) starts[session + 1] = (starts[session + 1] as number) + 1;
  }
  for (let session = 1; session <= size; session++) {
    starts[session] = (starts[session] as number) + (starts[session - 1] as number);
  }
  await source.pause();
  const events = new Uint32Array(starts[size] ?? 0);
  const next = starts.slice();
  for (let event = 0; event < ofEvent.length; event++) {
    if ((event + 1) % SLICE === 0) await source.pause();
    const session = ofEvent[event] as number;
    if (session === 0) continue;
    const at = next[session] as number;
    events[at] = event;
    next[session] = at + 1;
  }
  await source.pause();
  return { events, starts };
}

type Counted = Omit<SessionFacts, 'names' | 'addresses' | 'agents' | 'keys'>;

async function addSegment(
  { dictionary, pause }: SessionSource,
  segment: IndexedSegment,
  ofEvent: Uint32Array,
  facts: Counted,
): Promise<void> {
  const { denied, byServices, first, last, firstEvent, bytes, mfa } = facts;
  const outcomes = segment.column('outcome', dictionary('outcome'));
  const via = segment.column('invokedBy', dictionary('invokedBy'));
  const said = segment.column('mfa', dictionary('mfa'));
  const [refused, success] = ['denied', 'success'].map((word) => dictionary('outcome').find(word) ?? -1);
  const yes = dictionary('mfa').find('yes') ?? -1;
  const no = dictionary('mfa').find('no') ?? -1;
  for (let row = 0; row < segment.rows; row++) {
    if ((row + 1) % SLICE === 0) await pause();
    const session = ofEvent[segment.base + row] as number;
    if (session === 0) continue;
    const outcome = outcomes.ids[outcomes.codes[row] as number];
    if (outcome === refused) denied[session] = (denied[session] as number) + 1;
    if (via.codes[row] !== 0) byServices[session] = (byServices[session] as number) + 1;
    const out = segment.bytesOut(row);
    if (out > 0 && outcome === success) bytes[session] = (bytes[session] as number) + out;
    const factor = said.ids[said.codes[row] as number];
    if (factor === yes) mfa[session] = (mfa[session] as number) | 1;
    else if (factor === no) mfa[session] = (mfa[session] as number) | 2;
    const time = segment.time[row] as number;
    if (time === NO_TIME) {
      if (first[session] === NO_TIME && firstEvent[session] === 0) firstEvent[session] = segment.base + row;
      continue;
    }
    if (time < (first[session] as number)) {
      first[session] = time;
      firstEvent[session] = segment.base + row;
    }
    if (last[session] === NO_TIME || time > (last[session] as number)) last[session] = time;
  }
  await pause();
}

/** Writes the first value that an event of each session states. */
async function firstStated(
  { segments, dictionary, pause }: SessionSource,
  name: FacetName,
  ofEvent: Uint32Array,
  into: Uint32Array,
): Promise<void> {
  for (const segment of segments) {
    const { codes, ids, textEnds } = segment.column(name, dictionary(name));
    if (textEnds.length === 0) continue;
    for (let row = 0; row < segment.rows; row++) {
      if ((row + 1) % SLICE === 0) await pause();
      const session = ofEvent[segment.base + row] as number;
      if (session !== 0 && codes[row] !== 0 && into[session] === 0) into[session] = ids[codes[row] as number] as number;
    }
  }
}

/** Different values of a facet that each session's events have. @param ids room for a number an event */
async function distinct(
  { segments, dictionary, pause }: SessionSource,
  name: FacetName,
  { events, starts }: Pick<SessionFacts, 'events' | 'starts'>,
  ids: Uint32Array,
): Promise<Uint32Array> {
  for (const segment of segments) {
    const column = segment.column(name, dictionary(name));
    for (let row = 0; row < segment.rows; row++) {
      ids[segment.base + row] = column.ids[column.codes[row] as number] as number;
    }
    await pause();
  }
  const size = starts.length - 1;
  const counts = new Uint32Array(size);
  // The session that had the value last: a value is counted once in the run of each session.
  const seen = new Uint32Array(dictionary(name).size);
  for (let session = 1; session < size; session++) {
    const end = starts[session + 1] as number;
    let count = 0;
    for (let at = starts[session] as number; at < end; at++) {
      if ((at + 1) % SLICE === 0) await pause();
      const id = ids[events[at] as number] as number;
      if (id === 0 || seen[id] === session) continue;
      seen[id] = session;
      count++;
    }
    counts[session] = count;
  }
  await pause();
  return counts;
}
