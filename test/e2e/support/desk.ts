import { test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { closeCase, untilStage } from './screen';
import { HOME, Place, Workbench } from './workbench';
import type { WorkbenchOptions } from './workbench';

/** A place and the program running on it, for the tests of one file. */
export class Desk {
  readonly place = new Place();
  private running: Workbench | undefined;

  get bench(): Workbench {
    if (this.running === undefined) throw new Error('The program is not running.');
    return this.running;
  }

  get page(): Page {
    return this.bench.page;
  }

  async start(options?: WorkbenchOptions): Promise<Page> {
    if (this.running !== undefined) throw new Error('The program is running already.');
    this.running = await Workbench.start(this.place, options);
    return this.page;
  }

  async stop(): Promise<void> {
    const bench = this.running;
    this.running = undefined;
    await bench?.stop();
  }

  /** Ends it in another way than `stop` does. */
  async endWith(ending: (bench: Workbench) => Promise<unknown>): Promise<void> {
    const { bench } = this;
    this.running = undefined;
    try {
      await ending(bench);
    } finally {
      await bench.stop();
    }
  }

  async restart(options?: WorkbenchOptions): Promise<Page> {
    await this.stop();
    return this.start(options);
  }

  /** The start page, with no case open. */
  async home(): Promise<Page> {
    const page = this.running?.page ?? (await this.start());
    await page.keyboard.press('Escape');
    const stage = await page.locator('html').getAttribute('data-state');
    if (stage === 'ready' || stage === 'indexing') await closeCase(page);
    else if (stage !== 'start') await page.goto(HOME);
    await untilStage(page, 'start');
    return page;
  }

  async attachPicture(): Promise<void> {
    const page = this.running?.page;
    if (page === undefined || page.isClosed()) return;
    const file = test.info().outputPath('window.png');
    await page.screenshot({ path: file, timeout: 10_000 });
    await test.info().attach('window', { path: file, contentType: 'image/png' });
  }

  async clear(): Promise<void> {
    await this.stop();
    this.place.remove();
  }
}

/** A desk for the tests of this file: cleared at their end, with a picture of the window where one fails. */
export function deskForFile(): Desk {
  const desk = new Desk();
  test.afterEach(async () => {
    if (test.info().status !== test.info().expectedStatus) await desk.attachPicture();
  });
  test.afterAll(() => desk.clear());
  return desk;
}
