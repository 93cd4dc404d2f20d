import type { Author } from '../../../contract/annotations';
import type {
  AccountValue,
  Action,
  Change,
  EntryValue,
  FindingValue,
  TagDefinition,
} from '../../../core/annotation/action';
import type { AnnotationSummary, NoteSummary } from '../../../core/annotation/summary';
import { targetKey, type Target } from '../../../core/annotation/target';
import type { Marks } from '../../../core/query/said-of';
import type { Annotated, AnnotationWish, LeftOut, Store, StoreNotice } from '../../store/protocol';
import type { Api } from '../api/api';
import { Latest } from '../api/latest';
import { problemOf, type Problem } from '../api/loading';

/** Events, targets, or both, that something is said of. */
export type On = NonNullable<AnnotationWish['on']>;

/** Something that was said in this window and can be taken back, and said again. */
export interface Step {
  /** The same however often it is taken back. */
  readonly key: string;
  readonly words: string;
}

/** What became of taking something back: done, refused for now, or nothing that can be taken back. */
export type TakenBack = 'done' | 'failed' | 'gone';

type SaidStep = Step & { readonly id: string };

/** What was said last in this window, for the line that tells of it. */
export interface LastSaid {
  /** By which it can be taken back; undefined where there was nothing to change. */
  readonly key: string | undefined;
  /** null: there was nothing to change. */
  readonly id: string | null;
  /** Events of which something changed. */
  readonly events: number;
  readonly asked: number;
  /** What it was, in words: "Tagged 1,312 events exfil". */
  readonly words: string;
  /** It was taken back, or said again. */
  readonly undone: boolean;
}

const NOTHING: AnnotationSummary = {
  version: 0,
  events: 0,
  tags: [],
  targets: [],
  notes: [],
  findings: [],
  entries: [],
  accounts: [],
  nextFinding: 1,
};

/** What analysts said of the case, and how more is said. The journal of the case is the truth; this mirrors it. */
export class AnnotationsState {
  summary = $state.raw<AnnotationSummary>(NOTHING);
  /** What of the journal nothing is made of. */
  leftOut = $state.raw<LeftOut | undefined>();
  /** Rises with everything that is said: single events are asked about again. */
  version = $state('');
  /** Actions that are not on the disk yet. */
  saving = $state(0);
  last = $state.raw<LastSaid | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** How the user is known; undefined before it was asked. */
  author = $state.raw<Author | undefined>();
  readonly #byTarget = $derived(new Map(this.summary.targets.map((said) => [targetKey(said.target), said])));
  readonly #notes = $derived(new Map(this.summary.notes.map((note) => [note.id, note])));
  readonly #tags = $derived(new Map(this.summary.tags.map(({ tag, value }) => [tag, value])));
  readonly #accounts = $derived(new Map(this.summary.accounts.map(({ id, value }) => [id, value])));
  readonly #reading: Latest;
  /** What can be taken back, and what was, the latest at the end; `id` is of the saying that holds now. */
  readonly #undo: SaidStep[] = [];
  readonly #redo: SaidStep[] = [];
  /** What was asked for and is not done. */
  #pending: Promise<unknown> = Promise.resolve();

  /** Asked before anything is said; where it answers with false, nothing is. */
  allowed: () => boolean | Promise<boolean> = () => true;

