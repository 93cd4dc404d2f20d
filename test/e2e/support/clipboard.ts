import type { Page } from '@playwright/test';

/** Keeps what the window copies where the test can read it. */
export function catchCopies(page: Page): Promise<void> {
  return page.evaluate(() => {
    const place = globalThis as unknown as { copied: string };
    place.copied = '';
    navigator.clipboard.writeText = (text) => {
      place.copied = text;
      return Promise.resolve();
    };
  });
}

/** The last text that was copied. */
export function copied(page: Page): Promise<string> {
  return page.evaluate(() => (globalThis as unknown as { copied: string }).copied);
}
