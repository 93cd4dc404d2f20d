import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { READABLE, DUPLICATES, writeLogs } from '../contract/logs';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** By files alone, as a start looks for it: asking the package would try to download the binary. */
function electronPath(): string | null {
  const folder = path.join(ROOT, 'node_modules', 'electron');
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(folder, 'dist');
  const named = path.join(folder, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron';
  const file = path.join(dist, name);
  return existsSync(file) ? file : null;
}

const executablePath = electronPath();
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

test.describe('the workbench in Electron', () => {
  test.skip(executablePath === null, "Electron's binary is not in node_modules/electron/dist.");
  test.skip(!hasDisplay, 'Electron needs a display.');

  let folder = '';
  let app: ElectronApplication;
  let page: Page;

  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'electron-spec-'));
    const logs = path.join(folder, 'logs');
    writeLogs(logs);
    const env = { ...process.env, TRAILBENCH_PROFILE: `${folder}/profile`, TRAILBENCH_CASES: `${folder}/cases` };
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({ executablePath: executablePath ?? '', args: [...asRoot, ROOT, logs], env });
    page = await app.firstWindow();
  });
  test.afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('imports the folder it was started with and shows its events', async () => {
    await expect(page.locator('html')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
    expect(page.url()).toMatch(/^trailbench:\/\/workbench\/\?case=/);
    const events = new Intl.NumberFormat('en-US').format(READABLE - DUPLICATES);
    await expect(page.locator('body')).toContainText(events);
  });

  test('gives the window nothing of Node, and of Electron only the path of a file', async () => {
    const globals = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', '__dirname'].filter((name) => name in globalThis),
      own: Object.keys((globalThis as unknown as { trailbench: object }).trailbench),
      isolated: crossOriginIsolated,
    }));
    expect(globals).toEqual({ node: [], own: ['pathForFile'], isolated: true });
  });

  test('sends nothing over WebRTC and opens no connection ahead of its use', async () => {
    const heard: string[] = [];
    const udp = createSocket('udp4', () => heard.push('udp'));
    const tcp = createServer((socket) => {
      heard.push('tcp');
      socket.destroy();
    });
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    try {
      const ports = { udp: udp.address().port, tcp: (tcp.address() as AddressInfo).port };
      const candidates = await page.evaluate(async ({ udp: stun, tcp: turn }) => {
        const urls = [`stun:127.0.0.1:${String(stun)}`, `turn:127.0.0.1:${String(turn)}?transport=tcp`];
        const iceServers = urls.map((each) => ({ urls: each, username: 'u', credential: 'c' }));
        const peer = new RTCPeerConnection({ iceServers });
        const found: string[] = [];
        peer.onicecandidate = ({ candidate }) => {
          if (candidate !== null && candidate.candidate !== '') found.push(candidate.candidate);
        };
        const complete = new Promise<void>((resolve) => {
          peer.onicegatheringstatechange = () => {
            if (peer.iceGatheringState === 'complete') resolve();
          };
        });
        const link = Object.assign(document.createElement('link'), { rel: 'preconnect' });
        link.href = `http://127.0.0.1:${String(turn)}`;
        document.head.append(link);
        peer.createDataChannel('d');
        await peer.setLocalDescription(await peer.createOffer());
        await complete;
        peer.close();
        return found;
      }, ports);
      expect(candidates).toEqual([]);
      expect(heard).toEqual([]);
    } finally {
      udp.close();
      tcp.close();
    }
  });

  test('reaches nothing but itself', async () => {
    const results = await page.evaluate(() =>
      Promise.all(
        ['https://example.com/', 'http://127.0.0.1/', 'file:///etc/passwd', 'trailbench://other/'].map((url) =>
          fetch(url, { mode: 'no-cors' }).then(
            () => 'reached',
            () => 'refused',
          ),
        ),
      ),
    );
    expect(results).toEqual(Array<string>(4).fill('refused'));
    const opened = await page.evaluate(() => window.open('https://example.com/') === null);
    expect(opened).toBe(true);
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await page.waitForTimeout(500);
    expect(page.url()).toMatch(/^trailbench:\/\/workbench\//);
    expect(app.windows()).toHaveLength(1);
  });
});
