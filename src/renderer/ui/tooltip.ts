import type { Attachment } from 'svelte/attachments';
import { appendText } from './evidence-text';

/** One line, or several; each may hold evidence and is shown with hidden characters as escapes. */
export type TooltipText = string | readonly string[];

const DELAY_MS = 400;
const GAP = 6;
const EDGE = 8;

let box: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let owner: Element | undefined;

function tooltipBox(): HTMLElement {
  if (box === undefined) {
    box = document.createElement('div');
    box.className = 'tooltip';
    box.setAttribute('role', 'tooltip');
    box.id = 'tooltip';
    // In the top layer, so that it stands above dialogs too.
    box.popover = 'manual';
    document.body.append(box);
  }
  return box;
}

function show(anchor: Element, text: TooltipText): void {
  const tip = tooltipBox();
  tip.replaceChildren(...(typeof text === 'string' ? [text] : text).map(lineOf));
  if (!tip.matches(':popover-open')) tip.showPopover();
  const from = anchor.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const below = from.bottom + GAP + size.height <= innerHeight - EDGE;
  const top = below ? from.bottom + GAP : Math.max(EDGE, from.top - GAP - size.height);
  const left = Math.max(EDGE, Math.min(from.left, innerWidth - EDGE - size.width));
  tip.style.top = `${String(Math.round(top))}px`;
  tip.style.left = `${String(Math.round(left))}px`;
}

function lineOf(text: string): HTMLElement {
  const line = document.createElement('div');
  line.className = 'evidence';
  appendText(line, text);
  return line;
}

/**
 * Shows `text` beside `anchor` after the usual delay; the next call or hideTooltip() ends it.
 * @param later says more, worked out only once the tooltip shows; where it fails, `text` stands
 */
export function showTooltipSoon(anchor: Element, text: TooltipText, later?: () => Promise<TooltipText>): void {
  hideTooltip();
  if (text.length === 0) return;
  owner = anchor;
  timer = setTimeout(() => {
    if (owner !== anchor || !anchor.isConnected) return;
    show(anchor, text);
    void later?.().then(
      (more) => {
        if (owner === anchor && anchor.isConnected) show(anchor, more);
      },
      () => undefined,
    );
  }, DELAY_MS);
}

/** @param within hides one that stands beside something in this element, and no other */
export function hideTooltip(within?: Element): void {
  if (within !== undefined && owner?.isConnected === true && !within.contains(owner)) return;
  clearTimeout(timer);
  owner = undefined;
  if (box?.matches(':popover-open') === true) box.hidePopover();
}

/** A tooltip on hover and on keyboard focus. Give what it says to the accessible name as well. */
export function tooltip(text: string | (() => TooltipText), later?: () => Promise<TooltipText>): Attachment {
  return (element) => {
    const start = (): void => {
      showTooltipSoon(element, typeof text === 'string' ? text : text(), later);
    };
    const focus = (): void => {
      if (element.matches(':focus-visible')) start();
    };
    // What is left late hides its own tooltip, not one that is open elsewhere by now.
    const hide = (): void => hideTooltip(element);
    element.addEventListener('pointerenter', start);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('pointerdown', hide);
    element.addEventListener('focus', focus);
    element.addEventListener('blur', hide);
    return () => {
      hide();
      element.removeEventListener('pointerenter', start);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('pointerdown', hide);
      element.removeEventListener('focus', focus);
      element.removeEventListener('blur', hide);
    };
  };
}
