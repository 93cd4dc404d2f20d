import type { Cite, FindingValue } from '../../../core/annotation/action';
import type { Target } from '../../../core/annotation/target';
import type { View } from '../../../core/query/filter';
import type { Annotated, Store } from '../../store/protocol';
import { countOf } from '../../wording/numbers';
import { Latest } from '../api/latest';
import { problemOf, type Problem } from '../api/loading';
import type { AnnotationsState } from './annotations-state.svelte';
import * as values from './finding-value';
import type { Finding, FindingText } from './finding-value';

/** Keys that are looked for at once. */
const AT_ONCE = 2_000;

/** The statements that the report is made of. What is changed is changed of the finding as it is then. */
export class FindingsState {
  #notice = $state.raw<{ readonly words: string; readonly after: object | undefined } | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** Numbers of cited events by their keys; null where no source has them. */
  #numbers = $state.raw<ReadonlyMap<string, number | null>>(new Map());
  readonly #finding: Latest;
  /** One change after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly annotations: AnnotationsState,
    private readonly store: Pick<Store, 'annotations' | 'eventsOf' | 'numbers' | 'seen'>,
  ) {
    this.#finding = new Latest(
      () => this.#find(),
      (error) => (this.problem = problemOf(error)),
    );
  }

  /** What became of what was cited last, in words, until something else is said. */
  get notice(): string | undefined {
    return this.#notice?.after === this.annotations.last ? this.#notice?.words : undefined;
  }

