/** Something that the window can do, as the palette lists it. */
export interface Command {
  /** One of its own in the window; by it the palette remembers what was run. */
  readonly id: string;
  /** Verb first. May hold evidence. */
  readonly title: string;
  /** The heading that it stands below. */
  readonly group: string;
  /** The keys that do the same, as "Ctrl O". */
  readonly keys?: string | undefined;
  /** Why it cannot be run now. */
  readonly disabled?: string | undefined;
  /** Other words that find it. */
  readonly also?: string | undefined;
  /** One of many alike: listed only once something is typed. */
  readonly searched?: true;
  run(): void;
}

/** What gives commands; what it reads of the state must be reactive. */
export type CommandSource = () => readonly Command[];
