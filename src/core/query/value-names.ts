import { actorArn } from '../event/actor-label';
import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { encodeText, readText } from '../segment/code-unit-text';
import type { Dictionary } from './dictionary';
import type { EventSpace } from './event-space';
import type { ValueName } from './filter';
import type { IndexedColumn, IndexedSegment } from './indexed-segment';
import { SeenNames, type NameBytes } from './seen-names';
import { SHARED_NEEDS, type SharedEvents } from './shared-events';

/** Facets whose values may be mere numbers that the case has names for. */
export type NamedFacet = 'actor' | 'accessKeyId' | 'principal';

/** Columns that the names of a facet's values come from, its own among them. */
const READ: Readonly<Record<NamedFacet, readonly FacetName[]>> = {
  actor: ['actor', 'userName', ...SHARED_NEEDS],
  accessKeyId: ['accessKeyId', 'userName', ...SHARED_NEEDS],
  // Of hot columns alone: the list of principals stands on the first screen.
  principal: SHARED_NEEDS,
};

export function isNamed(facet: FacetName): facet is NamedFacet {
  return Object.hasOwn(READ, facet);
}

/** Columns that the list of a facet's values is made from: of some also those that name them. */
export function listedBy(name: FacetName): readonly FacetName[] {
  return isNamed(name) ? READ[name] : [name];
}

const ARN = [0x61, 0x72, 0x6e, 0x3a] as const;
const ACCOUNT_NUMBER = /^\d{12}$/;

/** Names of one facet's values, by where they are from. */
interface Names {
  readonly arns: SeenNames;
  readonly userNames: SeenNames;
  /** ARNs out of other copies of the same calls. */
  copied: SeenNames;
  /** Accounts of those copies. */
  accounts: SeenNames;
  readonly read: Set<IndexedSegment>;
  copiedAt: number;
}

/**
 * What values are known by: the ARN that the case has seen an actor's number or an access key with, also for
 * events without one; else a user name; else, of copies that were delivered to another account without the caller's
 * ARN, the one in the caller's own copy. Of several the latest, whatever the order of arrival.
 */
export class ValueNames {
  readonly #facets = new Map<NamedFacet, Names>();

  constructor(
    private readonly space: EventSpace,
    private readonly dictionary: (name: FacetName) => Dictionary,
    private readonly shared: SharedEvents,
    private readonly generation: () => number,
  ) {}

  /** Takes in what came since the last time; what `listedBy` says must be loaded. */
  update(facet: NamedFacet): void {
    const names = this.#namesOf(facet);
    if (facet !== 'principal') {
      for (const segment of this.space.segments) {
        if (names.read.has(segment)) continue;
        names.read.add(segment);
        this.#add(names.arns, segment, facet, 'principal');
        this.#add(names.userNames, segment, facet, 'userName');
      }
    }
    if (facet === 'accessKeyId' || names.copiedAt === this.generation()) return;
    names.copiedAt = this.generation();
    names.copied = new SeenNames();
    names.accounts = new SeenNames();
    for (const { event, arn, account } of this.shared.borrowed()) {
      const segment = this.space.segmentOf(event);
      const { codes, ids } = segment.column(facet, this.dictionary(facet));
      const id = ids[codes[event - segment.base] as number] as number;
      const value = this.dictionary(facet).value(id);
      // An account is not the one of its people who made this call.
      if (value === null || ACCOUNT_NUMBER.test(value)) continue;
      const time = stamp(segment.time[event - segment.base] as number);
      const label = facet === 'actor' ? actorArn(value, arn) : arn;
      names.copied.add(id, whole(label), time);
      names.accounts.add(id, whole(account), time);
    }
  }

  /** The name of a value by its id; undefined where nothing says more than the value itself. */
  of(facet: NamedFacet, id: number): ValueName | undefined {
    const value = this.dictionary(facet).value(id);
    if (value === null || value === '' || value.startsWith('arn:')) return undefined;
    const { arns, userNames, copied, accounts } = this.#namesOf(facet);
    const seen = arns.of(id);
    if (seen !== undefined) return named(value, seen.name, seen.names, 'arn');
    const user = userNames.of(id);
    if (user !== undefined) return named(value, user.name, user.names, 'userName');
    const copy = copied.of(id);
    const account = accounts.of(id);
    if (copy === undefined || account === undefined) return undefined;
    const name = named(value, copy.name, copy.names, 'copy');
    return name === undefined ? undefined : { ...name, account: account.name };
  }

