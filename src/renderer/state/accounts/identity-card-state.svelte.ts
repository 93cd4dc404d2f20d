import type { FacetName } from '../../../core/event/facet-catalogue';
import { isCardFacet, type CardFacet, type IdentityCard } from '../../../core/query/identity/card';
import type { CardSubject } from '../../../core/query/identity/identity-card';
import { conjunction, term, type FilterNode, type Value } from '../../../core/query/language/ast';
import type { Store } from '../../store/protocol';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

/** Cards that "back" goes through. */
const MOST_BEFORE = 50;

/** What the menus of values call the card. */
const WORDS: Readonly<Record<CardFacet, string>> = {
  principal: 'Who is this',
  actor: 'Who is this',
  userName: 'Who is this',
  role: 'About this role',
  accessKeyId: 'About this key',
  sourceIPAddress: 'About this address',
  accountId: 'About this account',
};

/** The words by which a value's menu opens its card; undefined where there is no card of such values. */
export function cardWords(facet: FacetName, value: string | null | undefined): string | undefined {
  return isCardFacet(facet) && value !== null && value !== undefined && value !== '' ? WORDS[facet] : undefined;
}

/** The identity that the card beside the view is of, and those that were looked at before it. */
export class IdentityCardState {
  #subject = $state.raw<CardSubject | undefined>();
  #before = $state.raw<readonly CardSubject[]>([]);
  /** Of the subject; undefined until it is read. */
  card = $state.raw<IdentityCard | undefined>();
  problem = $state.raw<Problem | undefined>();
  #ready = false;
  readonly #reading: Latest;

  /** @param show lists the events of a filter */
  constructor(
    private readonly store: Pick<Store, 'identityCard'>,
    private readonly show: (filter: FilterNode, words: string) => void,
  ) {
    this.#reading = new Latest(
      () => this.#ask(),
      (error) => (this.problem = problemOf(error)),
    );
  }

  get subject(): CardSubject | undefined {
    return this.#subject;
  }

  /** The one that "back" leads to. */
  get previous(): CardSubject | undefined {
    return this.#before.at(-1);
  }

  /** Opens the card of a value, in the place of the one that is open. Other facets have no cards. */
  open(facet: FacetName, value: string | null | undefined): void {
    if (!isCardFacet(facet) || value === null || value === undefined || value === '') return;
    const open = this.#subject;
    if (open?.facet === facet && open.value === value) return;
    if (open !== undefined) this.#before = [...this.#before, open].slice(-MOST_BEFORE);
    this.#turn({ facet, value });
  }

  back(): void {
    const to = this.previous;
    if (to === undefined) return;
    this.#before = this.#before.slice(0, -1);
    this.#turn(to);
  }

  close(): void {
    this.#before = [];
    this.#turn(undefined);
  }

  /** The data changed. */
  refresh(): void {
    this.#ready = true;
    if (this.#subject !== undefined) this.#reading.request();
  }

  stop(): void {
    this.#reading.stop();
  }

  /** Lists the events of the identity. */
  showAll(words: string): void {
    if (this.#subject !== undefined) this.show(ofSubject(this.#subject), words);
  }

  /** Lists those of its events that have this value. */
  showWith(facet: FacetName, value: string | null, words: string): void {
    if (this.#subject === undefined) return;
    this.show(conjunction([ofSubject(this.#subject), is(facet, value)]), words);
  }

  /** Lists those of its events that this filter leaves. */
  showOf(filter: FilterNode, words: string): void {
    if (this.#subject !== undefined) this.show(conjunction([ofSubject(this.#subject), filter]), words);
  }

  #turn(to: CardSubject | undefined): void {
    this.#subject = to;
    this.card = undefined;
    this.problem = undefined;
    if (to !== undefined && this.#ready) this.#reading.request();
  }

  async #ask(): Promise<void> {
    const subject = this.#subject;
    if (subject === undefined) return;
    const card = await this.store.identityCard(subject);
    if (subject !== this.#subject) return;
    this.card = card;
    this.problem = undefined;
  }
}

function ofSubject({ facet, value }: CardSubject): FilterNode {
  return is(facet, value);
}

function is(name: FacetName, value: string | null): FilterNode {
  const written: Value = value === null ? { kind: 'absent' } : { kind: 'exact', text: value };
  return term({ kind: 'facet', name }, [written]);
}
