import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
/** What a form holds: its fields as they were typed. */
export type Draft = Readonly<Record<string, string>>;

/**
 * What was begun in a form of the case and is not saved, by what it is about. It outlives the form, another view and
 * a reload of the window, but not the window: only what is saved is said.
 */
export class Drafts {
  readonly #drafts = new SvelteMap<string, Draft>();
  readonly #name: string;

  constructor(
    id: string,
    private readonly storage: Kept,
  ) {
    this.#name = `trailbench.drafts.${id}`;
    for (const [about, draft] of read(storage.getItem(this.#name))) this.#drafts.set(about, draft);
  }

  has(about: string): boolean {
    return this.#drafts.has(about);
  }

  get(about: string): Draft | undefined {
    return this.#drafts.get(about);
  }

  /** A form that keeps what is typed must not be asked to keep it again for that. */
  keep(about: string, draft: Draft): void {
    untrack(() => {
      this.#drafts.set(about, draft);
      this.#store();
    });
  }

  drop(about: string): void {
    untrack(() => {
      if (this.#drafts.delete(about)) this.#store();
    });
  }

  #store(): void {
    try {
      if (this.#drafts.size === 0) this.storage.removeItem(this.#name);
      else this.storage.setItem(this.#name, JSON.stringify([...this.#drafts]));
    } catch {
      // Too much for the storage: it is here as long as the window is not loaded again.
    }
  }
}

function read(text: string | null): readonly (readonly [string, Draft])[] {
  try {
    const drafts: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(drafts) ? drafts.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(one: unknown): one is readonly [string, Draft] {
  if (!Array.isArray(one)) return false;
  const [about, draft] = one as readonly unknown[];
  return (
    typeof about === 'string' &&
    typeof draft === 'object' &&
    draft !== null &&
    Object.values(draft).every((text) => typeof text === 'string')
  );
}
