import type { Page } from '@playwright/test';

/** The element that has the keyboard. */
interface Focus {
  /** The same for the same element. */
  readonly id: number;
  readonly name: string;
  /** What its arrow keys do: change a value, choose another one of a group, go through a table or a list. */
  readonly kind: 'text' | 'slider' | 'radio' | 'grid' | 'combobox' | 'other';
  /** The right arrow would unfold it. */
  readonly folded: boolean;
  /** In its line another control stands before it. */
  readonly after: boolean;
  /** Beside it stands something that Tab does not come to. */
  readonly roves: boolean;
  /** One of how many. */
  readonly siblings: number;
}

export interface Walk {
  /** Stops of Tab in their order. */
  readonly stops: readonly string[];
  /** Controls on the screen that no key came to. */
  readonly missed: readonly string[];
  /** Controls that had the keyboard and did not show it. */
  readonly ringless: readonly string[];
}

const MOST_STOPS = 120;
const MOST_LINES = 240;
/** Of tables that go on beyond the screen, so many rows and columns stand for all. */
const ROWS = 2;
const COLUMNS = 24;

interface Walker {
  focus(): Focus;
  missed(): string[];
  ringless(): string[];
}

/** Runs in the page: takes note of everything that gets the keyboard from now on. */
function install(): void {
  const CONTROLS = [
    'button, a[href], input, select, textarea, summary',
    '[role=option], [role=menuitem], [role=checkbox], [role=radio], [role=slider]',
    '[role=gridcell][tabindex], [role=columnheader][tabindex]',
    '[tabindex="0"]:not([role=row], [role=presentation])',
  ].join(', ');
  const ids = new WeakMap<Element, number>();
  let next = 0;
  const reached = new Set<string>();
  const ringless = new Set<string>();

  function role(element: Element): string {
    const tag = element.tagName.toLowerCase();
    return element.getAttribute('role') ?? (element instanceof HTMLInputElement ? `${tag} ${element.type}` : tag);
  }
  /** Numbers change while keys go about; columns are told apart, their rows are not. */
  function name(element: Element): string {
    const cell = element.closest('[role=gridcell], [role=columnheader]');
    if (cell !== null) return `${role(cell)} ${cell.getAttribute('col-id') ?? ''}`.trim();
    // The menu of a field has all that its buttons do, which are for the pointer.
    const field = element.closest('[data-field]');
    if (field !== null) return `field ${field.getAttribute('data-field') ?? ''}`;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const words = element.getAttribute('aria-label') ?? [element, ...labels].map((one) => one.textContent).join(' ');
    return `${role(element)} ${words.replace(/\s+/g, ' ').trim()}`.replace(/\d[\d,]*/g, '#').slice(0, 120);
  }
  function isShown(element: Element): boolean {
    return element.getClientRects().length > 0 && element.checkVisibility() && !element.matches(':disabled');
  }
  function controls(): Element[] {
    const layers = document.querySelectorAll('dialog[open], [popover]:not([popover=manual]):popover-open');
    const root = [...layers].at(-1) ?? document.body;
    return [...root.querySelectorAll(CONTROLS)].filter(isShown);
  }
  function drawn(element: Element | null, pseudo?: string): boolean {
    if (element === null) return false;
    const { outlineStyle, outlineWidth, boxShadow, backgroundColor, content } = getComputedStyle(element, pseudo);
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) return true;
    // A row of a table has lines above and below, which are drawn by its cells.
    if (element.matches('td') && boxShadow !== 'none') return true;
    // The edge between two panels is drawn in the colour of the focus.
    return (
      pseudo === '::after' && content !== 'none' && element.matches('.splitter') && !/, 0\)$/.test(backgroundColor)
    );
  }
  function hasRing(element: Element): boolean {
    const around = [element.parentElement, element.parentElement?.parentElement ?? null];
    const beside = element.nextElementSibling;
    return [element, beside, ...around].some((one) => drawn(one)) || drawn(element, '::after');
  }
  function kind(element: Element): Focus['kind'] {
    if (element.closest('[role=grid]') !== null) return 'grid';
    if (element.matches('[role=combobox]')) return 'combobox';
    if (element.matches('[role=slider]')) return 'slider';
    if (element.matches('[role=radio], input[type=radio]')) return 'radio';
    return element.matches('textarea, input:not([type=checkbox])') ? 'text' : 'other';
  }
  function note(element: Element, ring: boolean): void {
    reached.add(name(element));
    // The box of a cell is part of it: the cell takes its keys.
    for (const box of element.querySelectorAll('[role=checkbox]')) reached.add(name(box));
    for (const motion of document.getAnimations()) motion.finish();
    if (!ring || hasRing(element)) return;
    ringless.add(name(element));
  }
  const walker: Walker = {
    focus() {
      const element = document.activeElement ?? document.body;
      if (element === document.body)
        return { id: -1, name: '', kind: 'other', folded: false, after: false, roves: false, siblings: 0 };
      note(element, true);
      const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
      if (active !== null) note(active, false);
      const id = ids.get(element) ?? next++;
      ids.set(element, id);
      const list = document.getElementById(element.getAttribute('aria-controls') ?? '');
      const same = element instanceof HTMLInputElement && element.type === 'radio' ? element.name : undefined;
      const group = element.closest('[role=radiogroup]') ?? list;
      const radios = same === undefined ? '[role=radio]' : `input[type=radio][name="${same}"]`;
      return {
        id,
        name: name(element),
        kind: kind(element),
        after:
          element.closest('[data-line]')?.querySelector('button, input') !== element && element.matches('[data-main]'),
        folded: element.matches('[aria-expanded=false]:not([aria-haspopup])'),
        roves:
          (element.closest('[role=toolbar], tbody, ul, ol, dl, aside') ?? element).querySelector('[tabindex="-1"]') !==
          null,
        siblings: (same === undefined ? group : document)?.querySelectorAll(`${radios}, [role=option]`).length ?? 0,
      };
    },
    missed: () => [...new Set(controls().map(name))].filter((one) => !reached.has(one)),
    ringless: () => [...ringless],
  };
  Object.assign(globalThis, { walker });
}

