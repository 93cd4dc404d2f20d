import type { Attachment } from 'svelte/attachments';
import { focusables, isApart } from './focusable';

/** Lines that Page up and Page down go by. */
const PAGE = 10;

/** It can be folded and unfolded, and opens nothing elsewhere. */
function folds(control: Element | undefined): control is HTMLElement {
  return control instanceof HTMLElement && control.matches('[aria-expanded]:not([aria-haspopup])');
}

function isText(control: Element): control is HTMLInputElement {
  return control instanceof HTMLInputElement && control.type !== 'checkbox' && control.type !== 'radio';
}

/** Whether the caret stands where an arrow leads out of the text. */
function atEdge({ selectionStart, selectionEnd, value }: HTMLInputElement, by: 1 | -1): boolean {
  return selectionStart === selectionEnd && selectionStart === (by === 1 ? value.length : 0);
}

/**
 * All controls of an element as one stop of Tab: arrow keys go through them, and Tab leaves the element. Up and Down go
 * from line to line, Left and Right within one. Controls in an element with `data-line` are one line, any other is a
 * line by itself; a line is entered at its control with `data-main`, else at its first. Home and End go to the first and
 * the last line, Page up and Page down ten lines on. Left and Right fold and unfold; from what stands below a head, Left
 * goes back to the head. In a field the arrows lead out at the ends of its text. An element that has `data-line` itself
 * is a bar of one line.
 *
 * What draws the element anew does not lose the focus: a control that was moved keeps it, the place of one that is gone
 * goes to the next.
 */
export function roving(): Attachment<HTMLElement> {
  return (root) => {
    let controls: HTMLElement[] = [];
    /** The one that Tab comes to. */
    let current: HTMLElement | undefined;
    /** Has the focus, as far as was told. */
    let inside: HTMLElement | undefined;
    /** Left by the focus just now, maybe because it was taken out. */
    let left: HTMLElement | undefined;

    function lines(): HTMLElement[][] {
      const all: { readonly of: Element; readonly controls: HTMLElement[] }[] = [];
      for (const control of controls) {
        const of = control.closest('[data-line]') ?? control;
        const same = all.at(-1);
        if (same?.of === of) same.controls.push(control);
        else all.push({ of, controls: [control] });
      }
      return all.map((line) => line.controls);
    }

    function take(control: HTMLElement | undefined): boolean {
      if (control === undefined) return false;
      current = control;
      mark();
      control.focus();
      return true;
    }

    function enter(line: readonly HTMLElement[] | undefined): boolean {
      return take(line?.find((control) => control.hasAttribute('data-main')) ?? line?.[0]);
    }

    /** Where Tab comes first: to what can be unfolded, before the buttons above it. */
    function first(): HTMLElement | undefined {
      return controls.find(folds) ?? controls[0];
    }

    /** Looks for the controls that are there now. */
    function read(): void {
      const before = controls;
      controls = focusables(root).filter((control) => control.querySelector('[tabindex], button') === null);
      if (current === undefined || !controls.includes(current)) {
        const at = current === undefined ? -1 : before.indexOf(current);
        const stays = (control: HTMLElement): boolean => controls.includes(control);
        current = before.slice(at + 1).find(stays) ?? before.slice(0, Math.max(0, at)).findLast(stays) ?? first();
      }
      mark();
    }

    function mark(): void {
      for (const control of controls) {
        const tabIndex = control === current ? 0 : -1;
        if (control.tabIndex !== tabIndex || !control.hasAttribute('tabindex')) control.tabIndex = tabIndex;
      }
    }

    function changed(records: readonly MutationRecord[]): void {
      const held = left ?? inside;
      const lost =
        document.activeElement === document.body &&
        held !== undefined &&
        records.some(({ removedNodes }) => Array.from(removedNodes).some((node) => node.contains(held)));
      read();
      if (lost) current?.focus({ preventScroll: true });
    }

    function focusin({ target }: FocusEvent): void {
      if (!(target instanceof HTMLElement) || isApart(target, root)) return;
      inside = target;
      if (!controls.includes(target)) read();
      if (!controls.includes(target)) return;
      current = target;
      mark();
    }

    function focusout({ target }: FocusEvent): void {
      const out = target instanceof HTMLElement ? target : undefined;
      inside = undefined;
      left = out;
      // What is moved or taken out is told of before the next task.
      setTimeout(() => {
        if (left === out) left = undefined;
      });
    }

    function keydown(event: KeyboardEvent): void {
      const { target } = event;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (!(target instanceof HTMLElement) || isApart(target, root) || !controls.includes(target)) return;
      if (!step(event.key, target)) return;
      event.preventDefault();
      event.stopPropagation();
    }

    /** @returns whether the key led anywhere */
    function step(key: string, from: HTMLElement): boolean {
      const all = lines();
      const at = all.findIndex((line) => line.includes(from));
      const last = all.length - 1;
      if (key === 'ArrowLeft' || key === 'ArrowRight') return across(all, at, from, key === 'ArrowRight' ? 1 : -1);
      if ((key === 'Home' || key === 'End') && isText(from)) return false;
      if (last === 0) {
        const end = { Home: 0, End: -1 }[key];
        return end !== undefined && take(all[0]?.at(end));
      }
      const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last, PageUp: at - PAGE, PageDown: at + PAGE }[
        key
      ];
      if (to === undefined) return false;
      const next = Math.max(0, Math.min(last, to));
      return next === at || enter(all[next]);
    }

    function across(all: readonly HTMLElement[][], at: number, from: HTMLElement, by: 1 | -1): boolean {
      if (isText(from) && !atEdge(from, by)) return false;
      if (folds(from) && (from.getAttribute('aria-expanded') === 'true') === (by === -1)) {
        from.click();
        return true;
      }
      const line = all[at] ?? [];
      const next = line[line.indexOf(from) + by];
      if (next !== undefined) return take(next);
      if (by === 1) return false;
      const head = all.slice(0, at).findLast((above) => folds(above[0]));
      return folds(from) ? false : take(head?.[0]);
    }

    read();
    const watch = new MutationObserver(changed);
    watch.observe(root, { childList: true, subtree: true });
    root.addEventListener('focusin', focusin);
    root.addEventListener('focusout', focusout);
    root.addEventListener('keydown', keydown);
    return () => {
      watch.disconnect();
      root.removeEventListener('focusin', focusin);
      root.removeEventListener('focusout', focusout);
      root.removeEventListener('keydown', keydown);
    };
  };
}
