/**
 * Runs the built Electron main with the stub, and lends its scheme's handler to a test over HTTP: a request to
 * /handle/PATH becomes one to trailbench://workbench/PATH, and /record tells what the program has set up.
 */
import { createServer } from 'node:http';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';

register('./hooks.mjs', import.meta.url);
const { app, becomeReady, record } = await import('electron');
const [entry] = process.argv.splice(2, 1);
await import(pathToFileURL(entry).href);
becomeReady();
while (record.windows[0]?.urls.length === undefined || record.windows[0].urls.length === 0) {
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const [own] = record.sessions.values();
const handle = own.handlers.get('trailbench');

const listener = getRequestListener(
  async (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === '/record') return Response.json(describe());
    if (pathname === '/second-instance') return secondInstance(await request.json());
    const url = decodeURIComponent(search.slice('?url='.length));
    const { method, headers, body, signal } = request;
    const plain = new Headers(headers);
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) plain.delete(name);
    return handle(new Request(url, { method, headers: plain, body, signal, duplex: 'half' }));
  },
  { overrideGlobalObjects: false },
);
const server = createServer(listener).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
});
// The test holds the other end: without it there is nobody to run for.
process.stdin.on('end', () => app.quit()).resume();

async function secondInstance(data) {
  const before = record.windows.length;
  app.emit('second-instance', {}, [], '/', data);
  for (let tries = 0; tries < 500 && (record.windows[before]?.urls.length ?? 0) === 0; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return Response.json({ urls: record.windows.slice(before).flatMap((window) => window.urls) });
}

/** Plain data of what was set up, with the answers of every guard. */
function describe() {
  const [first] = record.windows;
  const { session, ...webPreferences } = first.options.webPreferences;
  return {
    calls: record.calls,
    schemes: record.schemes,
    partitions: [...record.sessions.keys()],
    ownSession: session === own,
    handled: [...own.handlers.keys()],
    windows: record.windows.map((window) => ({ urls: window.urls, shown: window.shown === true })),
    webPreferences,
    menu: JSON.stringify(record.menu),
    spellChecker: own.spellChecker,
    switches: record.switches,
    webRtcPolicies: record.windows.map((window) => window.webContents.webRtcPolicy),
    navigation: Object.fromEntries(
      ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'].map((name) => [
        name,
        prevented((event) => first.webContents.emit(name, event)),
      ]),
    ),
    windowOpen: first.webContents.windowOpen({ url: 'https://evil.example/' }),
    download: prevented((event) => own.emit('will-download', event)),
    permissions: Object.fromEntries(PERMISSIONS.map((name) => [name, permission(name)])),
    device: own.devicePermission({ deviceType: 'usb' }),
    cancelled: Object.fromEntries(URLS.map((url) => [url, cancelled(url)])),
  };
}

const PERMISSIONS = [
  'clipboard-sanitized-write',
  'clipboard-read',
  'media',
  'geolocation',
  'notifications',
  'midi',
  'fullscreen',
  'openExternal',
  'fileSystem',
  'unknown',
];
const URLS = [
  'trailbench://workbench/',
  'trailbench://workbench/api/app',
  'blob:trailbench://workbench/1',
  'trailbench://other/',
  'trailbench://workbench.evil.example/',
  'https://evil.example/',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'ws://evil.example/',
  'data:text/html,x',
  'devtools://devtools/bundled/inspector.html',
];

function prevented(emit) {
  let was = false;
  emit({ preventDefault: () => (was = true), isMainFrame: true, url: 'https://evil.example/' });
  return was;
}

function permission(name) {
  let granted = null;
  own.permissionRequest({}, name, (answer) => (granted = answer));
  return { requested: granted, checked: own.permissionCheck({}, name) };
}

function cancelled(url) {
  let cancel = null;
  own.beforeRequest({ url }, (answer) => (cancel = answer.cancel));
  return cancel;
}
