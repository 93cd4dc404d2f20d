import type { FacetName } from '../event/facet-catalogue';
import type { Filter, View } from '../query/filter';
import { eventsOf, lineage } from './lineage';
import { type CardOptions, sessionCard, type SessionCard } from './session-card';
import { buildSessions, nameOf, sessionNamed, type SessionGraph } from './session-graph';
import { sessionRows, type SessionRow } from './session-row';
import { SESSION_NEEDS, type SessionSource } from './session-source';
import { sessionTree, type SessionTree, type TreeQuestion } from './session-tree';

/** How the engine lets a graph be made of what it holds. */
export interface SessionAccess {
  /** Changes whenever a graph made before is void. */
  readonly generation: () => number;
  /** What a graph is made from, once these columns and the cold groups are loaded. */
  readonly load: (facets: readonly FacetName[]) => Promise<SessionSource>;
}

export interface NamedSession {
  readonly session: number;
  /** What filters call it. */
  readonly name: string;
  readonly version: string;
}

/** Sets of events that stay at hand: a screen asks several questions of one view. */
const REMEMBERED = 8;

/** The sessions of a case: their graph is made when it is first asked for, and anew after the case has changed. */
export class Sessions {
  #graph: SessionGraph | undefined;
  #madeAt = -1;
  #making: Promise<SessionGraph> | undefined;
  readonly #rows = new Map<string, Filter>();

  constructor(private readonly access: SessionAccess) {}

  /** While one is made, whoever asks gets that one, though segments may have come since it was begun. */
  async graph(): Promise<{ readonly graph: SessionGraph; readonly version: string }> {
    const known = this.#madeAt === this.access.generation() ? this.#graph : undefined;
    const graph = known ?? (await (this.#making ??= this.#make()));
    return { graph, version: String(this.#madeAt) };
  }

  /** The view with sets of events in the place of kinships; the same one where it asks for none. */
  async resolve(view: View): Promise<View> {
    if (!view.clauses.some(({ filter, off }) => off !== true && asksKin(filter))) return view;
    const { graph, version } = await this.graph();
    return {
      ...view,
      clauses: view.clauses.map((clause) =>
        asksKin(clause.filter) ? { ...clause, filter: this.#resolved(clause.filter, graph, version) } : clause,
      ),
    };
  }

  async tree(question: TreeQuestion): Promise<SessionTree> {
    const { graph, version } = await this.graph();
    return sessionTree(graph, question, version);
  }

  /** Rows of a tree's sessions, in this order; undefined where the graph is no longer that one. */
  async rows(sessions: Uint32Array, version: string, inferred = true): Promise<readonly SessionRow[] | undefined> {
    const { graph, version: now } = await this.graph();
    return version === now ? sessionRows(graph, sessions, inferred) : undefined;
  }

  /** @param of what filters call the session, or one of its keys; undefined where there is none */
  async card(of: string, options: CardOptions): Promise<SessionCard | undefined> {
    const { graph, version } = await this.graph();
    return sessionCard(graph, sessionNamed(graph, of), options, version);
  }

  /** The session that an event is of; undefined for those of none: services by themselves, anonymous calls. */
  async of(event: number): Promise<NamedSession | undefined> {
    const { graph, version } = await this.graph();
    const session = graph.ofEvent[event] ?? 0;
    return session === 0 ? undefined : { session, name: nameOf(graph, session), version };
  }

  async #make(): Promise<SessionGraph> {
    try {
      const source = await this.access.load(SESSION_NEEDS);
      const graph = await buildSessions(source);
      this.#graph = graph;
      this.#madeAt = source.generation;
      this.#rows.clear();
      return graph;
    } finally {
      this.#making = undefined;
    }
  }

  #resolved(filter: Filter, graph: SessionGraph, version: string): Filter {
    if (filter.op === 'and' || filter.op === 'or') {
      return { op: filter.op, of: filter.of.map((part) => this.#resolved(part, graph, version)) };
    }
    if (filter.op === 'not') return { op: 'not', of: this.#resolved(filter.of, graph, version) };
    if (filter.op !== 'lineage') return filter;
    const key = JSON.stringify([version, filter]);
    let rows = this.#rows.get(key);
    if (rows === undefined) {
      const kin = lineage(graph, filter.part, sessionNamed(graph, filter.of), filter.inferred);
      rows = { op: 'rows', key, rows: eventsOf(graph, kin) };
      if (this.#rows.size >= REMEMBERED) this.#rows.clear();
      this.#rows.set(key, rows);
    }
    return rows;
  }
}

function asksKin(filter: Filter): boolean {
  switch (filter.op) {
    case 'lineage':
      return true;
    case 'not':
      return asksKin(filter.of);
    case 'and':
    case 'or':
      return filter.of.some(asksKin);
    default:
      return false;
  }
}
