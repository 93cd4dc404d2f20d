import type { Target } from '../../../core/annotation/target';
import type { Annotated } from '../../store/protocol';
import { doneWords, subjectWords, type Deed } from '../../wording/annotations';
import { UTC_CLOCK } from '../../wording/clock';
import type { AnnotationsState, On } from './annotations-state.svelte';

/** What a dialog asks for. */
export type AnnotateKind = 'tag' | 'status' | 'note';

/** What something is about to be said of. */
export interface Subject {
  readonly on: On | undefined;
  readonly targets: readonly Target[];
  /** "2 events", "Access key AKIA..."; may hold evidence. */
  readonly words: string;
  /** Events that are meant; 0 where only targets are. Undefined until they are counted. */
  readonly count: number | undefined;
}

export interface Question extends Subject {
  /** Another one for each dialog. */
  readonly id: number;
  readonly kind: AnnotateKind | 'star';
  /** Id of the note that is edited. */
  readonly note?: string | undefined;
  /** What failed to be said, so that nobody types it again. */
  readonly draft?: Deed | undefined;
}

/** By what a note that is not saved yet is kept. */
export function noteDraft({ on, targets, words, note }: Pick<Question, 'on' | 'targets' | 'words' | 'note'>): string {
  if (note !== undefined) return `note ${note}`;
  const events = on !== undefined && 'events' in on && on.events.length === 1 ? [...on.events] : words;
  return `new note ${JSON.stringify([on === undefined ? null : events, targets])}`;
}

/** More events than this are named and asked about once more. */
export const CONFIRM_OVER = 1000;

/** The user was asked for a name on this machine. */
const ASKED = 'trailbench.author-asked';

/** Asks what is to be said of events or targets, wherever in the window that was wished, and says it. */
export class AnnotateDialogState {
  question = $state.raw<Question | undefined>();
  /** What waits for a yes, because it is said of many events. */
  confirming = $state.raw<Deed | undefined>();
  /** The user is asked for a name, before anything is said by him. */
  naming = $state(false);
  #named: ((goOn: boolean) => void) | undefined;
  #isNamed: Promise<boolean> | undefined;
  /** The wish that the last answer belongs to. */
  #turn = 0;

  constructor(
    private readonly annotations: Pick<AnnotationsState, 'mark' | 'say' | 'edit' | 'author' | 'setAuthor' | 'ofTarget'>,
    /** Counts events. */
    private readonly countOf: (on: On) => Promise<number>,
    private readonly failed: (error: unknown) => void,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
  ) {}

  /**
   * Opens the dialog.
   * @param on events
   * @param targets values, accounts, pairs or times, beside the events or alone
   * @param words what it is about; made of events and targets where left out
   * @param count events meant, where that is known
   */
  open(kind: AnnotateKind, on?: On, targets: readonly Target[] = [], words?: string, count?: number): void {
    void this.#ask({ kind, on, targets }, words, count);
  }

  /** Opens the dialog with the wording that a note has. @param words what the note is on */
  edit(note: string, words: string): void {
    const id = ++this.#turn;
    this.confirming = undefined;
    this.question = { id, kind: 'note', on: undefined, targets: [], words, count: 0, note };
  }

  /** Stars, or takes the star off where everything has one. Asks first where that is many events. */
  async star(on?: On, targets: readonly Target[] = [], words?: string, count?: number): Promise<void> {
    const subject = await this.#ask({ kind: 'star', on, targets }, words, count, true);
    if (subject === undefined) return;
    await this.#do(subject, { op: 'star' });
  }

  /** From the question about many events back to what is said of them. */
  back(): void {
    if (this.question?.kind === 'star') this.close();
    else this.confirming = undefined;
  }

  /** The user gave a name, wants none (null), or did not answer (undefined): then nothing is asked about either. */
  named(name: string | null | undefined): void {
    const goOn = this.#named;
    this.#named = undefined;
    this.naming = false;
    if (name === undefined) {
      goOn?.(false);
      return;
    }
    this.storage.setItem(ASKED, 'true');
    const saved = name === null ? Promise.resolve() : this.annotations.setAuthor(name);
    void saved.catch(this.failed).then(() => goOn?.(true));
  }

