/**
 * The Dexie peer: a row an event, as a page would do it without columns. The page fetches each file
 * inflated, parses it and adds its events, the record beside eight indexed fields, in a real browser.
 *
 * `node dexie-peer.mjs EVENTS CORPUS` prints one JSON line: seconds for so many events.
 */
import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createGunzip } from 'node:zlib';
import { chromium } from 'playwright-core';
import { ensureBrowser, root } from '../../build/setup.mjs';

const [limit = '20000', corpus = ''] = process.argv.slice(2);
const files = readdirSync(corpus, { recursive: true })
  .filter((name) => name.endsWith('.json.gz'))
  .sort();

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/dexie.mjs') {
    response.setHeader('content-type', 'text/javascript');
    createReadStream(path.join(root, 'node_modules/dexie/dist/dexie.mjs')).pipe(response);
  } else if (pathname.startsWith('/file/')) {
    const file = files[Number(pathname.slice('/file/'.length))] ?? '';
    createReadStream(path.join(corpus, file)).pipe(createGunzip()).pipe(response);
  } else {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>peer</title>');
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

/** Runs in the page. */
async function load({ count, wanted }) {
  const { Dexie } = await import('/dexie.mjs');
  const db = new Dexie('peer', { chromeTransactionDurability: 'strict' });
  db.version(1).stores({
    events: '++id,eventTime,eventName,eventSource,principal,sourceIPAddress,awsRegion,recipientAccountId,errorCode',
  });
  const started = performance.now();
  let events = 0;
  for (let file = 0; file < count && events < wanted; file += 1) {
    const { Records } = await (await fetch(`/file/${file}`)).json();
    const rows = Records.slice(0, wanted - events).map((record) => ({
      eventTime: record.eventTime,
      eventName: record.eventName,
      eventSource: record.eventSource,
      principal: record.userIdentity?.arn ?? record.userIdentity?.invokedBy ?? record.userIdentity?.principalId,
      sourceIPAddress: record.sourceIPAddress,
      awsRegion: record.awsRegion,
      recipientAccountId: record.recipientAccountId,
      errorCode: record.errorCode ?? '',
      record,
    }));
    await db.events.bulkAdd(rows);
    events += rows.length;
  }
  return { events, wall: (performance.now() - started) / 1000 };
}

const profile = mkdtempSync(path.join(tmpdir(), 'trailbench-peer-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: ensureBrowser() ?? undefined,
  headless: true,
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  console.log(JSON.stringify(await page.evaluate(load, { count: files.length, wanted: Number(limit) })));
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