  constructor(
    private readonly api: Pick<Api, 'author' | 'setAuthor'>,
    private readonly store: Pick<Store, 'annotate' | 'takeBack' | 'annotations'>,
    /** Lists are to be read again. */
    private readonly changed: () => void,
    /** Something was said that can be taken back. */
    private readonly told: (step: Step) => void = () => undefined,
  ) {
    this.#reading = new Latest(
      async () => {
        const { leftOut, ...summary } = await this.store.annotations();
        this.summary = summary;
        this.leftOut = leftOut;
      },
      (error) => (this.problem = problemOf(error)),
    );
  }

  /** Of the index: something was said. */
  noticed({ version, saving }: Extract<StoreNotice, { type: 'annotated' }>): void {
    const isSaved = saving < this.saving;
    this.saving = saving;
    if (version === this.version) {
      // Who said it when is known once it is on the disk.
      if (isSaved) this.#reading.request();
      return;
    }
    this.version = version;
    this.#reading.request();
    this.changed();
  }

  async open(): Promise<void> {
    this.author = await this.api.author();
  }

  stop(): void {
    this.#reading.stop();
  }

  async setAuthor(name: string | null): Promise<void> {
    this.author = await this.api.setAuthor(name);
  }

  /** Whether anything was ever said, whatever holds of it now. */
  get any(): boolean {
    // The version counts what was said behind its dot.
    return this.version !== '' && !this.version.endsWith('.0');
  }

  /** What was said of a target itself. */
  ofTarget(target: Target): (Marks & { readonly target: Target }) | undefined {
    return this.#byTarget.get(targetKey(target));
  }

  note(id: string): NoteSummary | undefined {
    return this.#notes.get(id);
  }

  /** How a tag looks; null where nobody described it. */
  tag(tag: string): TagDefinition | null {
    return this.#tags.get(tag) ?? null;
  }

  account(account: string): AccountValue | null {
    return this.#accounts.get(account) ?? null;
  }

  /** Stars, tags, or gives a status, to events or targets. @param words what is done, for the line that tells of it */
  mark(change: Change, on: On | undefined, targets: readonly Target[], words: string): Promise<Annotated | undefined> {
    return this.say({ op: 'mark', change, ...(targets.length === 0 ? {} : { targets }) }, words, on);
  }

  /** Writes a note. @returns its id */
  async write(text: string, on: On | undefined, targets: readonly Target[]): Promise<string | undefined> {
    const note = crypto.randomUUID();
    const action: Action = { op: 'note', note, text, ...(targets.length === 0 ? {} : { targets }) };
    return (await this.say(action, 'Note written', on)) === undefined ? undefined : note;
  }

  /** Another wording of a note; null withdraws it. */
  edit(note: string, text: string | null): Promise<Annotated | undefined> {
    return this.say({ op: 'note', note, text }, text === null ? 'Note withdrawn' : 'Note edited');
  }

  describeTag(tag: string, value: TagDefinition | null): Promise<Annotated | undefined> {
    return this.say({ op: 'tag', tag, value }, `Tag ${tag} described`);
  }

  finding(finding: string, value: FindingValue | null, words: string): Promise<Annotated | undefined> {
    return this.say({ op: 'finding', finding, value }, words);
  }

  entry(entry: string, value: EntryValue | null, words: string): Promise<Annotated | undefined> {
    return this.say({ op: 'entry', entry, value }, words);
  }

  describeAccount(account: string, value: AccountValue | null): Promise<Annotated | undefined> {
    return this.say({ op: 'account', account, value }, `Account ${account} described`);
  }

  /** Whether there is anything to take back, or to say again. */
  get undoable(): Step | undefined {
    void this.version;
    return this.#undo.at(-1);
  }

  get redoable(): Step | undefined {
    void this.version;
    return this.#redo.at(-1);
  }

  /** Takes back what was said last, or what has this key. */
  undo(key?: string): Promise<TakenBack> {
    return this.#takeBack(this.#undo, this.#redo, key);
  }

  /** Says again what was taken back last, or what has this key. */
  redo(key?: string): Promise<TakenBack> {
    return this.#takeBack(this.#redo, this.#undo, key);
  }

  say(action: Action, words: string, on?: On): Promise<Annotated | undefined> {
    const said = this.#say(action, words, on);
    this.#pending = Promise.allSettled([this.#pending, said]);
    return said;
  }

  async #say(action: Action, words: string, on?: On): Promise<Annotated | undefined> {
    this.problem = undefined;
    try {
      // Where there is nothing to ask, what is said shows at once.
      const allowed = this.allowed();
      if (allowed !== true && !(await allowed)) return undefined;
      const said = await this.store.annotate({ action, ...(on === undefined ? {} : { on }) });
      if (said.id !== null) {
        const step = { key: said.id, words };
        this.#undo.push({ ...step, id: said.id });
        this.#redo.length = 0;
        this.told(step);
      }
      this.last = { ...said, key: said.id ?? undefined, words, undone: false };
      return said;
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  /** What shows already may not be on the disk yet: only then is it known what comes last. */
  #takeBack(from: SaidStep[], to: SaidStep[], key?: string): Promise<TakenBack> {
    const done = this.#pending.then(() => this.#takeBackOne(from, to, key ?? from.at(-1)?.key));
    this.#pending = done;
    return done;
  }

  async #takeBackOne(from: SaidStep[], to: SaidStep[], key: string | undefined): Promise<TakenBack> {
    const at = from.findIndex((step) => step.key === key);
    const [step] = at < 0 ? [] : from.splice(at, 1);
    if (step === undefined) return 'gone';
    this.problem = undefined;
    try {
      const said = await this.store.takeBack(step.id);
      if (said === null || said.id === null) return 'gone';
      to.push({ ...step, id: said.id });
      this.last = { ...said, key: step.key, words: step.words, undone: from === this.#undo };
      return 'done';
    } catch (error) {
      // It is as it was, and can be taken back once that is possible again.
      from.splice(at, 0, step);
      this.problem = problemOf(error);
      return 'failed';
    }
  }
}
