import type { Page } from '@playwright/test';

const MARK = 'trailbench-watch';

/** What hostile text would do if it were taken for more than text. */
export interface Watch {
  /** Scripts run, elements put in, refusals by the content security policy, failures, dialogs, foreign requests. */
  readonly incidents: readonly string[];
}

/** Watches the page from its next document on, over all that follow. Hostile scripts set `trailbenchCanary`. */
export async function watch(page: Page, origin: string): Promise<Watch> {
  const incidents: string[] = [];
  page.on('dialog', (dialog) => {
    incidents.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (text.startsWith(MARK)) incidents.push(text);
    else if (/content security policy|refused to/i.test(text)) incidents.push(`policy: ${text}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) incidents.push(`request: ${url}`);
  });
  page.on('popup', (opened) => incidents.push(`window: ${opened.url()}`));
  await page.addInitScript(watchDocument, MARK);
  return { incidents };
}

/** Runs in the page, before any script of the document. */
function watchDocument(mark: string): void {
  const tell = (what: string): void => console.info(`${mark}: ${what}`);
  Object.defineProperty(globalThis, 'trailbenchCanary', {
    get: () => undefined,
    set: () => tell('script: the canary was set'),
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    tell(`policy: ${violatedDirective} ${blockedURI}`),
  );
  const NEVER =
    'script, img, picture, iframe, frame, object, embed, base, meta, link, a, audio, video, math, foreignObject';
  const check = (element: Element): void => {
    // The document's own head is there before anything of the evidence is.
    if (element.matches(NEVER)) tell(`element: ${element.outerHTML.slice(0, 200)}`);
    if (element.matches('style') && (element as HTMLStyleElement).nonce === '') tell('element: style without a nonce');
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) tell(`attribute: ${name}=${value.slice(0, 200)}`);
      if (/^(href|src|action|formaction|xlink:href)$/i.test(name) && /^\s*(javascript|data):/i.test(value)) {
        tell(`attribute: ${name}=${value.slice(0, 200)}`);
      }
    }
  };
  const begin = (): void => {
    const observer = new MutationObserver((changes) => {
      for (const { target, addedNodes, type } of changes) {
        if (type === 'attributes') check(target as Element);
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue;
          check(node);
          node.querySelectorAll('*').forEach(check);
        }
      }
    });
    observer.observe(document, { attributes: true, childList: true, subtree: true });
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
}

/** Places whose text holds a character that does not show, or shows elsewhere: none should. */
export function hiddenCharacters(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const ranges: readonly (readonly [number, number])[] = [
      [0x00, 0x08],
      [0x0b, 0x0c],
      [0x0e, 0x1f],
      [0x7f, 0x9f],
      [0xad, 0xad],
      [0x34f, 0x34f],
      [0x61c, 0x61c],
      [0x115f, 0x1160],
      [0x180b, 0x180f],
      [0x200b, 0x200f],
      [0x2028, 0x202e],
      [0x2060, 0x206f],
      [0x3164, 0x3164],
      [0xfe00, 0xfe0f],
      [0xfeff, 0xfeff],
      [0xe0000, 0xe0fff],
    ];
    const bad = (text: string): string | undefined => {
      for (const character of text) {
        const code = character.codePointAt(0) ?? 0;
        if (ranges.some(([first, last]) => code >= first && code <= last)) return `U+${code.toString(16)}`;
      }
      return undefined;
    };
    const found: string[] = [];
    const title = bad(document.title);
    if (title !== undefined) found.push(`title: ${title}`);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() !== null) {
      const { data, parentElement } = texts.currentNode as Text;
      const code = bad(data);
      if (code !== undefined)
        found.push(`<${parentElement?.tagName ?? ''} class="${parentElement?.className ?? ''}">: ${code}`);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [aria-valuetext]')) {
      for (const name of ['aria-label', 'title', 'aria-valuetext']) {
        const code = bad(element.getAttribute(name) ?? '');
        if (code !== undefined) found.push(`<${element.tagName} ${name}>: ${code}`);
      }
    }
    return [...new Set(found)].slice(0, 20);
  });
}
