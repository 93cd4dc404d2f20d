import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Uploads } from '../../src/main/api/uploads';
import { OpenCase } from '../../src/main/open-case/open-case';
import { CaseIndexing } from '../../src/main/indexing/case-indexing';
import type { StartWorker } from '../../src/main/process/threads';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { FakeWindow } from '../support/window';
import { run, USERS } from './commands';
import type { Ended, User } from './commands';
import { DEVICES, FOLDER, LINKS, PIPE, putInstead, SOCKET } from './kinds';
import type { Kind } from './kinds';
import { Outside, within } from './outside';

/**
 * What is given as evidence may be a pipe that nobody writes to, a file without an end, or a circle: each is named, its
 * neighbours are read, and nothing is waited for.
 */
const tool = 'Trailbench test';
const MINUTES = 10 * 60_000;
const EVENTS = 4;

let worker: Awaited<ReturnType<typeof builtWorker>>;
let base = '';
let outside: Outside;
let opened: { readonly openCase: OpenCase; readonly indexing: CaseIndexing } | undefined;

beforeAll(async () => {
  worker = await builtWorker();
});
afterAll(() => worker.remove());
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tb-given-'));
  chmodSync(base, 0o755);
  mkdirSync(join(base, 'outside'));
  mkdirSync(join(base, 'inbox'));
  mkdirSync(join(base, 'profile'));
  outside = new Outside(join(base, 'outside'));
});
afterEach(async () => {
  await opened?.indexing.close();
  await opened?.openCase.close();
  opened = undefined;
  rmSync(base, { recursive: true, force: true });
});

const UNREADABLE: Kind = {
  name: 'a file that may not be read',
  called: 'permission was denied',
  put: (path) => {
    writeFileSync(path, recordsFile(0, 1));
    chmodSync(path, 0);
  },
};
const CIRCLE: Kind = {
  name: 'links in a circle',
  called: 'form a circle',
  put: (path) => {
    symlinkSync(`${path}-2`, path);
    symlinkSync(path, `${path}-2`);
  },
};
const ENDLESS: Kind = {
  name: 'a link to an endless device',
  called: 'no regular file',
  put: (path) => symlinkSync('/dev/zero', path),
};
const NOTHING: Kind = {
  name: 'a link to nothing',
  called: 'does not exist',
  put: (path) => symlinkSync(`${path}-not-there`, path),
};
const PIPE_BY_LINK: Kind = {
  name: 'a link to a pipe',
  called: 'no regular file',
  put: (path) => {
    execFileSync('mkfifo', [`${path}-pipe`]);
    symlinkSync(`${path}-pipe`, path);
  },
};
const irregular = (kind: Kind): Kind => ({ ...kind, called: 'no regular file' });

/** Given as evidence; what of them cannot be read is `called` so. */
const ODD: readonly Kind[] = [
  ...[PIPE, SOCKET, ...DEVICES].map(irregular),
  ENDLESS,
  PIPE_BY_LINK,
  NOTHING,
  CIRCLE,
  UNREADABLE,
];

const [ordinary = { name: 'this user' }] = USERS;

/** Runs a command as a user to whom permissions apply. */
function command(user: User, ...args: string[]): Promise<Ended> {
  if (user.id !== undefined) for (const path of [base, ...within(base)]) lchownSync(path, user.id, user.id);
  return run('cli', args, user, { cwd: base, profile: join(base, 'profile') });
}

/** It ended by itself, and in words. */
function expectDecent({ code, err }: Ended): void {
  expect([0, 1, 2, 3, 5], err).toContain(code);
  expect(err).not.toMatch(/^\s+at |internal error/im);
}

async function odd(kind: Kind): Promise<{ folder: string; path: string }> {
  const folder = join(base, 'inbox');
  const path = join(folder, 'b-odd.json');
  writeFileSync(join(folder, 'a.json'), recordsFile(0, EVENTS / 2));
  await putInstead(path, kind, outside);
  writeFileSync(join(folder, 'c.json'), recordsFile(EVENTS / 2, EVENTS / 2));
  return { folder, path };
}

