import type { JsonObject } from '../../src/core/event/json';

/** A session in the plainest words: which records are its, and what it came out of. */
export interface NaiveSession {
  readonly name: string;
  readonly records: number[];
  parent: NaiveSession | undefined;
  link: string | null;
}

interface Read {
  readonly at: number;
  readonly time: number;
  readonly name: string;
  readonly key: string | undefined;
  readonly principal: string | undefined;
  readonly start: number | undefined;
  readonly issuedKey: string | undefined;
  readonly issuedTo: string | undefined;
  readonly shared: string | undefined;
  readonly account: string | undefined;
  readonly signedIn: boolean;
}

const INFERRED = new Set(['role and name', 'same name']);

/**
 * Who became whom among records whose callers are users and roles: lists and loops over and over, no index.
 * @param records in the order of their numbers
 */
export function naiveSessions(records: readonly JsonObject[]): NaiveSession[] {
  const read = records.map(readRecord);
  const sessions: NaiveSession[] = [];
  const made = (name: string): NaiveSession => {
    let session = sessions.find((one) => one.name === name);
    if (session === undefined) sessions.push((session = { name, records: [], parent: undefined, link: null }));
    return session;
  };
  const issued = new Set(read.map(({ issuedKey }) => issuedKey));
  const begunName = ({ principal, start }: Read): string => `${principal ?? ''}@${String(start)}`;
  /** The session of a key: where it changes, that of the first record that says when it began. */
  const ofKey = (key: string): string => {
    if (!key.startsWith('ASIA') || issued.has(key)) return key;
    const first = read.find((one) => one.key === key && one.start !== undefined);
    return first === undefined ? key : begunName(first);
  };
  const stated = (one: Read): string | undefined =>
    one.key !== undefined ? ofKey(one.key) : one.start !== undefined ? begunName(one) : undefined;
  const nameOf = (one: Read): string => {
    const own = stated(one);
    if (own !== undefined) return own;
    const names = new Set(copiesOf(one, read).flatMap((copy) => stated(copy) ?? []));
    const [only] = names;
    return names.size === 1 && only !== undefined ? only : (one.principal ?? '');
  };
  for (const one of read) made(nameOf(one)).records.push(one.at);
  const sessionOf = (one: Read): NaiveSession => made(nameOf(one));
  const times = (session: NaiveSession): number[] => session.records.map((at) => read[at]?.time ?? 0);
  const firstOf = (session: NaiveSession): number => Math.min(...times(session));
  /** As the first record says that states key or beginning. */
  const principalOf = ({ name, records: own }: NaiveSession): string | undefined => {
    if (name.includes('@')) return name.split('@')[0];
    const saying = read.filter(({ at }) => own.includes(at));
    return (saying.find((one) => stated(one) !== undefined && one.principal !== undefined) ?? saying[0])?.principal;
  };
  const link = (session: NaiveSession, parent: NaiveSession, kind: string): void => {
    session.parent = parent === session ? undefined : parent;
    session.link = kind;
  };

  for (const key of issued) {
    if (key === undefined) continue;
    const calls = read.filter(({ issuedKey }) => issuedKey === key);
    const call = calls.reduce((best, one) => (one.time < best.time ? one : best));
    if (!read.some((one) => one.key === key)) {
      const begun = sessions.some(({ name }) => name === `${call.issuedTo ?? ''}@${String(call.time)}`);
      if (begun) continue;
    }
    link(made(key), sessionOf(call), call.name === 'CreateAccessKey' ? 'created key' : 'exact');
  }
  const begun = sessions.filter(({ name }) => name.includes('@'));
  for (const session of begun) {
    const entered = read.find((one) => `${one.issuedTo ?? ''}@${String(one.time)}` === session.name);
    const signedIn = read.findLast(
      (one) => one.signedIn && `${one.principal ?? ''}@${String(one.time)}` === session.name,
    );
    if (entered !== undefined) link(session, sessionOf(entered), 'switch role');
    else if (signedIn !== undefined) link(session, sessionOf(signedIn), 'console');
  }
  for (const session of [...sessions]) {
    if (session.link !== null || session.records.length === 0) continue;
    const principal = principalOf(session);
    if (principal?.startsWith('AROA') !== true) continue;
    const since = session.name.includes('@') ? Number(session.name.split('@')[1]) : firstOf(session);
    if (session.name === principal) {
      const same = sessions.filter(
        (one) => one !== session && one.records.length > 0 && principalOf(one) === principal && firstOf(one) <= since,
      );
      if (same.length > 0) {
        const latest = Math.max(...same.map(firstOf));
        link(session, same.findLast((one) => firstOf(one) === latest) ?? session, 'same name');
        continue;
      }
    }
    const calls = read.filter((one) => one.issuedTo === principal && one.time <= since);
    const latest = Math.max(...calls.map(({ time }) => time));
    const call = calls.findLast(({ time }) => time === latest);
    if (call !== undefined) link(session, sessionOf(call), 'role and name');
  }
  cutRings(sessions, (session) => (session.records.length === 0 ? issueTime(session, read) : firstOf(session)));
  return sessions;
}

function issueTime({ name }: NaiveSession, read: readonly Read[]): number {
  return Math.min(...read.filter(({ issuedKey }) => issuedKey === name).map(({ time }) => time));
}

function cutRings(sessions: readonly NaiveSession[], firstOf: (session: NaiveSession) => number): void {
  for (const start of sessions) {
    const path: NaiveSession[] = [];
    for (let at: NaiveSession | undefined = start; at !== undefined; at = at.parent) {
      if (!path.includes(at)) {
        path.push(at);
        continue;
      }
      const ring = path.slice(path.indexOf(at));
      const inferred = ring.filter(({ link }) => INFERRED.has(link ?? ''));
      const among = inferred.length > 0 ? inferred : ring;
      const least = Math.min(...among.map(firstOf));
      const cut = among.filter((one) => firstOf(one) === least);
      // Of the same second any may be cut: the caller compares none of those.
      if (cut[0] !== undefined) cut[0].parent = undefined;
      break;
    }
  }
}

/** Copies of the call in other accounts; none where an account has two of them. */
function copiesOf(one: Read, all: readonly Read[]): Read[] {
  if (one.shared === undefined) return [];
  const same = all.filter(({ shared, name }) => shared === one.shared && name === one.name);
  if (new Set(same.map(({ account }) => account)).size < same.length) return [];
  return same.filter(({ principal }) => principal === one.principal);
}

function readRecord(record: JsonObject, at: number): Read {
  const object = (value: unknown): JsonObject => (value ?? {}) as JsonObject;
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const seconds = (value: unknown): number | undefined => {
    const found = text(value);
    return found === undefined ? undefined : Date.parse(found) / 1000;
  };
  const identity = object(record.userIdentity);
  const response = object(record.responseElements);
  return {
    at,
    time: seconds(record.eventTime) ?? 0,
    name: text(record.eventName) ?? '',
    key: text(identity.accessKeyId),
    principal: text(identity.principalId),
    start: seconds(object(object(identity.sessionContext).attributes).creationDate),
    issuedKey: text(object(response.credentials).accessKeyId) ?? text(object(response.accessKey).accessKeyId),
    issuedTo: text(object(response.assumedRoleUser).assumedRoleId),
    shared: text(record.sharedEventID),
    account: text(record.recipientAccountId),
    signedIn: response.ConsoleLogin === 'Success',
  };
}
