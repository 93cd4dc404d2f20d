import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFLINE_FEATURES } from '../../src/main/shell/offline';
import { writeLogs } from './logs';
import { contractSuite } from './suite';
import type { HostFolders } from './suite';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ORIGIN = 'trailbench://workbench';
const END_MS = 20_000;

/** The built main of Electron, running under Node with the stub in place of Electron. */
interface Driven {
  readonly port: number;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

async function drive({ profile, cases }: HostFolders, paths: readonly string[] = []): Promise<Driven> {
  build();
  const script = path.join(import.meta.dirname, 'electron-stub', 'drive.mjs');
  const entry = path.join(ROOT, 'out', 'main', 'electron.js');
  const env = { ...process.env, TRAILBENCH_PROFILE: profile, TRAILBENCH_CASES: cases };
  const child = spawn(process.execPath, [script, entry, ROOT, ...paths], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const port = await portOf(child);
    return { port, child, close: () => end(child) };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** As set-up does before a start: nothing where the build is fresh. */
function build(): void {
  const setup = pathToFileURL(path.join(ROOT, 'build', 'setup.mjs')).href;
  const script = `import { ensureBuild } from ${JSON.stringify(setup)}; ensureBuild();`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('The stub has no output');
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`Electron's main ended with ${code}`)));
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  return (JSON.parse(line) as { port: number }).port;
}

/** Closing its input makes the program quit as the last window does; it has to end by itself. */
async function end(child: ChildProcess): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  const exited = once(child, 'exit');
  child.stdin?.end();
  const [code] = (await exited) as [number | null];
  clearTimeout(timer);
  expect(code).toBe(0);
}

describe('the contract', () => {
  contractSuite({
    host: 'electron',
    start: async (folders) => {
      const driven = await drive(folders);
      return {
        request: (target, init) => through(driven, ORIGIN + target, init),
        close: () => driven.close(),
      };
    },
  });
});