  /**
   * Asks how the user is known, where nobody ever did: whatever is said first, it bears a name.
   * @returns false where the user did not answer: then nothing is said
   */
  ensureNamed(): boolean | Promise<boolean> {
    if (!this.#isNameless) return true;
    this.naming = true;
    this.#isNamed ??= new Promise<boolean>((resolve) => (this.#named = resolve)).finally(() => {
      this.#isNamed = undefined;
    });
    return this.#isNamed;
  }

  close(): void {
    this.#turn++;
    this.question = undefined;
    this.confirming = undefined;
  }

  /** Says it, or asks about many events once more. @returns false where it failed: the dialog is back with what was written */
  async apply(deed: Deed): Promise<boolean> {
    const { question } = this;
    if (question === undefined) return false;
    if (this.confirming === undefined && (question.count ?? Infinity) > CONFIRM_OVER) {
      this.confirming = deed;
      return true;
    }
    // It shows at once; whoever waits for the disk sees "Saving".
    this.close();
    const turn = this.#turn;
    const said = await this.#do(question, deed);
    if (said === undefined && turn === this.#turn && deed.op !== 'star') this.question = { ...question, draft: deed };
    return said !== undefined;
  }

  /** Counts, and shows the question; `quiet`: only where there is something to ask. @returns what nothing is asked about */
  async #ask(
    { kind, on, targets }: Pick<Question, 'kind' | 'on' | 'targets'>,
    words: string | undefined,
    count: number | undefined,
    quiet = false,
  ): Promise<Subject | undefined> {
    const turn = ++this.#turn;
    this.confirming = undefined;
    if (this.#isNameless && (!(await this.ensureNamed()) || turn !== this.#turn)) return undefined;
    let known = on === undefined ? 0 : 'events' in on ? on.events.length : count;
    const subject = (): Question => ({
      id: turn,
      kind,
      on,
      targets,
      words: words ?? (known === undefined ? 'events' : subjectWords(known, targets, UTC_CLOCK)),
      count: known,
    });
    if (known === undefined && on !== undefined) {
      if (!quiet) this.question = subject();
      try {
        known = await this.countOf(on);
      } catch (error) {
        this.failed(error);
        return undefined;
      }
      if (turn !== this.#turn) return undefined;
    }
    if (quiet && (known ?? 0) <= CONFIRM_OVER) return subject();
    this.question = subject();
    if (quiet) this.confirming = { op: 'star' };
    return undefined;
  }

  /** Nobody ever asked how the user is known. */
  get #isNameless(): boolean {
    return this.annotations.author?.name === null && this.storage.getItem(ASKED) === null;
  }

  /** What is known here of targets alone; which events have a star, the journal knows. */
  #areStarred({ on, targets }: Subject): boolean {
    return on === undefined && targets.every((target) => this.annotations.ofTarget(target)?.star !== undefined);
  }

  async #do(subject: Subject & Pick<Question, 'note'>, deed: Deed): Promise<Annotated | undefined> {
    const { on, targets, words, note: edited } = subject;
    const done = doneWords(deed, words);
    switch (deed.op) {
      case 'star': {
        // Where everything has one, the same key takes it off.
        if (!this.#areStarred(subject)) {
          const said = await this.annotations.mark({ star: true }, on, targets, done);
          if (said?.id !== null) return said;
        }
        return this.annotations.mark({ star: false }, on, targets, `Took the star off ${words}`);
      }
      case 'tag':
        return this.annotations.mark({ tag: deed.tag, put: deed.put }, on, targets, done);
      case 'status': {
        const { status, reason } = deed;
        return this.annotations.mark(reason === '' ? { status } : { status, reason }, on, targets, done);
      }
      case 'note': {
        if (edited !== undefined) return this.annotations.edit(edited, deed.text);
        const note = crypto.randomUUID();
        const { text } = deed;
        return this.annotations.say({ op: 'note', note, text, ...(targets.length === 0 ? {} : { targets }) }, done, on);
      }
    }
  }
}
