import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/main/shell/browser/find-browser';
import { WAITING, WAITING_PAGE, launchBrowser, showIn } from '../../src/main/shell/browser/launch';
import { startProxyServer } from '../../src/main/shell/browser/proxy-server';
import { OFFLINE_FEATURES } from '../../src/main/shell/offline';
import { createSite } from '../../src/main/shell/site';
import { networkUse } from '../support/net-log';
import type { NetworkUse } from '../support/net-log';

const browser = findBrowser();
const document = '<!doctype html><title>t</title>';
const files = new Map([
  [WAITING_PAGE, WAITING],
  ['/', { type: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(document) }],
]);
const folder = mkdtempSync(path.join(os.tmpdir(), 'window-network-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whoever the page could reach on this machine, past the proxy. */
interface Listeners {
  readonly udp: number;
  readonly tcp: number;
  readonly heard: string[];
  close(): void;
}

async function listen(): Promise<Listeners> {
  const heard: string[] = [];
  const udp = createSocket('udp4', () => heard.push('udp'));
  const tcp = createServer((socket) => {
    heard.push('tcp');
    socket.on('error', () => socket.destroy());
    socket.destroy();
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('The listener has no port');
  return { udp: udp.address().port, tcp: address.port, heard, close: () => void (udp.close(), tcp.close()) };
}

interface Change {
  /** How the switch begins that the browser is not to get. */
  readonly without: string;
  /** What it gets for it. */
  readonly instead?: string;
}

/** The installed browser, with a log of its network beside, and with one switch changed. */
function launcher(name: string, log: string, { without, instead = '' }: Change): string {
  const file = path.join(folder, name);
  const script = `#!/bin/sh
for each in "$@"; do
  shift
  case "$each" in ${without}*) ;; *) set -- "$@" "$each" ;; esac
done
exec '${browser?.path ?? ''}' "$@" ${instead} '--log-net-log=${log}'
`;
  writeFileSync(file, script, { mode: 0o755 });
  return file;
}

/** What a page does that wants out, by every way that does not ask the proxy by itself. */
function attempts({ udp, tcp }: Listeners): string {
  return `(async () => {
    const urls = ['stun:127.0.0.1:${udp}', 'stun:stun.example:${udp}', 'turn:127.0.0.1:${udp}?transport=udp',
      'turn:127.0.0.1:${tcp}?transport=tcp', 'turns:127.0.0.1:${tcp}?transport=tcp'];
    const iceServers = urls.map((each) => ({ urls: each, username: 'u', credential: 'c' }));
    const peer = new RTCPeerConnection({ iceServers });
    const candidates = [];
    peer.onicecandidate = ({ candidate }) => candidate?.candidate && candidates.push(candidate.candidate);
    const complete = new Promise((resolve) => {
      peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
    });
    peer.createDataChannel('d');
    await peer.setLocalDescription(await peer.createOffer());
    await complete;
    peer.close();
    const transport = await new WebTransport('https://127.0.0.1:${udp}/').ready.then(() => 'open', () => 'refused');
    const socket = await new Promise((resolve) => {
      const opened = new WebSocket('ws://127.0.0.1:${tcp}/');
      opened.onopen = () => resolve('open');
      opened.onerror = () => resolve('refused');
    });
    const link = (rel, href) => new Promise((resolve) => {
      const element = document.createElement('link');
      Object.assign(element, { rel, href, onload: resolve, onerror: resolve });
      document.head.append(element);
      // A hint tells nobody what became of it.
      if (rel !== 'prefetch') setTimeout(resolve, 500);
    });
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    const pages = ['http://127.0.0.1:${tcp}/', 'https://speculation.example/'];
    const list = { source: 'list', urls: pages, eagerness: 'immediate' };
    rules.textContent = JSON.stringify({ prefetch: [list], prerender: [list] });
    document.head.append(rules);
    navigator.sendBeacon('http://127.0.0.1:${tcp}/', 'x');
    await Promise.all([
      link('dns-prefetch', '//dns-prefetch.example'),
      link('preconnect', 'https://preconnect.example'),
      link('preconnect', 'http://127.0.0.1:${tcp}'),
      link('prefetch', 'http://127.0.0.1:${tcp}/'),
      link('prefetch', 'http://prefetch.example/'),
    ]);
    return { candidates, transport, socket };
  })()`;
}

interface Outcome {
  readonly page: { readonly candidates: readonly string[]; readonly transport: string; readonly socket: string };
  readonly heard: readonly string[];
  readonly use: NetworkUse;
  readonly proxyPort: number;
  /** Each `--disable-features` of the browser's own process, in the order of its command line. */
  readonly features: readonly (readonly string[])[];
}

/** Runs the attempts in a window, and ends it. */
async function run(name: string, change: Change): Promise<Outcome> {
  const listeners = await listen();
  const proxy = await startProxyServer(createSite(files, () => Promise.resolve(new Response(null, { status: 204 }))));
  let context: BrowserContext | undefined;
  try {
    const log = path.join(folder, `${name}.json`);
    const profile = path.join(folder, `${name}-profile`);
    const installed = { path: launcher(name, log, change), snap: null };
    const unsandboxed = process.getuid?.() === 0;
    context = await launchBrowser({ browser: installed, profile, proxy, headless: true, unsandboxed });
    const window = context.pages()[0] ?? (await context.newPage());
    await showIn(window, null);
    // The document's own policy stops some of this already; here it is the network that has to hold.
    const session = await context.newCDPSession(window);
    await session.send('Page.setBypassCSP', { enabled: true });
    await window.reload();
    const page = await window.evaluate<Outcome['page']>(attempts(listeners));
    const features = disabledFeatures(profile);
    await context.close();
    return { page, heard: listeners.heard, use: networkUse(log), proxyPort: proxy.port, features };
  } finally {
    await context?.close();
    await proxy.close();
    listeners.close();
  }
}

/** From the real command line: what was asked of the driver need not be what it starts. */
function disabledFeatures(profile: string): string[][] {
  const commands = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && existsSync(`/proc/${pid}/cmdline`))
    .map((pid) => commandLine(pid))
    .filter(
      (command) => command.includes(`--user-data-dir=${profile}`) && !command.some((each) => /^--type=/.test(each)),
    );
  const option = '--disable-features=';
  const lists = (commands[0] ?? []).filter((each) => each.startsWith(option));
  return lists.map((each) => each.slice(option.length).split(','));
}

/** Empty where the process has ended meanwhile. */
function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return [];
    throw error;
  }
}

describe.skipIf(browser === null || process.platform !== 'linux')('the network of the window', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await run('as-it-is', { without: '--none-of-them' });
  });

  it('gives WebRTC nothing to send from: no packet comes, no address is told', () => {
    expect(outcome.heard).not.toContain('udp');
    expect(outcome.page.candidates).toEqual([]);
    expect(outcome.use.packets).toBe(0);
  });

  it('opens no connection but to its proxy, whatever a page tries', () => {
    expect(outcome.heard).toEqual([]);
    expect(outcome.use.connected).toEqual([`127.0.0.1:${outcome.proxyPort}`]);
    expect(outcome.page).toMatchObject({ transport: 'refused', socket: 'refused' });
  });

  it('looks up no name, hints and STUN servers included', () => {
    expect(outcome.use.lookedUp).toEqual([]);
  });

  it('switches off what the driver does and what is its own, in the one list that counts', () => {
    const [drivers, ...others] = outcome.features;
    const last = others.at(-1);
    expect(drivers?.length).toBeGreaterThan(0);
    expect(last).toEqual(expect.arrayContaining([...(drivers ?? []), ...OFFLINE_FEATURES]));
  });

  it('would send packets and look up names without the policy for WebRTC', async () => {
    const bare = await run('without-policy', { without: '--webrtc-ip-handling-policy=' });
    expect(bare.heard).toContain('udp');
    expect(bare.use.packets).toBeGreaterThan(0);
    expect(bare.page.candidates).not.toEqual([]);
    expect(bare.use.lookedUp).toContainEqual(expect.stringContaining('stun.example'));
  });

  it('would open connections and look up names where the proxy may be passed by', async () => {
    const instead = "'--proxy-bypass-list=<-loopback>;127.0.0.1;*.example'";
    const bare = await run('past-the-proxy', { without: '--proxy-bypass-list=', instead });
    expect(bare.heard).toContain('tcp');
    expect(bare.use.connected.length).toBeGreaterThan(1);
    for (const name of ['dns-prefetch.example', 'preconnect.example', 'prefetch.example']) {
      expect(bare.use.lookedUp).toContainEqual(expect.stringContaining(name));
    }
  });
});
