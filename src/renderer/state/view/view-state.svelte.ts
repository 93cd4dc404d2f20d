import type { ViewFields, ViewPart } from './view-string';

/** The view of the case that the window shows, such as its events or its coverage. Part of the view string. */
export class ViewState implements ViewPart {
  #current = $state('');

  /**
   * @param ids of the views there are, in their order; the first is the one at the start
   * @param changed another view was gone to: "back" leads to the one before
   */
  constructor(
    private readonly ids: readonly [string, ...string[]],
    private readonly changed: () => void,
  ) {
    this.#current = ids[0];
  }

  get current(): string {
    return this.#current;
  }

  /** Shows a view; an id that no view has is refused. */
  go(id: string): void {
    if (!this.ids.includes(id)) throw new Error(`There is no view "${id}".`);
    if (id === this.#current) return;
    this.#current = id;
    this.changed();
  }

  save(): Record<string, string> {
    return this.#current === this.ids[0] ? {} : { view: this.#current };
  }

  /** A view of another version of the program may not be here: then it is the first. */
  load(fields: ViewFields): void {
    const id = fields.get('view');
    this.#current = id !== undefined && this.ids.includes(id) ? id : this.ids[0];
  }
}
