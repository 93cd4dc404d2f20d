import { NO_TIME } from '../event/facet-values';
import type { GivenKeys } from './given-keys';
import type { Issues } from './issues';
import {
  CONSOLE,
  CREATED,
  DELIVERED,
  EXACT,
  HIDDEN_KEY,
  ROLE_AND_NAME,
  SAME_NAME,
  SWITCH,
  type SessionLinks,
} from './link-kinds';
import { type PrincipalIds, sessionName } from './principal-ids';
import type { SessionFacts } from './session-facts';
import { BEGUN, KEY, PRINCIPAL, second, type SessionNodes, UNUSED } from './session-nodes';
import { EventColumn, TEXT_SLICE, type SessionSource } from './session-source';

/** An instance is the session's name of the role that it was given. */
const INSTANCE = /^i-[0-9a-f]{8,17}$/;

export interface Linked {
  readonly source: SessionSource;
  readonly nodes: SessionNodes;
  readonly principals: PrincipalIds;
  readonly facts: SessionFacts;
  readonly ofEvent: Uint32Array;
  readonly issues: Issues;
  readonly given: GivenKeys;
}

/**
 * Finds what each session came out of. First what is proved: the key that a call gave out, the second in which a
 * session of this principalId began; then, marked as inferred, what role and session's name say. Never an address,
 * and never time alone.
 */
export async function linkSessions(linked: Linked): Promise<SessionLinks> {
  const size = linked.nodes.size;
  const links: SessionLinks = {
    parent: new Uint32Array(size),
    kind: new Uint8Array(size),
    proof: new Uint32Array(size),
    expires: new Uint32Array(size).fill(NO_TIME),
    cutFrom: new Uint32Array(size),
  };
  const linker = new Linker(linked, links);
  await linker.byKey();
  await linker.bySecond();
  await linker.inferred();
  return links;
}

class Linker {
  readonly #times: (event: number) => number;
  readonly #names: EventColumn;
  readonly #sessionNames: EventColumn;
  readonly #userNames: EventColumn;

  constructor(
    private readonly linked: Linked,
    private readonly links: SessionLinks,
  ) {
    this.#names = new EventColumn(linked.source, 'eventName');
    this.#sessionNames = new EventColumn(linked.source, 'sessionName');
    this.#userNames = new EventColumn(linked.source, 'userName');
    this.#times = linked.given.timeOf;
  }

  /** Sessions whose key a call gave out. */
  async byKey(): Promise<void> {
    const { given, nodes, source } = this.linked;
    for (let issued = 1; issued < given.event.length; issued++) {
      if (issued % TEXT_SLICE === 0) await source.pause();
      const event = (given.event[issued] as number) - 1;
      const node = nodes.ofKey(given.used[issued] as number);
      if (event < 0 || node === 0) continue;
      this.#give(node, event);
    }
    const { kind, issued } = nodes;
    for (let node = 1; node < nodes.size; node++) {
      if (kind.values[node] === UNUSED) this.#give(node, (given.event[issued.values[node] as number] as number) - 1);
    }
  }

