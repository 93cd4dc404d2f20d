import { chmodSync, cpSync, existsSync, lchownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAN_MAKE_DEVICES, run, USERS } from './commands';
import type { Ended, User } from './commands';
import { CRAFTED } from './crafted';
import type { Crafted } from './crafted';
import { CANARY, holdsCanary, Outside, within } from './outside';
import { makeSoundCase } from './sound-case';

/**
 * A case that comes from somebody else, against every command as a user runs it. Whatever it holds: files outside stay
 * as they are and unread, each command ends, and says in words what it does not accept.
 */
const base = mkdtempSync(join(tmpdir(), 'trailbench-hostile-'));
let sound = '';
let store: Server;
let endpoint = '';

beforeAll(async () => {
  chmodSync(base, 0o755);
  sound = await makeSoundCase(base);
  // A store that refuses everything: an acquisition that gets past its case ends there.
  store = createServer((request, response) => {
    request.resume();
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end('<Error><Code>AccessDenied</Code><Message>No.</Message></Error>');
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
});
afterAll(() => {
  store.close();
  rmSync(base, { recursive: true, force: true });
});

interface Scene {
  readonly folder: string;
  readonly outside: Outside;
  readonly cwd: string;
  readonly profile: string;
}

async function set({ craft }: Crafted, user: User): Promise<Scene> {
  const cwd = mkdtempSync(join(base, 'scene-'));
  const folder = join(cwd, 'case');
  cpSync(sound, folder, { recursive: true });
  mkdirSync(join(cwd, 'outside'));
  const outside = new Outside(join(cwd, 'outside'), user.id);
  await craft(folder, outside);
  const profile = join(cwd, 'profile');
  mkdirSync(profile, { mode: 0o700 });
  if (user.id !== undefined) {
    for (const path of [cwd, profile, folder, ...within(folder)]) lchownSync(path, user.id, user.id);
  }
  return { folder, outside, cwd, profile };
}

type Command = readonly ['cli' | 'browser', ...string[]];

function commandsOn({ folder, cwd }: Scene): Readonly<Record<string, Command>> {
  return {
    query: ['cli', 'query', folder, '--facets', 'eventName'],
    verify: ['cli', 'verify', folder],
    export: ['cli', 'query', folder, '-o', join(cwd, 'out.csv'), '--format', 'csv'],
    headless: ['browser', folder],
    acquire: ['cli', 'acquire', 's3://logs/', '--case', folder, '--endpoint', endpoint, '--path-style'],
  };
}

/** Of every command, whatever the case. */
function expectDecent(name: string, { code, out, err }: Ended): void {
  const said = `${name}: ${String(code)}\n${out.slice(0, 2_000)}\n${err.slice(0, 2_000)}`;
  expect([0, 1, 2, 3, 4, 5], said).toContain(code);
  expect(`${out}${err}`, said).not.toContain(CANARY.slice(0, 16));
  expect(err, said).not.toMatch(/^\s+at |internal error|report this/im);
  // Nothing that a terminal would obey, but line ends and the clearing of a progress line.
  expect(`${out}${err}`.replaceAll('\u001b[K', '').replaceAll('\r', ''), said).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
  );
}

describe.each(USERS)('a crafted case, opened by $name', (user) => {
  const possible = CRAFTED.filter(({ device }) => device !== true || CAN_MAKE_DEVICES);
  it.concurrent.each(possible)('$name', { timeout: 600_000 }, async (crafted) => {
    const scene = await set(crafted, user);
    const { outside, folder, cwd } = scene;
    const before = outside.snapshot();
    for (const [name, [entry, ...args]] of Object.entries(commandsOn(scene))) {
      // Without a refusal the window itself is needed, which browser tests open.
      if (name === 'headless' && crafted.then !== 'refused') continue;
      const ended = await run(entry, args, user, scene);
      expectDecent(name, ended);
      expect(outside.snapshot(), `${name} has touched what is outside`).toEqual(before);
      if (crafted.then === 'refused') {
        expect(ended.code, `${name}: ${ended.err}`).toBe(name === 'headless' ? 1 : 2);
        expect(ended.err.replaceAll('\\', '/')).toContain(crafted.object);
        expect(existsSync(join(cwd, 'out.csv')), name).toBe(false);
      } else if (crafted.then === 'told') {
        // The store of the test refuses every acquisition.
        expect(ended.code, `${name}: ${ended.err}`).toBe(name === 'acquire' ? 2 : 3);
        expect(`${ended.err}${ended.out}`).toContain(crafted.object);
      }
      // Nothing of it is taken for lines of its own.
      expect(ended.out).not.toMatch(/^\s*Head hash of the custody ledger: a{64}/m);
    }
    expect(holdsCanary(folder), 'a file from outside was taken into the case').toBe(false);
    rmSync(cwd, { recursive: true, force: true });
  });
});
