/** While more events arrive, lists are read again at most this often ... */
const LEAST_MS = 400;
/** ... and ever more rarely, since each segment changes them less: up to this ... */
const MOST_MS = 5000;
/** ... in proportion to the time that events have been arriving. */
const SHARE = 1 / 4;

/**
 * Decides when the lists on the screen are read again because the index has changed: soon, but while
 * it fills not so often that drawing takes the time that indexing needs.
 */
export class DataRefresh {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;
  /** When events began to arrive; undefined where none are expected. */
  #since: number | undefined;
  /** What the index told last, and what the lists were read from. */
  #told: string | undefined;
  #shown: string | undefined;

  /** @param refresh reads the lists again; it calls `read` itself */
  constructor(private readonly refresh: () => void) {}

  /** The index tells its version, which changes with every answer that may have. */
  told(version: string, moreToCome: boolean): void {
    const now = performance.now();
    this.#told = version;
    this.#since = moreToCome ? (this.#since ?? now) : undefined;
    clearTimeout(this.#timer);
    if (version === this.#shown) return;
    const interval = Math.min(MOST_MS, Math.max(LEAST_MS, (now - (this.#since ?? now)) * SHARE));
    const wait = moreToCome ? Math.max(0, this.#last + interval - now) : 0;
    this.#timer = setTimeout(this.refresh, wait);
  }

  /** The lists are read now, for whatever reason. @param version of the index, where it is known better */
  read(version?: string): void {
    this.#told = version ?? this.#told;
    this.#shown = this.#told;
    this.#last = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
