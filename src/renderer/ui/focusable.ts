const CONTROLS = 'button, input, select, textarea, a[href], [tabindex]';

/** Shown on the screen and not switched off; what lies outside the part in view counts as shown. */
function canTakeFocus(element: HTMLElement): boolean {
  return !element.matches(':disabled') && element.getClientRects().length > 0 && element.checkVisibility();
}

/**
 * What can take the focus within `root`, in the order of the document, whether Tab comes to it or not. Menus and
 * popovers that hang in it are no part of it: they have keys of their own.
 */
export function focusables(root: HTMLElement): HTMLElement[] {
  return Array.from(root.querySelectorAll<HTMLElement>(CONTROLS)).filter(
    (element) => canTakeFocus(element) && !isApart(element, root),
  );
}

/** What Tab comes to within `root`. */
export function tabbables(root: HTMLElement): HTMLElement[] {
  return focusables(root).filter(({ tabIndex }) => tabIndex >= 0);
}

/** It lies in a menu, popover or dialog that is itself within `root`. */
export function isApart(element: Element, root: Element): boolean {
  const layer = element.closest('[popover], dialog');
  return layer !== null && layer !== root && root.contains(layer);
}
