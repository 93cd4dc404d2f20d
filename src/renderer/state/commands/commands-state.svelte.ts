import { untrack } from 'svelte';
import type { Command, CommandSource } from './command';
import { findCommands } from './command-search';

/** Commands that are remembered as run last. */
const REMEMBERED = 12;
/** Of those, so many stand first where nothing is typed. */
const SHOWN_FIRST = 4;
const KEY = 'trailbench.commands';

/** What a list of the palette shows below one heading. */
export interface CommandSection {
  /** undefined where what was found stands in one list. */
  readonly title: string | undefined;
  readonly commands: readonly Command[];
}

/** Everything that the window can do at the moment, given by the parts that do it. */
export class CommandsState {
  #sources = $state.raw<readonly CommandSource[]>([]);
  /** Ids, the last one first. */
  #recent = $state.raw<readonly string[]>([]);

  /** @param storage remembers what was run last on this machine */
  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#recent = readRecent(storage.getItem(KEY));
  }

  /** @returns takes the source away again; as the cleaning up of an effect */
  add(source: CommandSource): () => void {
    // What adds one in an effect must not depend on the list that it changes.
    this.#set((sources) => [...sources, source]);
    return () => this.#set((sources) => sources.filter((other) => other !== source));
  }

  /** In the order in which their sources came; of several with one id the first. */
  get all(): readonly Command[] {
    const commands = new Map<string, Command>();
    for (const source of this.#sources)
      for (const command of source()) if (!commands.has(command.id)) commands.set(command.id, command);
    return [...commands.values()];
  }

  /** What the palette lists for what was typed. */
  find(typed: string): readonly CommandSection[] {
    const found = findCommands(this.all, typed, this.#recent);
    if (typed.trim() !== '') return found.length === 0 ? [] : [{ title: undefined, commands: found }];
    return this.#sections(found);
  }

  /** Runs it and remembers that; one that cannot be run now does nothing. */
  run(command: Command): void {
    if (command.disabled !== undefined) return;
    this.#recent = [command.id, ...this.#recent.filter((id) => id !== command.id)].slice(0, REMEMBERED);
    this.storage.setItem(KEY, JSON.stringify(this.#recent));
    command.run();
  }

  /** By their groups, those run last above all, as far as they can be run now. */
  #sections(commands: readonly Command[]): readonly CommandSection[] {
    const byId = new Map(commands.map((command) => [command.id, command]));
    const known = this.#recent.flatMap((id) => byId.get(id) ?? []);
    const last = known.filter(({ disabled }) => disabled === undefined).slice(0, SHOWN_FIRST);
    const groups = new Map<string, Command[]>();
    for (const command of commands) {
      if (last.includes(command)) continue;
      const group = groups.get(command.group) ?? [];
      group.push(command);
      groups.set(command.group, group);
    }
    return [
      ...(last.length === 0 ? [] : [{ title: 'Run last', commands: last }]),
      ...Array.from(groups, ([title, of]) => ({ title, commands: of })),
    ];
  }

  #set(change: (sources: readonly CommandSource[]) => readonly CommandSource[]): void {
    untrack(() => (this.#sources = change(this.#sources)));
  }
}

function readRecent(stored: string | null): readonly string[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    const ids = Array.isArray(list) ? (list as readonly unknown[]).filter((id) => typeof id === 'string') : [];
    return ids.slice(0, REMEMBERED);
  } catch (error) {
    // What was run last is a convenience: an unreadable list is as good as an empty one.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
