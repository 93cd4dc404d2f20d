import { Dictionary } from '../query/dictionary';
import { encodeText } from '../segment/code-unit-text';

/** Marks a pair of ids that was looked at and stands for nobody. */
const NOBODY = 0;
/** An access key, an account and who called without signing are told by other columns than this. */
const NO_PERSON: ReadonlySet<string> = new Set(['', '(anonymous)']);

/**
 * Numbers for principalIds, whole: of a role's session with what stands after the colon. Columns keep a role's
 * sessions under one actor, and some records of a session do not tell that many people enter the role: put together
 * again, both give one number. 0 is nobody.
 */
export class PrincipalIds {
  /** All principalIds by number. */
  readonly texts = new Dictionary();
  readonly #pairs = new Map<number, number>();
  #lastKey = -1;
  #lastId = NOBODY;

  constructor(
    private readonly actors: Dictionary,
    private readonly sessions: Dictionary,
  ) {}

  /** Numbers so far, nobody included. */
  get size(): number {
    return this.texts.size;
  }

  /** The number of an actor and a session's name, by their ids. */
  of(actor: number, session: number): number {
    const key = actor * 2 ** 26 + session;
    if (key === this.#lastKey) return this.#lastId;
    let id = this.#pairs.get(key);
    if (id === undefined) {
      id = this.#intern(this.actors.value(actor), this.sessions.value(session));
      this.#pairs.set(key, id);
    }
    this.#lastKey = key;
    this.#lastId = id;
    return id;
  }

  /** The number of a principalId as a record states it; it is added where it is new. */
  add(text: string): number {
    return this.#intern(text, null);
  }

  find(text: string): number | undefined {
    return this.texts.find(text);
  }

  text(id: number): string {
    return this.texts.value(id) ?? '';
  }

  #intern(actor: string | null, session: string | null): number {
    if (actor === null || NO_PERSON.has(actor)) return NOBODY;
    const whole = session === null || actor.includes(':') ? actor : `${actor}:${session}`;
    const text = encodeText(whole);
    return this.texts.intern(text, 0, text.length);
  }
}

/** What stands after the first colon of a principalId; '' where nothing does. */
export function sessionName(principal: string): string {
  const colon = principal.indexOf(':');
  return colon < 0 ? '' : principal.slice(colon + 1);
}
