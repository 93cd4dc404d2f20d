import type { SessionCard } from '../../../core/identity/session-card';
import type { SessionRow } from '../../../core/identity/session-row';
import type { SessionOrder, SessionTree } from '../../../core/identity/session-tree';
import { grantOf, type Grant } from '../../../core/identity/grant';
import type { LineagePart } from '../../../core/query/filter';
import type { FilterNode } from '../../../core/query/language/ast';
import { decodeRecord } from '../../../core/format/decode-record';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';
import { Latest } from '../api/latest';
import { type Loadable, type Problem, problemOf } from '../api/loading';
import { kinFilter } from './kin-filter';
import { aboveOf, isUnfolded, treeLines, type Unfolded, unfoldedAtFirst } from './tree-lines';

/** The session that an event is of, and what a filter takes for its events, its way to the origin, and its descent. */
export interface SessionOfEvent {
  /** As filters call it. */
  readonly name: string;
  readonly own: FilterNode;
  readonly origin: FilterNode;
  readonly descent: FilterNode;
}

/** Rows that are kept once they were read. */
const KEPT_ROWS = 4000;
/** Sessions below the one that is open, a page of them. */
const CHILDREN_PAGE = 50;

type SessionStore = Pick<Store, 'sessionTree' | 'sessionRows' | 'sessionCard' | 'sessionOf' | 'locate'>;

/** The sessions of the case as the window shows them: a tree, and one of them opened. Nothing is asked before it is. */
export class SessionsState {
  search = $state('');
  order = $state<SessionOrder>('first');
  /** Links by names alone count. */
  inferred = $state(true);
  tree = $state.raw<SessionTree | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** The session that is open, as filters call it. */
  openName = $state<string | undefined>();
  card = $state.raw<Loadable<SessionCard | undefined>>({ state: 'idle' });
  #rows = $state.raw<ReadonlyMap<number, SessionRow>>(new Map());
  #unfolded = $state.raw<Unfolded>({ flipped: new Set(), all: false });
  #children = CHILDREN_PAGE;
  readonly #lines = $derived(this.tree === undefined ? new Uint32Array(0) : treeLines(this.tree, this.#unfolded));
  /** What the tree that is shown was asked with. */
  #asked = '';
  /** What the rows that are kept were read of. */
  #rowsOf = '';
  #shown = 0;
  #stale = true;
  readonly #asking: Latest;
  readonly #opening: Latest;
  #want: readonly [number, number] = [0, 0];