describe.each(ODD)('$name, given as evidence to a command', { timeout: MINUTES }, (kind) => {
  it('is named by query, in a folder whose other files are read', async () => {
    const { folder, path } = await odd(kind);
    const ended = await command(ordinary, 'query', folder, '--facets', 'eventName');
    expectDecent(ended);
    expect(JSON.parse(ended.out)).toMatchObject({ events: EVENTS, matched: EVENTS });
    expect(ended.err).toContain(path);
    expect(ended.err).toContain(kind.called);
  });

  it('is refused by query where it is all that there is', async () => {
    const { path } = await odd(kind);
    const ended = await command(ordinary, 'query', path);
    expectDecent(ended);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain(path);
  });

  it('is named by verify, alone and in a folder', async () => {
    const { folder, path } = await odd(kind);
    for (const given of [folder, path]) {
      const ended = await command(ordinary, 'verify', given);
      expectDecent(ended);
      expect(`${ended.err}${ended.out}`).toContain(path);
    }
  });

  it('is refused where public keys, or delivery messages, are wanted', async () => {
    const { folder, path } = await odd(kind);
    const keys = await command(ordinary, 'verify', folder, '--keys', path);
    expectDecent(keys);
    expect(keys.code, keys.err).toBe(2);
    expect(keys.err).toContain(path);
    const messages = await command(ordinary, 'acquire', '--notification', path, '--case', join(base, 'case'));
    expectDecent(messages);
    expect([1, 2]).toContain(messages.code);
    expect(messages.err).toContain(path);
    expect(existsSync(join(base, 'case')), 'a case was begun').toBe(false);
  });
});

describe('the file that an export is written to', { timeout: MINUTES }, () => {
  const [toFile, ...rest] = LINKS;
  // Through a link to nothing the file is made where it leads.
  const others = rest.filter(({ name }) => name !== 'a link to nothing');
  const present: User = { name: 'this user' };

  function exported(...more: string[]): Promise<Ended> {
    writeFileSync(join(base, 'inbox', 'a.json'), recordsFile(0, EVENTS));
    return command(present, 'query', join(base, 'inbox'), '-o', join(base, 'out.csv'), ...more);
  }

  it.each([...others, PIPE, SOCKET, ...DEVICES, FOLDER])('is none that is $name, and that is said', async (kind) => {
    await putInstead(join(base, 'out.csv'), kind, outside);
    const before = outside.snapshot();
    for (const more of [[], ['--replace']]) {
      const ended = await exported(...more);
      expectDecent(ended);
      expect([1, 2], ended.err).toContain(ended.code);
      expect(ended.err).toContain('out.csv');
      expect(outside.snapshot()).toEqual(before);
    }
  });

  it('is left alone behind a link, but where it is to be replaced, which says where it is', async () => {
    await putInstead(join(base, 'out.csv'), toFile ?? FOLDER, outside);
    const content = outside.content();
    const refused = await exported();
    expect([1, 2], refused.err).toContain(refused.code);
    expect(outside.content()).toBe(content);
    const replaced = await exported('--replace');
    expect(replaced.code, replaced.err).toBe(0);
    expect(replaced.err).toContain(outside.secret);
    expect(outside.content()).not.toBe(content);
  });
});

