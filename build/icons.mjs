/**
 * Renders resources/icons/icon.svg to PNG in the sizes that windows and packages want, by an installed
 * Chromium: `node build/icons.mjs [CHROMIUM]`. The results are committed; run it when the mark changes.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'icons');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  for (const size of SIZES) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    writeFileSync(join(folder, `icon-${size}.png`), await page.screenshot({ omitBackground: true, type: 'png' }));
  }
} finally {
  await browser.close();
}