function through({ port }: Driven, url: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/handle?url=${encodeURIComponent(url)}`, init);
}

interface SetUp {
  readonly calls: readonly string[];
  readonly schemes: unknown;
  readonly partitions: readonly string[];
  readonly ownSession: boolean;
  readonly handled: readonly string[];
  readonly windows: readonly { urls: readonly string[]; shown: boolean }[];
  readonly webPreferences: Readonly<Record<string, unknown>>;
  readonly menu: string;
  readonly spellChecker: boolean;
  readonly switches: Readonly<Record<string, string>>;
  readonly webRtcPolicies: readonly string[];
  readonly navigation: Readonly<Record<string, boolean>>;
  readonly windowOpen: unknown;
  readonly download: boolean;
  readonly permissions: Readonly<Record<string, { requested: boolean; checked: boolean }>>;
  readonly device: boolean;
  readonly cancelled: Readonly<Record<string, boolean>>;
}

describe.skipIf(process.platform === 'win32')('a signal to end', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('closes cases and quits on %s', async (signal) => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'electron-signal-'));
    const logs = path.join(root, 'logs');
    try {
      writeLogs(logs);
      const { child } = await drive({ profile: path.join(root, 'profile'), cases: path.join(root, 'cases') }, [logs]);
      const exited = once(child, 'exit');
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(readdirSync(path.join(root, 'cases', 'logs'))).not.toContain('case.lock');
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('the settings', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'electron-host-'));
  const logs = path.join(root, 'logs');
  let driven: Driven;
  let setUp: SetUp;
  beforeAll(async () => {
    writeLogs(logs);
    driven = await drive({ profile: path.join(root, 'profile'), cases: path.join(root, 'cases') }, [logs]);
    setUp = (await (await fetch(`http://127.0.0.1:${driven.port}/record`)).json()) as SetUp;
  });
  afterAll(async () => {
    await driven?.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('turn the sandbox on and claim the single instance before Electron is ready', () => {
    const names = setUp.calls.map((call) => call.split(' ')[0]);
    expect(names.indexOf('enableSandbox')).toBeLessThan(names.indexOf('ready'));
    expect(names.indexOf('requestSingleInstanceLock')).toBeLessThan(names.indexOf('ready'));
    expect(names).toContain('enableSandbox');
    expect(setUp.calls.find((call) => call.startsWith('requestSingleInstanceLock'))).toContain(logs);
    expect(setUp.calls.find((call) => call.startsWith('setPath'))).toContain(path.join(root, 'profile', 'electron'));
  });

  it('register one scheme, without the right to pass over the policy, on a session of its own', () => {
    const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
    expect(setUp.schemes).toEqual([{ scheme: 'trailbench', privileges }]);
    expect(setUp.handled).toEqual(['trailbench']);
    expect(setUp.partitions).toEqual(['persist:workbench']);
    expect(setUp.ownSession).toBe(true);
  });

  it('open the case of the paths given, in a window without rights', () => {
    expect(setUp.windows).toHaveLength(1);
    expect(setUp.windows[0]?.urls[0]).toMatch(/^trailbench:\/\/workbench\/\?case=[0-9a-f-]{36}$/);
    expect(setUp.windows[0]?.shown).toBe(true);
    expect(setUp.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      preload: path.join(ROOT, 'out', 'preload', 'preload.cjs'),
    });
    expect(setUp.spellChecker).toBe(false);
    expect(setUp.menu).toContain('editMenu');
  });

  it('prevent every navigation, window, web view and download', () => {
    expect(setUp.navigation).toEqual({
      'will-navigate': true,
      'will-redirect': true,
      'will-frame-navigate': true,
      'will-attach-webview': true,
    });
    expect(setUp.windowOpen).toEqual({ action: 'deny' });
    expect(setUp.download).toBe(true);
  });

  it('grant writing to the clipboard and nothing else', () => {
    for (const [name, { requested, checked }] of Object.entries(setUp.permissions)) {
      const allowed = name === 'clipboard-sanitized-write';
      expect([name, requested, checked]).toEqual([name, allowed, allowed]);
    }
    expect(setUp.device).toBe(false);
  });

  it('cancel every request that is not for the own scheme', () => {
    const passed = Object.entries(setUp.cancelled)
      .filter(([, cancelled]) => !cancelled)
      .map(([url]) => url);
    expect(passed).toEqual([
      'trailbench://workbench/',
      'trailbench://workbench/api/app',
      'blob:trailbench://workbench/1',
      'devtools://devtools/bundled/inspector.html',
    ]);
  });

  it('leave the windows no network: no UDP past a proxy, no name or address that leads anywhere', () => {
    expect(setUp.webRtcPolicies).toEqual(['disable_non_proxied_udp']);
    expect(setUp.switches['host-resolver-rules']).toBe('MAP * ~NOTFOUND');
    expect(setUp.switches).toHaveProperty('disable-quic');
    const features = setUp.switches['disable-features']?.split(',');
    expect(features).toEqual(['GivenByTheUser', ...OFFLINE_FEATURES]);
  });

  it('serve the document isolated, under the policy, with its nonce', async () => {
    const response = await through(driven, `${ORIGIN}/`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonce).toHaveLength(24);
    const html = await response.text();
    expect(html).toContain(`content="${nonce}"`);
    expect(html).not.toContain('__CSP_NONCE__');
  });

  it.each([
    ['another host of the scheme', 'trailbench://other/api/app', {}],
    ['a longer host', 'trailbench://workbench.evil.example/api/app', {}],
    ['another origin', `${ORIGIN}/api/app`, { headers: { origin: 'https://evil.example' } }],
    ['a null origin', `${ORIGIN}/api/app`, { headers: { origin: 'null' } }],
    ['another method', `${ORIGIN}/api/app`, { method: 'DELETE' }],
    ['a file outside the map', `${ORIGIN}/package.json`, {}],
    ['a path with dots', `${ORIGIN}/assets/../../package.json`, {}],
    ['an escaped path', `${ORIGIN}/%2e%2e/package.json`, {}],
    ['a text body', `${ORIGIN}/api/cases`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }],
  ] as const)('refuse %s', async (_name, url, init) => {
    const { status } = await through(driven, url, init);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it('open a window for what a second start hands over', async () => {
    const second = async (data: unknown) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(data) };
      const response = await fetch(`http://127.0.0.1:${driven.port}/second-instance`, init);
      return ((await response.json()) as { urls: string[] }).urls;
    };
    expect(await second({ paths: [] })).toEqual([`${ORIGIN}/`]);
    expect((await second({ paths: [path.join(root, 'cases', 'logs')] }))[0]).toBe(setUp.windows[0]?.urls[0]);
    expect(await second({ paths: 'not a list' })).toEqual([`${ORIGIN}/`]);
  });
});
