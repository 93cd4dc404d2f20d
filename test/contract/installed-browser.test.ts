import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser } from '../../src/main/shell/browser/find-browser';
import { WAITING, WAITING_PAGE, launchBrowser, showIn } from '../../src/main/shell/browser/launch';
import { startProxyServer } from '../../src/main/shell/browser/proxy-server';
import type { ProxyServer } from '../../src/main/shell/browser/proxy-server';
import { createSite } from '../../src/main/shell/site';
import type { StaticFile } from '../../src/main/shell/static-files';

const browser = findBrowser();
const file = (type: string, text: string): StaticFile => ({ type, bytes: new TextEncoder().encode(text) });
const files = new Map([
  [WAITING_PAGE, WAITING],
  ['/', file('text/html; charset=utf-8', '<!doctype html><title>t</title><script src="/main.js"></script>')],
  ['/main.js', file('text/javascript; charset=utf-8', 'document.title = typeof globalThis.trailbenchSecret;')],
]);

const folder = mkdtempSync(path.join(os.tmpdir(), 'installed-browser-'));
let proxy: ProxyServer;
let context: BrowserContext;
let page: Page;
let asked: Request[] = [];

beforeAll(async () => {
  if (browser === null) return;
  const api = (request: Request) => {
    asked.push(request);
    return Promise.resolve(Response.json({ ok: true, value: {} }));
  };
  proxy = await startProxyServer(createSite(files, api));
  const unsandboxed = process.getuid?.() === 0;
  const profile = path.join(folder, 'profile');
  context = await launchBrowser({ browser, profile, proxy, headless: true, unsandboxed });
  page = context.pages()[0] ?? (await context.newPage());
  await showIn(page, null);
});
afterAll(async () => {
  await context?.close();
  await proxy?.close();
  rmSync(folder, { recursive: true, force: true });
});

const inBrowser = it.skipIf(browser === null);

inBrowser('has the secret in its first document, before any script, and after a reload', async () => {
  expect(await page.title()).toBe('string');
  await page.reload();
  expect(await page.title()).toBe('string');
  expect(await page.evaluate('trailbenchSecret')).toBe(proxy.secret);
  expect(await page.evaluate('Object.keys(globalThis).includes("trailbenchSecret")')).toBe(false);
});

inBrowser('is a secure, isolated context of a stable origin', async () => {
  expect(await page.evaluate('[isSecureContext, crossOriginIsolated, location.origin]')).toEqual([
    true,
    true,
    'http://trailbench.localhost',
  ]);
});

inBrowser('is let through by the guard with what a browser really sends', async () => {
  asked = [];
  const statuses = await page.evaluate(`(async () => {
    const headers = { 'x-trailbench-secret': trailbenchSecret };
    const json = { ...headers, 'content-type': 'application/json' };
    const get = await fetch('/api/app', { headers });
    const post = await fetch('/api/cases/sample', { method: 'POST', headers: json, body: '{}' });
    const bare = await fetch('/api/app');
    const binary = { ...headers, 'content-type': 'application/octet-stream' };
    const upload = await fetch('/api/uploads?name=a&batch=b', { method: 'POST', headers: binary, body: new Blob(['x']) });
    return [get.status, post.status, bare.status, upload.status];
  })()`);
  expect(statuses).toEqual([200, 200, 403, 200]);
  expect(asked.map((request) => request.method)).toEqual(['GET', 'POST', 'POST']);
});

inBrowser('reaches nothing else, whatever it tries', async () => {
  const results = await page.evaluate(`Promise.all(
    ['http://127.0.0.1:${proxy.port}/', 'http://localhost:${proxy.port}/', 'http://example.com/', 'https://example.com/',
     'http://a.trailbench.localhost/', 'http://trailbench.localhost:${proxy.port}/'].map((url) =>
      fetch(url, { mode: 'no-cors' }).then(() => 'reached', () => 'refused')))`);
  expect(results).toEqual(Array(6).fill('refused'));
  const other = await context.newPage();
  try {
    // Not the page's policy but the proxy refuses these: they are navigations.
    expect((await other.goto('http://example.com/'))?.status()).toBe(421);
    expect(await other.evaluate('typeof globalThis.trailbenchSecret')).toBe('undefined');
    expect((await other.goto(`http://127.0.0.1:${proxy.port}/`))?.status()).toBe(421);
    await expect(other.goto('https://example.com/')).rejects.toThrow('ERR_TUNNEL_CONNECTION_FAILED');
  } finally {
    await other.close();
  }
});

inBrowser('obeys the policy: no inline script, no handler, no evaluation of text', async () => {
  const ran = await page.evaluate(`(async () => {
    globalThis.ran = [];
    const script = document.createElement('script');
    script.textContent = 'ran.push("inline")';
    document.head.append(script);
    const image = document.createElement('img');
    image.setAttribute('onerror', 'ran.push("handler")');
    image.src = 'data:,x';
    document.body.append(image);
    setTimeout('ran.push("string")');
    await new Promise((resolve) => setTimeout(resolve, 200));
    return ran;
  })()`);
  expect(ran).toEqual([]);
});

it.skipIf(browser === null || process.platform !== 'linux')(
  'never shows the secret in a command line or in its profile',
  () => {
    const commands = readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && existsSync(`/proc/${pid}/cmdline`))
      .map((pid) => readCommand(pid))
      .filter((command) => command.includes(folder));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(command).not.toContain(proxy.secret);
  },
);

/** Empty where the process has ended meanwhile. */
function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}
