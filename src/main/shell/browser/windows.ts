import type { BrowserContext, Page } from 'playwright-core';
import type { Application } from '../../api/application';
import { WAITING_PAGE, showIn } from './launch';
import { WINDOW_ORIGIN } from './guard';

/** The windows of one browser: one a case, and the host ends with the last. */
export class Windows {
  readonly allClosed: Promise<void>;

  constructor(
    private readonly context: BrowserContext,
    private readonly application: Application,
  ) {
    this.allClosed = new Promise((resolve) => {
      context.once('close', () => resolve());
      const check = () => {
        if (context.pages().length === 0) resolve();
      };
      for (const page of context.pages()) page.once('close', check);
      context.on('page', (page) => page.once('close', check));
    });
  }

  /** Fills the window that the browser opened by itself. */
  async openFirst(paths: readonly string[]): Promise<void> {
    const caseId = await this.caseFor(paths);
    const page = this.context.pages()[0] ?? (await this.context.newPage());
    await showIn(page, caseId);
  }

  /** Shows what a later start asks for: the window that has this case already, else a new one. */
  async open(paths: readonly string[]): Promise<void> {
    const caseId = await this.caseFor(paths);
    const shown = caseId === null ? undefined : this.context.pages().find((page) => caseOf(page) === caseId);
    if (shown !== undefined) await shown.bringToFront();
    else await showIn(await this.newWindow(), caseId);
  }

  private async caseFor(paths: readonly string[]): Promise<string | null> {
    return paths.length === 0 ? null : this.application.openPaths(paths);
  }

  /** A pop-up is the one kind of further window that has no tabs and no address to type in. */
  private async newWindow(): Promise<Page> {
    const opener = this.context.pages()[0];
    if (opener === undefined) return this.context.newPage();
    const opened = this.context.waitForEvent('page');
    const features = 'popup,noopener,width=1600,height=1000';
    await opener.evaluate(`void open('${WINDOW_ORIGIN}${WAITING_PAGE}', '_blank', '${features}')`);
    return opened;
  }
}

/** The case that a window shows, from its address. */
function caseOf(page: Page): string | null {
  return new URL(page.url()).searchParams.get('case');
}