  constructor(
    private readonly caseId: string,
    private readonly api: Pick<Api, 'record'>,
    private readonly store: SessionStore,
  ) {
    this.#asking = new Latest(
      () => this.#ask(),
      (error) => (this.problem = problemOf(error)),
    );
    this.#opening = new Latest(
      () => this.#open(),
      (error) => (this.card = { state: 'failed', problem: problemOf(error) }),
    );
  }

  /** Places in the tree that are in sight, from top to bottom. */
  get lines(): Uint32Array {
    return this.#lines;
  }

  /** The tree is being made. */
  get busy(): boolean {
    return this.tree === undefined && this.problem === undefined;
  }

  /** Something shows the sessions until the returned function is called: they follow the case. */
  watch(): () => void {
    this.#shown++;
    if (this.#stale) this.#reread();
    return () => this.#shown--;
  }

  /** The case has changed, or what is asked for. */
  refresh(): void {
    this.#stale = true;
    if (this.#shown > 0) this.#reread();
  }

  /** The index was begun anew: no number of a session or an event means what it did. */
  clear(): void {
    this.tree = undefined;
    this.#rows = new Map();
    this.#rowsOf = '';
    this.refresh();
  }

  find(text: string): void {
    this.search = text;
    this.#asking.request();
  }

  sortBy(order: SessionOrder): void {
    this.order = order;
    this.#asking.request();
  }

  countInferred(inferred: boolean): void {
    this.inferred = inferred;
    this.#reread();
  }

  /** The row of the session at this place of the tree, once it was read. */
  row(at: number): SessionRow | undefined {
    return this.#rows.get(this.tree?.nodes[at] ?? 0);
  }

  unfolded(at: number): boolean {
    return isUnfolded(this.#unfolded, this.tree?.nodes[at] ?? 0);
  }

  fold(at: number, open: boolean): void {
    const session = this.tree?.nodes[at];
    if (session === undefined || this.unfolded(at) === open) return;
    const flipped = new Set(this.#unfolded.flipped);
    if (!flipped.delete(session)) flipped.add(session);
    this.#unfolded = { ...this.#unfolded, flipped };
    void this.#read();
  }

  /** All of them. */
  foldAll(open: boolean): void {
    this.#unfolded = { flipped: new Set(), all: open };
    void this.#read();
  }

  /** Lines [start, end) are in sight. */
  want(start: number, end: number): void {
    this.#want = [start, end];
    void this.#read();
  }

  open(name: string | undefined): void {
    if (name !== this.openName) this.#children = CHILDREN_PAGE;
    this.openName = name;
    if (name === undefined) this.card = { state: 'idle' };
    else this.#opening.request();
  }

  /** Opens the session that an event is of, and has the tree show it. @returns whether it is of any */
  async openEvent(event: number): Promise<boolean> {
    const of = await this.store.sessionOf(event);
    if (of === null) return false;
    this.find(of.name);
    this.open(of.name);
    return true;
  }

  /** The session of an event and the filters on it and its kin; undefined for events of none. */
  async ofEvent(event: number): Promise<SessionOfEvent | undefined> {
    const of = await this.store.sessionOf(event);
    if (of === null) return undefined;
    const filter = (part: LineagePart): FilterNode => kinFilter(part, of.name, this.inferred);
    return { name: of.name, own: filter('session'), origin: filter('origin'), descent: filter('descent') };
  }

  /** A card of any session, whatever is open; undefined where there is none of that name. */
  async cardOf(name: string): Promise<SessionCard | undefined> {
    return (await this.store.sessionCard(name, { inferred: this.inferred })) ?? undefined;
  }

  moreChildren(): void {
    this.#children += CHILDREN_PAGE;
    this.#opening.request();
  }

  /** What the call that began a session passed in, out of its record. @throws where it cannot be read */
  async grant(event: number): Promise<Grant> {
    const [place] = await this.store.locate(event);
    if (place === undefined) throw new Error('The index names no source for this event. Rebuild the index.');
    const bytes = await this.api.record(this.caseId, place);
    const decoded = decodeRecord(bytes, 0, bytes.length);
    if (!decoded.ok) throw new Error(decoded.message);
    return grantOf(decoded.record);
  }

  /** Unfolds what leads to a session and tells its line; -1 where the tree does not show it. */
  reveal(session: number): number {
    const { tree } = this;
    const at = tree?.nodes.indexOf(session) ?? -1;
    if (tree === undefined || at < 0) return -1;
    for (let up = aboveOf(tree, at); up >= 0; up = aboveOf(tree, up)) this.fold(up, true);
    return this.#lines.indexOf(at);
  }

  stop(): void {
    this.#asking.stop();
    this.#opening.stop();
  }

  #reread(): void {
    this.#stale = false;
    this.#asking.request();
    if (this.openName !== undefined) this.#opening.request();
  }

  async #ask(): Promise<void> {
    const { search, order, inferred } = this;
    const tree = await this.store.sessionTree({ search, order, descending: order !== 'first', inferred });
    const asked = JSON.stringify([tree.version, search, inferred]);
    if (asked !== this.#asked) this.#unfolded = unfoldedAtFirst(tree, search.trim() !== '');
    const rowsOf = JSON.stringify([tree.version, inferred]);
    if (rowsOf !== this.#rowsOf) this.#rows = new Map();
    this.#rowsOf = rowsOf;
    this.#asked = asked;
    this.tree = tree;
    this.problem = undefined;
    await this.#read();
  }

  /** Reads the rows in sight that are not known yet. */
  async #read(): Promise<void> {
    const { tree, inferred } = this;
    if (tree === undefined) return;
    const [start, end] = this.#want;
    const lacking = Array.from(this.#lines.subarray(start, end), (at) => tree.nodes[at] ?? 0).filter(
      (session) => !this.#rows.has(session),
    );
    if (lacking.length === 0) return;
    try {
      const sessions = Uint32Array.from(lacking);
      const rows = await this.store.sessionRows({ sessions, version: tree.version, inferred });
      if (tree !== this.tree) return;
      // The case has changed meanwhile: another tree is on its way, or is asked for now.
      if (rows === null) {
        this.#asking.request();
        return;
      }
      const known = this.#rows.size > KEPT_ROWS ? [] : this.#rows;
      this.#rows = new Map([...known, ...rows.map((row): [number, SessionRow] => [row.session, row])]);
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async #open(): Promise<void> {
    const { openName, inferred } = this;
    if (openName === undefined) return;
    if (this.card.state !== 'ready') this.card = { state: 'loading' };
    const card = await this.store.sessionCard(openName, { inferred, mostChildren: this.#children });
    if (openName === this.openName) this.card = { state: 'ready', value: card ?? undefined };
  }
}
