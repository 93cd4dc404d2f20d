import { test, expect } from '@playwright/test';
import { Desk } from './support/desk';
import { createCase, untilStage } from './support/screen';
import { makeRecord, recordsText, writeFile } from './support/logs';
test('scratch', async () => {
  const d = new Desk(); const e = new Desk();
  try {
    const page = await d.home();
    const folder = d.place.make('logs', 'x');
    writeFile(folder, 'log.json', recordsText([makeRecord(1), makeRecord(2)]));
    await createCase(page, [folder], 'X'); await untilStage(page, 'ready');
    await page.evaluate(() => { addEventListener('keydown', (ev) => console.log('KEY', ev.key, ev.ctrlKey, ev.shiftKey, (ev.target as Element).tagName, ev.defaultPrevented), true); });
    page.on('console', (m) => console.log(m.text()));
    await page.keyboard.press('j'); await page.keyboard.press('Enter'); await page.waitForTimeout(500);
    await page.keyboard.press('Escape'); await page.waitForTimeout(500);
    await page.keyboard.press('Control+Shift+W'); await page.waitForTimeout(1500);
    console.log(await page.locator('html').getAttribute('data-state'), d.bench.context.pages().length);
    console.log('second');
    const t = Date.now();
    const second = await e.start({ paths: [d.place.at('cases', 'X')] });
    console.log('started', Date.now() - t, second.url());
    await second.waitForTimeout(1500);
    console.log(await second.locator('html').getAttribute('data-state'));
    console.log((await second.locator('body').innerText()).slice(0, 600));
  } finally { await e.clear(); await d.clear(); }
});
