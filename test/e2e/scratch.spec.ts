import { test, expect } from '@playwright/test';
import { Place, Workbench } from './support/workbench';
test('scratch', async () => {
  const place = new Place();
  const bench = await Workbench.start(place);
  try {
    const { page } = bench;
    await page.locator('html[data-state="start"]').waitFor();
    console.log('start', page.url());
    await page.getByRole('button', { name: 'Open sample' }).click();
    await page.locator('html[data-state="ready"]').waitFor({timeout:60000});
    console.log(await page.evaluate(() => ({ w: innerWidth, h: innerHeight, s: document.documentElement.dataset.state, sec: typeof (globalThis as any).trailbenchSecret })));
    await page.emulateMedia({ colorScheme: 'dark' });
    console.log(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches));
    console.log((await page.getByRole('region').all()).length, await page.getByRole('list', { name: 'Event name', exact: true }).getByRole('button').evaluateAll((e) => e.map((x) => x.getAttribute('aria-label'))));
    await page.locator('.ag-row[row-index="0"]').first().waitFor();
    console.log(await page.locator('[data-testid=event-grid]').evaluate((e) => { const f=(n:Element,d:number):string=>'  '.repeat(d)+n.tagName+'.'+n.className+' '+[...n.attributes].filter(a=>a.name!=='class'&&a.name!=='style').map(a=>a.name+'='+a.value).join(' ')+'\n'+(d<9?[...n.children].slice(0,6).map(c=>f(c,d+1)).join(''):''); return f(e,0).slice(0,9000)}));
    console.log(await page.evaluate(async () => (await indexedDB.databases())));
  } finally {
    console.log(await bench.stop());
    place.remove();
  }
});
