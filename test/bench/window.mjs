/**
 * The real window: main, browser, Dexie. A corpus is imported, its index thrown away and built again
 * from the evidence, and the case reopened; each as a user would wait for it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { watchMemory } from './memory.mjs';

const ORIGIN = 'http://trailbench.localhost';
const WAIT = 30 * 60_000;

/** @returns seconds of import, rebuild and reopen; bytes of index; peak bytes of memory during the import */
export async function measureWindow(root, corpus) {
  const place = mkdtempSync(path.join(tmpdir(), 'trailbench-bench-'));
  const port = await freePort();
  const display = process.env.DISPLAY ? null : await startDisplay();
  const host = spawn(process.execPath, [path.join(root, 'out/main/browser.js')], {
    env: {
      ...process.env,
      ...(display === null ? {} : { DISPLAY: display.name }),
      TRAILBENCH_HOST: 'browser',
      TRAILBENCH_PROFILE: path.join(place, 'profile'),
      TRAILBENCH_CASES: path.join(place, 'cases'),
      TRAILBENCH_DEBUG_PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const page = await firstPage(port);
    await state(page, 'start');
    const stopWatching = watchMemory(host.pid);
    const started = performance.now();
    const id = await post(page, '/api/cases', { name: 'bench', paths: [corpus] });
    await page.goto(`${ORIGIN}/?case=${id}`);
    await state(page, 'ready');
    const imported = since(started);
    const memory = stopWatching();
    const events = await page.getByTestId('grid-bar').innerText();

    // As a user does it: the case is closed, its logs are checked again when it is opened from the list.
    await page.keyboard.press('Control+o');
    await state(page, 'start');
    const recent = page.getByRole('region', { name: 'Recent cases' });
    const entry = recent.getByRole('button', { name: 'bench', exact: true });
    await entry.waitFor();
    const reopening = secondsToFacets(page);
    await entry.click();
    const reopened = await reopening;
    await state(page, 'ready');

    await page.goto(ORIGIN);
    await state(page, 'start');
    const index = sizeOf(path.join(place, 'profile', 'browser', 'Default', 'IndexedDB'));
    await page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) {
        await new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase(name ?? '');
          request.onsuccess = resolve;
          request.onerror = reject;
        });
      }
    });
    const rebuilding = performance.now();
    await page.goto(`${ORIGIN}/?case=${id}`);
    await state(page, 'ready');
    return { events, imported, rebuilt: since(rebuilding), reopened, index, memory };
  } finally {
    host.kill('SIGTERM');
    await Promise.race([new Promise((resolve) => host.once('exit', resolve)), sleep(10_000)]);
    host.kill('SIGKILL');
    display?.process.kill();
    rmSync(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function state(page, wanted) {
  return page.locator(`html[data-state="${wanted}"]`).waitFor({ state: 'attached', timeout: WAIT });
}

/** Seconds from the next click to the frame that shows facets. Taken in the page: looking on from outside is coarse. */
function secondsToFacets(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = (clicked) => {
          const shown = document.querySelector('[data-facet-value]') !== null;
          requestAnimationFrame(() => {
            if (shown) resolve((performance.now() - clicked) / 1000);
            else look(clicked);
          });
        };
        addEventListener('click', ({ timeStamp }) => look(timeStamp), { capture: true, once: true });
      }),
  );
}

function since(started) {
  return (performance.now() - started) / 1000;
}

async function post(page, route, body) {
  const reply = await page.evaluate(
    async ([to, sent]) => {
      const headers = { 'content-type': 'application/json', 'x-trailbench-secret': globalThis.trailbenchSecret };
      return (await fetch(to, { method: 'POST', headers, body: JSON.stringify(sent) })).json();
    },
    [route, body],
  );
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value.id;
}

async function firstPage(port) {
  for (let tries = 0; tries < 300; tries += 1) {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => null);
    const page = browser?.contexts()[0]?.pages()[0];
    if (page !== undefined) return page;
    await sleep(100);
  }
  throw new Error('The window did not open.');
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function startDisplay() {
  const name = `:${200 + (process.pid % 1000)}`;
  const server = spawn('Xvfb', [name, '-screen', '0', '1600x1000x24'], { stdio: 'ignore' });
  await sleep(1000);
  return { name, process: server };
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}
