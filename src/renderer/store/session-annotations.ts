import type { SayWish } from '../../contract/annotations';
import { SEEN_MOST } from '../../contract/annotations';
import { SaidReader } from '../../contract/said-reader';
import type { Action, Said } from '../../core/annotation/action';
import { Annotations, setsSomething } from '../../core/annotation/annotations';
import { inverseOf } from '../../core/annotation/inverse';
import type { QueryEngine } from '../../core/query/query-engine';
import type { View } from '../../core/query/filter';
import type { IndexApi } from './index-api';
import type { Annotated, AnnotationWish, LeftOut, StoreNotice } from './protocol';

/** Actions that can still be taken back. */
const REMEMBERED = 200;

interface Undo {
  /** In the order in which they are to be said. */
  readonly inverse: readonly Action[];
}

/**
 * What analysts said of the open case. What is said shows at once and counts as saved when main has it on the disk;
 * where main refuses, everything is read from the journal again.
 */
export class SessionAnnotations {
  annotations = new Annotations();
  leftOut: LeftOut = { reasons: [], lines: 0, cutOff: 0 };
  readonly #undos = new Map<string, Undo>();
  /** One action after the other: the order here is that of the journal. */
  #turn: Promise<unknown> = Promise.resolve();
  #saving = 0;
  /** The journal could not be read after main refused something: that still shows. */
  #unread = false;
  /** Rises where everything was read again: versions of before mean nothing then. */
  #readings = 0;

  constructor(
    private readonly api: IndexApi,
    private readonly notify: (notice: StoreNotice) => void,
  ) {}

  /** Reads everything from the journal. */
  async read(): Promise<void> {
    const annotations = new Annotations();
    const reader = new SaidReader(decodeBase64);
    for await (const line of this.api.lines('/annotations')) {
      const said = line === '' ? undefined : reader.take(JSON.parse(line));
      if (said !== undefined) annotations.take(said);
    }
    reader.end();
    this.annotations = annotations;
    this.leftOut = { reasons: [...new Set(reader.faults)], lines: reader.lost, cutOff: reader.cutOff };
    this.#readings += 1;
    this.#unread = false;
    // What main has can still be taken back.
    const ids = new Set(annotations.sayings.map(({ id }) => id));
    for (const id of this.#undos.keys()) if (!ids.has(id)) this.#undos.delete(id);
    this.#tell();
  }

  /** Resolves when it is on the disk. */
  say(wish: AnnotationWish, engine: QueryEngine, view: View | undefined): Promise<Annotated> {
    return this.#inTurn(async () => {
      const events = wish.on !== undefined && 'events' in wish.on ? wish.on.events : undefined;
      // What was said of a copy shows on the shown one, and is to be taken away there.
      const copies = isMark(wish.action) && !setsSomething(wish.action.change);
      const keys =
        view === undefined
          ? await engine.said.keysOf(events ?? new Uint32Array(0), copies)
          : await engine.said.keysIn(view, copies);
      const action = await this.#complete(wish.action, keys, events, engine);
      const changed = keysOf(action).length / 16;
      const asked = events?.length ?? keys.length / 16;
      if (changed === 0 && isMark(action) && (action.targets ?? []).length === 0) {
        return { id: null, events: 0, asked };
      }
      return { id: await this.#write(action), events: changed, asked };
    });
  }

  /** Takes an action back, as far as this window remembers what was before. @returns null where it does not */
  takeBack(id: string): Promise<Annotated | null> {
    return this.#inTurn(async () => {
      const undo = this.#undos.get(id);
      if (undo === undefined) return null;
      let events = 0;
      let inverses: Action[] = [];
      const said = crypto.randomUUID();
      for (const [i, action] of undo.inverse.entries()) {
        inverses = [...inverseOf(action, this.annotations), ...inverses];
        await this.#send(action, i === 0 ? said : crypto.randomUUID(), id);
        events += keysOf(action).length / 16;
      }
      // Where main refused it, it can be taken back later.
      this.#undos.delete(id);
      this.#remember(said, inverses);
      return { id: said, events, asked: events };
    });
  }

  /** Leaves out events of which nothing changes, and says how the others are known. */
  async #complete(
    action: Action,
    keys: Uint8Array<ArrayBuffer>,
    events: Uint32Array | undefined,
    engine: QueryEngine,
  ): Promise<Action> {
    if (!isMark(action) && action.op !== 'note') return action;
    const changed = isMark(action) ? this.annotations.differing(action.change, keys) : keys;
    const targets = isMark(action) && this.annotations.differingTargets(action.change, action.targets ?? []);
    const some = events !== undefined && events.length <= SEEN_MOST ? await engine.said.seen(events) : [];
    return {
      ...action,
      ...(targets === false || action.targets === undefined ? {} : { targets }),
      ...(changed.length === 0 ? {} : { keys: changed }),
      ...(some.length === 0 ? {} : { seen: some }),
    };
  }

  async #write(action: Action): Promise<string> {
    const id = crypto.randomUUID();
    const inverse = inverseOf(action, this.annotations);
    await this.#send(action, id);
    this.#remember(id, inverse);
    return id;
  }

  async #send(action: Action, id: string, undoes?: string): Promise<void> {
    const { annotations } = this;
    const known = {
      id,
      at: new Date().toISOString(),
      by: '',
      author: null,
      ...(undoes === undefined ? {} : { undoes }),
    };
    annotations.take({ ...known, action } satisfies Said);
    this.#saving += 1;
    this.#tell();
    try {
      const reply = await this.api.say(wishOf(action, id, undoes), keysOf(action));
      annotations.known(id, reply);
    } catch (cause) {
      // Why it was refused is told, whether or not the journal can be read now.
      this.#unread = true;
      await this.read().catch(() => undefined);
      throw cause;
    } finally {
      this.#saving -= 1;
      this.#tell();
    }
  }

  #remember(id: string, inverse: readonly Action[]): void {
    this.#undos.set(id, { inverse });
    const [oldest] = this.#undos.keys();
    if (this.#undos.size > REMEMBERED && oldest !== undefined) this.#undos.delete(oldest);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => {
      if (this.#unread) await this.read();
      return work();
    });
    // Who asked is told of a failure; the next one has its own turn.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #tell(): void {
    const version = `${String(this.#readings)}.${String(this.annotations.version)}`;
    this.notify({ type: 'annotated', version, saving: this.#saving });
  }
}

function isMark(action: Action): action is Extract<Action, { op: 'mark' }> {
  return action.op === 'mark';
}

function keysOf(action: Action): Uint8Array {
  return 'keys' in action && action.keys !== undefined ? action.keys : new Uint8Array(0);
}

function wishOf(action: Action, id: string, undoes: string | undefined): SayWish {
  const bare: Record<string, unknown> = { ...action };
  delete bare['keys'];
  return { id, action: bare as SayWish['action'], ...(undoes === undefined ? {} : { undoes }) };
}

/** @returns undefined for what is no base64 */
function decodeBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return undefined;
  }
}
