import type { Page } from '@playwright/test';

/** What stood on the screen between two changes. */
export interface Moment {
  readonly stage: string;
  /** The words of the progress strip; empty where there is none. */
  readonly progress: string;
  /** Values in the facet lists. */
  readonly values: number;
  readonly counts: string;
}

/** Begins to note what the window shows, from now until `moments` asks; page loads end it. */
export async function recordMoments(page: Page): Promise<void> {
  await page.evaluate(() => {
    const holder = globalThis as unknown as { moments: Moment[]; observer?: MutationObserver };
    holder.observer?.disconnect();
    holder.moments = [];
    const note = (): void => {
      const moment: Moment = {
        stage: document.documentElement.dataset['state'] ?? '',
        progress: document.querySelector('[data-testid=progress]')?.textContent?.trim() ?? '',
        values: document.querySelectorAll('[data-facet-value]').length,
        counts: document.querySelector('[data-testid=grid-bar] [role=status]')?.textContent?.trim() ?? '',
      };
      const last = holder.moments.at(-1);
      if (JSON.stringify(last) !== JSON.stringify(moment)) holder.moments.push(moment);
    };
    holder.observer = new MutationObserver(note);
    holder.observer.observe(document.documentElement, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    note();
  });
}

export function moments(page: Page): Promise<readonly Moment[]> {
  return page.evaluate(() => (globalThis as unknown as { moments: Moment[] }).moments);
}

/** Segments of the index that main handed to the window since then. */
export function countSegments(page: Page): () => number {
  let segments = 0;
  page.on('response', (response) => {
    if (response.url().endsWith('/index/next') && response.status() === 200) segments += 1;
  });
  return () => segments;
}