  #give(node: number, event: number): void {
    const { given, ofEvent } = this.linked;
    const caller = ofEvent[event] as number;
    const made = this.#names.text(event) === 'CreateAccessKey';
    this.#link(node, caller, made ? CREATED : EXACT, event);
    this.links.expires[node] = given.expiresOf(event);
  }

  /** Sessions of a principalId that began in the very second of a call which began one. */
  async bySecond(): Promise<void> {
    const { given, nodes, principals, source, issues, ofEvent } = this.linked;
    const signIns = new Map<number, number>();
    const principalOf = given.principalOf;
    for (const event of issues.signIns) signIns.set(second(principalOf(event), this.#times(event)), event);
    const switches = this.#byName(issues.switches);
    const hidden = this.#byName(issues.hiddenKeys);
    for (let node = 1; node < nodes.size; node++) {
      if (node % TEXT_SLICE === 0) await source.pause();
      if (nodes.kind.values[node] !== BEGUN) continue;
      const principal = nodes.principal.values[node] as number;
      const start = nodes.start.values[node] as number;
      const at = second(principal, start);
      const entered = given.toSecond.get(at);
      const signIn = signIns.get(at);
      if (entered !== undefined) {
        this.#link(node, ofEvent[entered] as number, SWITCH, entered);
        continue;
      }
      if (signIn !== undefined) {
        this.#link(node, ofEvent[signIn] as number, CONSOLE, signIn);
        continue;
      }
      if (switches.size + hidden.size === 0) continue;
      const name = `${sessionName(principals.text(principal))} ${String(start)}`;
      const [switched, asked] = [switches.get(name), hidden.get(name)];
      if (switched !== undefined) this.#link(node, ofEvent[switched] as number, SWITCH, switched);
      else if (asked !== undefined) this.#link(node, ofEvent[asked] as number, HIDDEN_KEY, asked);
    }
  }

  /** Events by the name of who called and the second, as the sessions that they begin are named after him. */
  #byName(events: readonly number[]): Map<string, number> {
    const byName = new Map<string, number>();
    for (const event of events) {
      for (const name of [this.#sessionNames.text(event), this.#userNames.text(event)]) {
        if (name !== null && name !== '') byName.set(`${name} ${String(this.#times(event))}`, event);
      }
    }
    return byName;
  }

  /** What role and session's name say of the sessions that nothing else tells of. */
  async inferred(): Promise<void> {
    const { given, nodes, principals, facts, source, ofEvent } = this.linked;
    const { parent, kind } = this.links;
    const sessions = this.#sessionsByPrincipal();
    for (let node = 1; node < nodes.size; node++) {
      if (node % TEXT_SLICE === 0) await source.pause();
      if (kind[node] !== 0 || parent[node] !== 0) continue;
      const principal = nodes.principal.values[node] as number;
      const text = principals.text(principal);
      if (facts.inScopeOf[node] !== 0 || INSTANCE.test(sessionName(text))) {
        kind[node] = DELIVERED;
        continue;
      }
      if (!text.startsWith('AROA')) continue;
      const began = nodes.start.values[node] as number;
      const since = began === NO_TIME ? (facts.first[node] as number) : began;
      if (nodes.kind.values[node] === PRINCIPAL) {
        const same = latest(sessions.get(principal) ?? [], since, (other) => facts.first[other] as number);
        if (same !== undefined) {
          this.#link(node, same, SAME_NAME, facts.firstEvent[same] as number);
          continue;
        }
      }
      const entered = latest(given.toPrincipal.get(principal) ?? [], since, this.#times);
      if (entered !== undefined) this.#link(node, ofEvent[entered] as number, ROLE_AND_NAME, entered);
    }
  }

  #sessionsByPrincipal(): Map<number, number[]> {
    const { nodes } = this.linked;
    const sessions = new Map<number, number[]>();
    const alone = new Set<number>();
    for (let node = 1; node < nodes.size; node++) {
      if (nodes.kind.values[node] === PRINCIPAL) alone.add(nodes.principal.values[node] as number);
    }
    for (let node = 1; node < nodes.size; node++) {
      const kind = nodes.kind.values[node];
      const principal = nodes.principal.values[node] as number;
      if ((kind !== KEY && kind !== BEGUN) || !alone.has(principal)) continue;
      const same = sessions.get(principal);
      if (same === undefined) sessions.set(principal, [node]);
      else same.push(node);
    }
    return sessions;
  }

  #link(node: number, parent: number, kind: number, event: number): void {
    // Who gave a key to himself, or signed in with the session that began then, is its own origin.
    this.links.parent[node] = parent === node ? 0 : parent;
    // Who calls and is nobody's session is a service.
    this.links.kind[node] = parent === 0 && kind !== CONSOLE ? DELIVERED : kind;
    this.links.proof[node] = event + 1;
  }
}

/** The latest of these that is not after `limit`; of the same time the last in the list. */
function latest(list: readonly number[], limit: number, timeOf: (item: number) => number): number | undefined {
  let found: number | undefined;
  let best = -1;
  for (const item of list) {
    const time = timeOf(item);
    if (time === NO_TIME || time > limit || time < best) continue;
    [found, best] = [item, time];
  }
  return found;
}