describe('evidence that is taken into a case', { timeout: MINUTES }, () => {
  /** @param before what is done before the first worker is started */
  async function importOf(
    path: string,
    before: () => void = () => undefined,
  ): Promise<{ openCase: OpenCase; window: FakeWindow; indexing: CaseIndexing }> {
    const openCase = await OpenCase.create({ parent: base, name: 'case' }, { tool });
    const start: StartWorker = (options) => {
      before();
      return worker.start(options);
    };
    const indexing = new CaseIndexing({ openCase, pool: { start, size: 2 }, wait: 5_000 });
    opened = { openCase, indexing };
    await indexing.addEvidence([path]);
    const window = new FakeWindow(indexing);
    return { openCase, window, indexing };
  }

  async function expectNeighbours({ openCase, indexing }: NonNullable<typeof opened>): Promise<string> {
    expect(indexing.progress().phase).toBe('done');
    expect(openCase.manifest.totals.records).toBe(EVENTS);
    const { lines } = await openCase.manifest.lines(0, 100);
    return lines.flatMap(({ uri, failed }) => (failed === undefined ? [] : [`${uri}: ${failed.message}`])).join('\n');
  }

  // Permissions do not apply to the superuser, as whom this may run.
  it.each(ODD.filter((kind) => kind !== UNREADABLE))('is read but for $name in its folder', async (kind) => {
    const { folder, path } = await odd(kind);
    const { openCase, window, indexing } = await importOf(folder);
    await window.start();
    await window.pullAll();
    const failures = await expectNeighbours({ openCase, indexing });
    // What is no file is passed over; what should be one, and is not to be had, is listed.
    if (kind === NOTHING || kind === CIRCLE) expect(failures).toContain(path);
    else expect(failures).toBe('');
  });

  it.each([PIPE, SOCKET, ENDLESS, CIRCLE, NOTHING, PIPE_BY_LINK, FOLDER, ...DEVICES])(
    'is read but for a file that has become $name since it was listed',
    async (kind) => {
      const { folder, path } = await odd({ ...kind, put: (at) => writeFileSync(at, recordsFile(100, 1)) });
      const ready = join(base, 'ready');
      if (kind === SOCKET) await putInstead(ready, SOCKET, outside);
      // Files are listed when the first worker is wanted for them, and read by none before.
      const exchanged = once(() => {
        unlinkSync(path);
        if (kind === SOCKET) renameSync(ready, path);
        else void kind.put(path, outside);
      });
      const { openCase, window, indexing } = await importOf(folder, exchanged);
      await window.start();
      await window.pullAll();
      const failures = await expectNeighbours({ openCase, indexing });
      expect(failures).toContain(`${path}: ${path} could not be read: `);
    },
  );

  it('is refused as a whole where it is no file at all', async () => {
    for (const kind of [PIPE, SOCKET, ...DEVICES]) {
      const path = join(base, 'inbox', 'odd');
      await putInstead(path, kind, outside);
      const { openCase, window, indexing } = await importOf(path);
      await window.start();
      await window.pullAll();
      expect(openCase.manifest.totals.sources, kind.name).toBe(0);
      await indexing.close();
      await openCase.close();
      opened = undefined;
      rmSync(openCase.path, { recursive: true });
    }
  });
});

describe('dropped files', () => {
  it.each(['.', '..', '../../out.json', '/etc/passwd', 'a/../../b', 'nul', 'a\0b', '\u202e.json', 'x'.repeat(1_024)])(
    'stay in their folder and keep their name: %j',
    async (name) => {
      const folder = join(base, 'profile', 'uploads');
      const uploads = new Uploads(folder);
      const there = within(base).filter((path) => !path.startsWith(folder));
      await uploads.receive({ name, batch: 'batch-1', body: new Blob(['{}']).stream() });
      expect(within(base).filter((path) => !path.startsWith(folder))).toEqual(there);
      expect(await uploads.firstName('batch-1')).toBe(name);
    },
  );

  it.each(['..', '.', '', 'a/b', '../x', 'a\0', 'x'.repeat(65)])('go into no batch called %j', async (batch) => {
    const uploads = new Uploads(join(base, 'profile', 'uploads'));
    const upload = { name: 'a', batch, body: new Blob(['{}']).stream() };
    await expect(uploads.receive(upload)).rejects.toThrow('no id of an upload');
  });
});

/** A call that does its work the first time alone. */
function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
