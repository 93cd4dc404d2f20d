import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

/** Where axe is: it comes with its Playwright package, whose own way of loading it the window's policy refuses. */
const AXE = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve(
  'axe-core/axe.min.js',
);

/** Puts axe into every document from the next one on, as no script of the page could. */
export async function bringAxe(page: Page): Promise<void> {
  await page.addInitScript({ path: AXE });
}

export const THEMES = ['light', 'dark'] as const;
/** The smallest window that the program is made for, the usual one, and a large one. */
export const SIZES = [
  { width: 1024, height: 640 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
] as const;
/** Faults that do not depend on the size are looked for at this one. */
export const BASE = SIZES[1];

/** Faults of the grid's own making, not of what is drawn in it. */
const OF_THE_GRID: readonly { readonly rule: string; readonly target: RegExp }[] = [
  // AG Grid's scrolling viewport is itself the grid, whose rows take the focus one by one.
  { rule: 'scrollable-region-focusable', target: /ag-(grid-viewport|body|header)/ },
  // AG Grid puts its rows into presentational boxes between them and the grid.
  { rule: 'aria-required-children', target: /ag-/ },
  { rule: 'aria-required-parent', target: /ag-/ },
];

/**
 * Until colours have come to their end and nothing steps back for a newer answer: what is on its way is none to judge.
 * What never gets there is judged as it stands.
 */
async function untilAtRest(page: Page): Promise<void> {
  const rest = page.waitForFunction(
    () =>
      document.querySelector('.outdated') === null &&
      document.getAnimations().every((one) => one.playState !== 'running' || !(one instanceof CSSTransition)),
    undefined,
    { timeout: 10_000 },
  );
  await rest.catch(() => undefined);
}

/**
 * Serious and critical faults of what the window shows now, one line each. Themes differ in their colours alone: the
 * dark one is looked at for contrast.
 */
export async function accessibilityFaults(page: Page, theme: 'light' | 'dark'): Promise<readonly string[]> {
  await untilAtRest(page);
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(theme === 'dark' ? { runOnly: ['color-contrast'] } : {}),
  };
  const { violations } = await page.evaluate(async (given) => {
    const { axe } = globalThis as unknown as {
      axe: { run(of: Document | Element, how: RunOptions): Promise<AxeResults> };
    };
    // What stands behind a dialog is looked at without it.
    const over = document.querySelector('dialog[open], [popover]:not(.tooltip):popover-open');
    return axe.run(over ?? document, given);
  }, options);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => ({
        id,
        target: node.target.join(' '),
        text: node.html.slice(0, 160),
        why: node.failureSummary,
      })),
    )
    .filter(({ id, target }) => !OF_THE_GRID.some((known) => known.rule === id && known.target.test(target)))
    .map(({ id, target, text, why = '' }) => `${id}: ${target} ${text} ${why.replaceAll('\n', ' ').slice(0, 240)}`);
}

/** What does not fit: the document scrolls sideways or down, or a part of the case bar is cut off or covered. */
export function misfits(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > innerWidth) found.push(`the document is ${String(scrollWidth)} px wide`);
    if (scrollHeight > innerHeight) found.push(`the document is ${String(scrollHeight)} px high`);
    // The range of the view is there whole or not at all.
    const bar = document.querySelector('[data-testid="grid-bar"]')?.getBoundingClientRect();
    const range = document.querySelector('[data-testid="grid-bar"] .range');
    if (range !== null && bar !== undefined && range.getClientRects().length > 0) {
      const { top, bottom, right } = range.getBoundingClientRect();
      const within = Math.min(bottom, bar.bottom) - Math.max(top, bar.top);
      const cut = range.scrollWidth > range.clientWidth + 1 || right > bar.right;
      if (within > 1 && (cut || within < bottom - top - 1)) found.push(`${range.textContent} is cut off`);
    }
    const parts = [...document.querySelectorAll<HTMLElement>('header button, header h1, footer > *')].filter(
      (part) => part.closest('aside, dialog, [popover], main') === null && part.getClientRects().length > 0,
    );
    for (const part of parts) {
      const { left, right, top, bottom, width } = part.getBoundingClientRect();
      const name = part.textContent.trim() || (part.getAttribute('aria-label') ?? part.tagName);
      if (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight)
        found.push(`${name} is outside the window`);
      if (width === 0) found.push(`${name} has no width`);
      if (part.scrollWidth > part.clientWidth + 1 && part.querySelector('.cut') === null && part.matches('button')) {
        found.push(`${name} is cut off`);
      }
      const behind = parts.find((other) => {
        if (other === part || other.contains(part) || part.contains(other)) return false;
        const box = other.getBoundingClientRect();
        return box.left < right - 1 && box.right > left + 1 && box.top < bottom - 1 && box.bottom > top + 1;
      });
      if (behind !== undefined) found.push(`${name} lies over ${behind.textContent.trim()}`);
    }
    return found;
  });
}