const focus = (page: Page): Promise<Focus> =>
  page.evaluate(() => (globalThis as unknown as { walker: Walker }).walker.focus());

async function press(page: Page, key: string): Promise<Focus> {
  await page.keyboard.press(key);
  return focus(page);
}

/** Presses a key until it leads nowhere new. @returns where the keyboard is then */
async function along(page: Page, from: Focus, key: string, most: number): Promise<Focus> {
  let at = from;
  for (let step = 0; step < most; step += 1) {
    if (key === 'ArrowRight' && (at.folded || at.kind === 'slider')) return at;
    const next = await press(page, key);
    if (next.id === at.id || next.id === -1) return next;
    at = next;
  }
  return at;
}

async function throughGrid(page: Page): Promise<void> {
  let at = await along(page, await press(page, 'Home'), 'ArrowRight', COLUMNS);
  at = await along(page, at, 'ArrowDown', ROWS);
  // Up from the first row are the heads.
  at = await along(page, at, 'ArrowUp', ROWS + 1);
  await along(page, at, 'ArrowLeft', COLUMNS);
}

async function throughLines(page: Page): Promise<void> {
  const lines = new Set<number>();
  for (let line = await press(page, 'Home'); !lines.has(line.id); line = await press(page, 'ArrowDown')) {
    lines.add(line.id);
    if (lines.size > MOST_LINES) throw new Error(`Arrow keys come to no end at ${line.name}.`);
    await along(page, line.after ? await press(page, 'ArrowLeft') : line, 'ArrowRight', 8);
  }
}

/** Goes with the arrow keys through what is one stop of Tab. */
async function within(page: Page, at: Focus): Promise<void> {
  if (at.kind === 'slider') return;
  if (at.kind === 'grid') return throughGrid(page);
  if (at.kind === 'radio' || at.kind === 'combobox') {
    // Once round: what was chosen is chosen again.
    const key = at.kind === 'radio' ? 'ArrowRight' : 'ArrowDown';
    for (let step = 0; step < at.siblings; step += 1) await press(page, key);
    return;
  }
  if (!at.roves) return;
  for (const key of at.kind === 'text' ? ['ArrowDown'] : ['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft']) {
    if ((await press(page, key)).id !== at.id) return throughLines(page);
  }
}

/**
 * Goes by keys alone through everything that is on the screen, or in the dialog or popover above it: Tab from stop to
 * stop once round, arrow keys within each.
 * @param settled what was chosen on the way has its answer on the screen
 */
export async function walk(page: Page, settled: () => Promise<void> = async () => {}): Promise<Walk> {
  await page.evaluate(install);
  const stops: Focus[] = [];
  // Tab leaves a menu: it has arrow keys alone.
  const items = await page.locator('[popover]:popover-open [role=menuitem]').count();
  for (let item = 0; item < items; item += 1) await press(page, 'ArrowDown');
  if (items > 0) {
    // Above the first may be a field that finds them.
    for (const key of ['Home', 'ArrowUp']) await press(page, key);
    return told(page, stops);
  }
  for (;;) {
    const at = await press(page, 'Tab');
    // Between its end and its beginning the window has the keyboard as a whole.
    if (at.id === -1) continue;
    if (stops.some(({ id, name }) => id === at.id || (at.kind === 'grid' && name === at.name))) break;
    stops.push(at);
    if (stops.length > MOST_STOPS) throw new Error(`Tab comes to no end: ${stops.map(({ name }) => name).join('; ')}`);
    await within(page, at);
    await settled();
  }
  return told(page, stops);
}

function told(page: Page, stops: readonly Focus[]): Promise<Walk> {
  return page.evaluate(
    (names) => {
      const { walker } = globalThis as unknown as { walker: Walker };
      return { stops: names, missed: walker.missed(), ringless: walker.ringless() };
    },
    stops.map(({ name }) => name),
  );
}

/** Goes back with Shift+Tab from the stop that a walk ended at, once round. @returns the stops, in the order of Tab */
export async function walkBack(page: Page): Promise<readonly string[]> {
  const first = await focus(page);
  const stops = [first];
  for (;;) {
    const at = await press(page, 'Shift+Tab');
    if (at.id === -1) continue;
    if (at.id === first.id || (at.kind === 'grid' && stops.some(({ name }) => name === at.name))) break;
    stops.push(at);
    if (stops.length > MOST_STOPS) throw new Error('Shift+Tab comes to no end.');
  }
  return stops.map(({ name }) => name);
}
