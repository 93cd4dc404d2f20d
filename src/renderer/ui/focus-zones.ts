import { isApart, tabbables } from './focusable';

/**
 * F6 and Shift+F6 go through the parts of the window, as in other programs of the desktop.
 *
 * A part is an element with `data-zone`, whose value names it; they are gone through in the order of the document. Each
 * is entered where the focus was last in it. Where that is gone, or it was never there: at the element within it that
 * has `data-zone-entry`, which is first sent a `zoneentry` event and may take the focus by itself (`preventDefault()`),
 * and else at the first place that Tab comes to. What has `data-zone-passing`, such as the edge that sizes a panel, is
 * neither entered nor remembered while there is anything else.
 */
export const ZONE_ENTRY = 'zoneentry';

/** Where the focus was last, by the name of the zone. */
const last = new Map<string, HTMLElement>();
let latest: string | undefined;

function nameOf(zone: HTMLElement): string {
  return zone.dataset['zone'] ?? '';
}

/** Zones in sight; one within another of the same name is the same. */
function zones(): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>('[data-zone]')).filter((zone) => {
    const around = zone.parentElement?.closest(`[data-zone="${nameOf(zone)}"]`) ?? null;
    return around === null && zone.checkVisibility();
  });
}

function zoneOf(element: Element | null): HTMLElement | undefined {
  return zones().find((zone) => element !== null && zone.contains(element));
}

function focused(): Element | null {
  return document.activeElement === document.body ? null : document.activeElement;
}

function isPassing(element: Element): boolean {
  return element.hasAttribute('data-zone-passing');
}

/** @returns whether the focus is in the zone now */
export function enterZone(zone: HTMLElement): boolean {
  const known = last.get(nameOf(zone));
  if (known?.isConnected === true && zone.contains(known) && known.checkVisibility()) known.focus();
  if (zone.contains(focused())) return true;
  const entry = zone.querySelector<HTMLElement>('[data-zone-entry]');
  if (entry !== null) {
    const taken = !entry.dispatchEvent(new CustomEvent(ZONE_ENTRY, { cancelable: true }));
    if (!taken) (tabbables(entry)[0] ?? entry).focus();
  }
  const stops = tabbables(zone);
  if (!zone.contains(focused())) (stops.find((stop) => !isPassing(stop)) ?? stops[0])?.focus();
  return zone.contains(focused());
}

/** To the next zone that takes the focus, or the one before. */
function go(by: 1 | -1): void {
  const all = zones();
  const at = focused();
  // A focus that was lost with its element is taken up in the zone that it was in.
  const left = at === null ? all.find((zone) => nameOf(zone) === latest) : undefined;
  if (left !== undefined && enterZone(left)) return;
  for (const zone of inTurn(all, at, by)) if (enterZone(zone)) return;
}

/** The zones from the one after `at`, or the one before it, once round. */
function inTurn(all: readonly HTMLElement[], at: Element | null, by: 1 | -1): HTMLElement[] {
  const here = at === null ? undefined : zoneOf(at);
  const others = all.filter((zone) => zone !== here);
  const ahead = others.findIndex(
    (zone) => at === null || (at.compareDocumentPosition(zone) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  const next = ahead < 0 ? others.length : ahead;
  const turned = [...others.slice(next), ...others.slice(0, next)];
  return by === 1 ? turned : turned.reverse();
}

/** Takes F6 from now on, for the whole window. @returns ends that */
export function watchZones(): () => void {
  function keydown(event: KeyboardEvent): void {
    if (event.key !== 'F6' || event.ctrlKey || event.metaKey || event.altKey) return;
    // The browser would go to its own bars, out of the window.
    event.preventDefault();
    // A dialog or a menu is finished first.
    if (document.querySelector('dialog[open], [popover]:not([popover=manual]):popover-open') !== null) return;
    event.stopPropagation();
    go(event.shiftKey ? -1 : 1);
  }
  function focusin({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return;
    const zone = zoneOf(target);
    if (zone === undefined || isApart(target, zone)) return;
    latest = nameOf(zone);
    if (!isPassing(target)) last.set(latest, target);
  }
  // Before anything within takes the key: menus and grids keep keys to themselves.
  addEventListener('keydown', keydown, true);
  addEventListener('focusin', focusin);
  return () => {
    removeEventListener('keydown', keydown, true);
    removeEventListener('focusin', focusin);
    last.clear();
    latest = undefined;
  };
}
