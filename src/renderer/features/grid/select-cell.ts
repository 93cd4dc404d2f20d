import Check from '@lucide/svelte/icons/check';
import Minus from '@lucide/svelte/icons/minus';
import type { ICellRendererComp, ICellRendererParams, IHeaderComp, IHeaderParams } from 'ag-grid-community';
import type { EventRow } from '../../../core/query/filter';
import { iconNode } from '../../ui/svg';

const check = iconNode(Check, 12, 3);
const minus = iconNode(Minus, 12, 3);

/** What the boxes mirror. */
export interface Selected {
  has(event: number): boolean;
  readonly head: 'none' | 'some' | 'all';
}

const STATES = { none: 'false', some: 'mixed', all: 'true' } as const;

function mark(box: HTMLElement, state: keyof typeof STATES): void {
  box.setAttribute('aria-checked', STATES[state]);
  box.replaceChildren(...(state === 'none' ? [] : [state === 'all' ? check() : minus()]));
}

function newBox(label: string): HTMLElement {
  const box = document.createElement('span');
  box.className = 'select-box';
  box.role = 'checkbox';
  box.setAttribute('aria-label', label);
  return box;
}

/** The box of a row. The grid handles its clicks and keys, as those of any cell. */
export function selectCell(selected: Selected): new () => ICellRendererComp<EventRow> {
  return class SelectCell implements ICellRendererComp<EventRow> {
    readonly #element = document.createElement('div');
    readonly #box = newBox('Select this event');

    init(params: ICellRendererParams<EventRow>): void {
      this.#element.className = 'cell select';
      this.refresh(params);
    }

    getGui(): HTMLElement {
      return this.#element;
    }

    refresh({ data }: ICellRendererParams<EventRow>): boolean {
      if (data === undefined) this.#box.remove();
      else {
        mark(this.#box, selected.has(data.event) ? 'all' : 'none');
        this.#element.append(this.#box);
      }
      return true;
    }
  };
}

export interface SelectHead extends IHeaderComp {
  /** Draws the box as the selection is now. */
  update(): void;
}

/** The box over all rows. @param made is given the head, to update it */
export function selectHead(
  selected: Selected,
  toggleAll: () => void,
  made: (head: SelectHead) => void,
): new () => SelectHead {
  return class Head implements SelectHead {
    readonly #element = document.createElement('div');
    readonly #box = newBox('Select all events that are shown');

    init(_params: IHeaderParams): void {
      this.#element.className = 'cell select';
      this.#element.append(this.#box);
      this.#element.addEventListener('click', toggleAll);
      this.update();
      made(this);
    }

    getGui(): HTMLElement {
      return this.#element;
    }

    refresh(): boolean {
      this.update();
      return true;
    }

    update(): void {
      mark(this.#box, selected.head);
    }
  };
}
