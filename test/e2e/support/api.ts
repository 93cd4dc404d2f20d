import type { Page } from '@playwright/test';

/** The id of the case that the window shows, from its address. */
export function caseIdOf(page: Page): string {
  const id = new URL(page.url()).searchParams.get('case');
  if (id === null) throw new Error(`The window shows no case: ${page.url()}`);
  return id;
}

/** The body of a GET of main's API, asked for by the window itself. */
export async function getBytes(page: Page, route: string): Promise<Buffer> {
  const bytes = await page.evaluate(async (path) => {
    const { trailbenchSecret } = globalThis as unknown as { readonly trailbenchSecret: string };
    const response = await fetch(`/api${path}`, { headers: { 'x-trailbench-secret': trailbenchSecret } });
    if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
    return [...new Uint8Array(await response.arrayBuffer())];
  }, route);
  return Buffer.from(bytes);
}

/** A value of main's API. */
export async function getValue<T>(page: Page, route: string): Promise<T> {
  return (JSON.parse((await getBytes(page, route)).toString('utf8')) as { value: T }).value;
}

/** The name of the database that holds the index of the case in the window. */
export async function databaseOf(page: Page): Promise<string> {
  const { index } = await getValue<{ index: string }>(page, `/cases/${caseIdOf(page)}`);
  return `trailbench-${index}`;
}

export interface MainProgress {
  readonly phase: string;
  readonly rebuilding: boolean;
  readonly sourcesDone: number;
  readonly events: number;
}

/** How far main says that it is with the case in the window. */
export function progressOf(page: Page): Promise<MainProgress> {
  return page.evaluate(async () => {
    const { trailbenchSecret } = globalThis as unknown as { readonly trailbenchSecret: string };
    const id = new URLSearchParams(location.search).get('case') ?? '';
    const stop = new AbortController();
    const headers = { 'x-trailbench-secret': trailbenchSecret };
    const response = await fetch(`/api/cases/${id}/stream`, { headers, signal: stop.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; reader !== undefined;) {
      const { value, done } = await reader.read();
      text += value ?? '';
      const lines = text.split('\n').slice(0, -1);
      const told = lines.map((line) => JSON.parse(line)).find(({ type }) => type === 'progress');
      if (told !== undefined || done) {
        stop.abort();
        return told.progress;
      }
    }
  });
}