  #tell(words: string): void {
    this.#notice = { words, after: this.annotations.last };
  }

  /** In the order by hand. */
  get all(): readonly Finding[] {
    return this.annotations.summary.findings;
  }

  get(id: string): Finding | undefined {
    return this.all.find((finding) => finding.id === id);
  }

  /** The event with this key: null where it is in no source, undefined before that is known. */
  eventOf(key: string): number | null | undefined {
    return this.#numbers.get(key);
  }

  /** The same, asked for now. */
  async numberOf(key: string): Promise<number | null> {
    const [number = null] = await this.store.eventsOf([key]);
    return number;
  }

  /** Cited events of a finding that are in no source. */
  missing({ cites }: FindingValue): number {
    return cites.filter((cite) => 'event' in cite && this.#numbers.get(cite.event.key) === null).length;
  }

  /** Cited events are looked for again: findings or the events of the case changed. */
  look(): void {
    this.#finding.request();
  }

  stop(): void {
    this.#finding.stop();
  }

  /** @returns the id of a finding that says nothing yet; undefined where it could not be saved */
  create(text: Partial<FindingText> = {}, cites: readonly Cite[] = []): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const { findings, nextFinding } = await this.store.annotations();
      const id = crypto.randomUUID();
      const { value } = values.withCites({ ...values.newFinding(nextFinding, findings), ...text }, cites);
      const said = await this.annotations.finding(id, value, `Finding ${String(value.number)} begun`);
      return said === undefined ? undefined : id;
    });
  }

  write(id: string, text: FindingText): Promise<Annotated | undefined> {
    return this.#change(id, (value) => ({ ...value, ...text }), 'changed');
  }

  withdraw(id: string): Promise<Annotated | undefined> {
    return this.#inTurn(async () => {
      const finding = await this.#now(id);
      if (finding === undefined) return undefined;
      return this.annotations.finding(id, null, `Finding ${String(finding.value.number)} withdrawn`);
    });
  }

  /** Up (-1) or down (+1) in the order by hand. */
  move(id: string, by: 1 | -1): Promise<void> {
    return this.#inTurn(async () => {
      const { findings } = await this.store.annotations();
      for (const [moved, rank] of values.ranksMoved(findings, id, by)) {
        const value = findings.find((finding) => finding.id === moved)?.value;
        if (value === undefined) continue;
        await this.annotations.finding(moved, { ...value, rank }, `Finding ${String(value.number)} moved`);
      }
    });
  }

  /**
   * Cites these very events, or the first that a view has.
   * @param id of the finding; undefined: a new one
   * @returns its id; undefined where nothing was saved
   */
  async cite(id: string | undefined, events: Uint32Array | View): Promise<string | undefined> {
    this.problem = undefined;
    try {
      const numbers = events instanceof Uint32Array ? events : await this.#first(events);
      const seen = await this.store.seen(numbers.subarray(0, values.CITES_MOST));
      const cites = seen.map((event): Cite => ({ event }));
      return await this.#cite(id, cites, Math.max(0, numbers.length - cites.length));
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  citeTarget(id: string | undefined, target: Target, words: string): Promise<string | undefined> {
    const text = words.trim();
    return this.#cite(id, [text === '' ? { target } : { target, words: text }], 0);
  }

  describeCite(id: string, key: string, words: string): Promise<Annotated | undefined> {
    return this.#change(id, (value) => values.withWords(value, key, words), 'changed');
  }

  moveCite(id: string, key: string, by: 1 | -1): Promise<Annotated | undefined> {
    return this.#change(id, (value) => values.withCiteMoved(value, key, by), 'changed');
  }

  uncite(id: string, key: string): Promise<Annotated | undefined> {
    return this.#change(id, (value) => values.withoutCite(value, key), 'changed');
  }

  async #cite(id: string | undefined, cites: readonly Cite[], beyond: number): Promise<string | undefined> {
    if (id === undefined) {
      const made = await this.create({}, cites);
      if (made !== undefined) this.#tell(citedWords(undefined, cites.length, 0, beyond));
      return made;
    }
    return this.#inTurn(async () => {
      const finding = await this.#now(id);
      if (finding === undefined) return undefined;
      const { value, added, known, left } = values.withCites(finding.value, cites);
      this.#tell(citedWords(value.number, added, known, left + beyond));
      if (added === 0) return id;
      const said = await this.annotations.finding(id, value, `Finding ${String(value.number)} cites more`);
      return said === undefined ? undefined : id;
    });
  }

  #change(id: string, change: (value: FindingValue) => FindingValue, word: string): Promise<Annotated | undefined> {
    return this.#inTurn(async () => {
      const finding = await this.#now(id);
      if (finding === undefined) return undefined;
      const value = change(finding.value);
      if (JSON.stringify(value) === JSON.stringify(finding.value)) return { id: null, events: 0, asked: 0 };
      return this.annotations.finding(id, value, `Finding ${String(value.number)} ${word}`);
    });
  }

  /** The finding as it is now: what the window shows may be a moment behind. */
  async #now(id: string): Promise<Finding | undefined> {
    const { findings } = await this.store.annotations();
    const finding = findings.find((one) => one.id === id);
    if (finding === undefined) this.problem = { message: 'This finding was withdrawn. Undo that first.' };
    return finding;
  }

  async #first(view: View): Promise<Uint32Array> {
    const sort = [{ column: 'time', descending: false }] as const;
    return this.store.numbers({ view, sort, start: 0, end: Infinity });
  }

  async #find(): Promise<void> {
    const keys = [...values.citedEvents(this.all).keys()];
    const numbers = new Map<string, number | null>();
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const some = keys.slice(from, from + AT_ONCE);
      const found = await this.store.eventsOf(some);
      for (const [at, key] of some.entries()) numbers.set(key, found[at] ?? null);
    }
    this.#numbers = numbers;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.problem = undefined;
    const done = this.#turn.then(work).catch((error: unknown) => {
      this.problem = problemOf(error);
      return undefined;
    });
    this.#turn = done;
    return done;
  }
}

function citedWords(number: number | undefined, added: number, known: number, left: number): string {
  const where = number === undefined ? 'a new finding' : `finding ${String(number)}`;
  return [
    `Cited ${countOf(added, 'item')} in ${where}`,
    ...(known === 0 ? [] : [`${countOf(known, 'was', 'were')} cited already`]),
    ...(left === 0
      ? []
      : [`${countOf(left, 'was', 'were')} left out: a finding cites at most ${String(values.CITES_MOST)}`]),
  ].join('; ');
}