  /** The names of those of these values that have one. */
  ofAll(facet: NamedFacet, values: Iterable<string | null | undefined>): ReadonlyMap<string, ValueName> {
    const names = new Map<string, ValueName>();
    for (const value of values) {
      if (value === null || value === undefined || names.has(value)) continue;
      const name = this.of(facet, this.dictionary(facet).find(value) ?? 0);
      if (name !== undefined) names.set(value, name);
    }
    return names;
  }

  #namesOf(facet: NamedFacet): Names {
    let names = this.#facets.get(facet);
    if (names === undefined) {
      const [arns, userNames, copied, accounts] = [new SeenNames(), new SeenNames(), new SeenNames(), new SeenNames()];
      names = { arns, userNames, copied, accounts, read: new Set(), copiedAt: -1 };
      this.#facets.set(facet, names);
    }
    return names;
  }

  /** Takes what a segment's column says of the values of another. */
  #add(into: SeenNames, segment: IndexedSegment, facet: NamedFacet, from: 'principal' | 'userName'): void {
    const values = segment.column(facet, this.dictionary(facet));
    const names = segment.column(from, this.dictionary(from));
    const usable = from === 'principal' ? arnsOf(names) : everyOf(names);
    // A name is nearly always of one value: that one's latest time is kept by the name's code.
    const valueOf = new Uint32Array(usable.length);
    const last = new Uint32Array(usable.length);
    const others = new Map<number, number>();
    for (let row = 0; row < segment.rows; row++) {
      const code = names.codes[row] as number;
      const value = values.codes[row] as number;
      if (value === 0 || usable[code] !== 1) continue;
      const time = stamp(segment.time[row] as number);
      const before = valueOf[code] as number;
      if (before === 0) valueOf[code] = value;
      if (before === 0 || before === value) {
        if (time > (last[code] as number)) last[code] = time;
      } else {
        const key = value * usable.length + code;
        others.set(key, Math.max(others.get(key) ?? 0, time));
      }
    }
    const add = (value: number, code: number, time: number): void => {
      const id = values.ids[value] as number;
      into.add(
        id,
        facet === 'actor' && from === 'principal' ? this.#ofActor(id, names, code) : part(names, code),
        time,
      );
    };
    for (let code = 1; code < valueOf.length; code++) {
      if (valueOf[code] !== 0) add(valueOf[code] as number, code, last[code] as number);
    }
    for (const [key, time] of others) add(Math.floor(key / usable.length), key % usable.length, time);
  }

  /** The ARN without the session, where all sessions of the role are one actor. */
  #ofActor(id: number, names: IndexedColumn, code: number): NameBytes {
    const arn = part(names, code);
    const text = readText(arn.text, arn.start, arn.end);
    const actor = this.dictionary('actor').value(id) ?? '';
    const label = actorArn(actor, text);
    return label === text ? arn : whole(label);
  }
}

function part({ text, textEnds }: IndexedColumn, code: number): NameBytes {
  return { text, start: code === 1 ? 0 : (textEnds[code - 2] as number), end: textEnds[code - 1] as number };
}

function whole(value: string): NameBytes {
  const text = encodeText(value);
  return { text, start: 0, end: text.length };
}

function stamp(time: number): number {
  return time === NO_TIME ? 0 : time + 1;
}

function named(value: string, text: string, names: number, source: ValueName['source']): ValueName | undefined {
  return text === value ? undefined : { text, names, source };
}

/** 1 for each code that is an ARN. */
function arnsOf({ textEnds, text }: IndexedColumn): Uint8Array {
  const usable = new Uint8Array(textEnds.length + 1);
  for (let code = 1; code <= textEnds.length; code++) {
    const start = code === 1 ? 0 : (textEnds[code - 2] as number);
    usable[code] = ARN.every((byte, i) => text[start + i] === byte) ? 1 : 0;
  }
  return usable;
}

/** 1 for each code but that of "(none)" and of the empty text. */
function everyOf({ textEnds }: IndexedColumn): Uint8Array {
  const usable = new Uint8Array(textEnds.length + 1).fill(1, 1);
  for (let code = 1; code <= textEnds.length; code++) {
    if (textEnds[code - 1] === (code === 1 ? 0 : textEnds[code - 2])) usable[code] = 0;
  }
  return usable;
}
