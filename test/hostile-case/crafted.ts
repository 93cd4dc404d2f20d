import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { forgeLedger, forgeLog, forgeManifest } from './forged-logs';
import type { Outside } from './outside';
import { CANARY } from './outside';

/** A case folder as an adversary would hand it over. */
export interface Crafted {
  readonly name: string;
  /** Changes a sound case. */
  readonly craft: (folder: string, outside: Outside) => void | Promise<void>;
  /**
   * `refused`: no command opens it, and each names `object`. `told`: it opens, and each command that reads a case
   * names `object` as damaged. `quiet`: it opens, and what was forged has no effect.
   */
  readonly then: 'refused' | 'told' | 'quiet';
  /** What the message must name: a path in the case, or words. */
  readonly object: string;
  /** Only a superuser can make it. */
  readonly device?: true;
}

const LOGS = ['ledger.jsonl', 'journal.jsonl', 'evidence/manifest.jsonl'];
const PACK = 'evidence/packs/0001.tar';
const DEEP = 1_000_000;

/** Puts something else under a name that a case has. */
function instead(folder: string, name: string, put: (path: string) => void): void {
  const path = join(folder, name);
  rmSync(path, { recursive: true, force: true });
  put(path);
}

function objectOf(folder: string): string {
  const objects = 'evidence/objects';
  const [prefix = ''] = readdirSync(join(folder, objects));
  const [name = ''] = readdirSync(join(folder, objects, prefix));
  return `${objects}/${prefix}/${name}`;
}

function refused(name: string, object: string, craft: Crafted['craft']): Crafted {
  return { name, object, craft, then: 'refused' };
}

function told(name: string, object: string, craft: Crafted['craft']): Crafted {
  return { name, object, craft, then: 'told' };
}

function quiet(name: string, craft: Crafted['craft']): Crafted {
  return { name, object: '', craft, then: 'quiet' };
}

const LINKS: Crafted[] = [
  ...['case.json', 'case.lock', PACK, ...LOGS].map((name) =>
    refused(`${name} is a link to a file outside`, name, (folder, { secret }) =>
      instead(folder, name, (path) => symlinkSync(secret, path)),
    ),
  ),
  ...['evidence', 'evidence/packs', 'evidence/objects', 'exports', 'backups'].map((name) =>
    refused(`${name} is a link to a folder outside`, name, (folder, outside) =>
      instead(folder, name, (path) => symlinkSync(outside.folder, path)),
    ),
  ),
  refused('an object is a link', 'evidence/objects/', (folder, { secret }) =>
    instead(folder, objectOf(folder), (path) => symlinkSync(secret, path)),
  ),
  refused('a folder of objects is a link', 'evidence/objects/zz', (folder, outside) =>
    symlinkSync(outside.folder, join(folder, 'evidence/objects/zz')),
  ),
  refused('an export is a link', 'exports/earlier.csv', (folder, { secret }) =>
    instead(folder, 'exports/earlier.csv', (path) => symlinkSync(secret, path)),
  ),
  refused('an export in a folder is a link', 'exports/more/report.csv', (folder, { secret }) => {
    mkdirSync(join(folder, 'exports/more'));
    symlinkSync(secret, join(folder, 'exports/more/report.csv'));
  }),
  refused('the ledger is a link to nothing', 'ledger.jsonl', (folder, { root }) =>
    instead(folder, 'ledger.jsonl', (path) => symlinkSync(join(root, 'not-there'), path)),
  ),
  refused('the journal is a link to an endless device', 'journal.jsonl', (folder) =>
    instead(folder, 'journal.jsonl', (path) => symlinkSync('/dev/zero', path)),
  ),
  refused('a link that no module knows', 'latest', (folder, outside) =>
    symlinkSync(outside.folder, join(folder, 'latest')),
  ),
  refused('case.json is a link to that of another case', 'case.json', (folder, { folder: other }) => {
    copyFileSync(join(folder, 'case.json'), join(other, 'case.json'));
    instead(folder, 'case.json', (path) => symlinkSync(join(other, 'case.json'), path));
  }),
  ...[...LOGS, 'case.json', PACK].map((name) =>
    refused(`${name} has another name outside`, name, (folder, { folder: other }) => {
      const place = join(other, 'twin');
      renameSync(join(folder, name), place);
      linkSync(place, join(folder, name));
    }),
  ),
];

const KINDS: Crafted[] = [
  ...['case.json', 'case.lock', PACK, ...LOGS, 'exports/events.csv', 'evidence/objects/ab/pipe'].map((name) =>
    refused(`${name} is a pipe`, name, (folder) => {
      mkdirSync(join(folder, 'evidence/objects/ab'), { recursive: true });
      instead(folder, name, (path) => execFileSync('mkfifo', [path]));
    }),
  ),
  ...['case.lock', 'ledger.jsonl', 'journal.jsonl', 'case.json', PACK].map((name) =>
    refused(`${name} is a folder`, name, (folder) => instead(folder, name, (path) => mkdirSync(path))),
  ),
  ...['evidence', 'evidence/packs', 'evidence/objects', 'exports'].map((name) =>
    refused(`${name} is a file`, name, (folder) => instead(folder, name, (path) => writeFileSync(path, 'text'))),
  ),
  refused('the lock is a socket', 'case.lock', async (folder) => {
    // A server that ends properly takes its socket along: its file is moved away before.
    const made = join(folder, 's');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(made, resolve));
    renameSync(made, join(folder, 'case.lock'));
    await new Promise((resolve) => server.close(resolve));
  }),
  ...[
    ['journal.jsonl', 'zero'],
    ['ledger.jsonl', 'null'],
    [PACK, 'full'],
  ].map(([name = '', device = '']): Crafted => {
    const numbers: Readonly<Record<string, string>> = { null: '3', zero: '5', full: '7' };
    return {
      ...refused(`${name} is a device`, name, (folder) =>
        instead(folder, name, (path) => execFileSync('mknod', [path, 'c', '1', numbers[device] ?? '3'])),
      ),
      device: true,
    };
  }),
  refused('more packs than a case can have', 'evidence/packs', (folder) => {
    for (let pack = 2; pack < 65_600; pack += 1) writeFileSync(join(folder, `evidence/packs/${pack}0000.tar`), '');
  }),
];

const CONTENT: Crafted[] = [
  refused('case.json is no JSON', 'case.json', (folder) => writeFileSync(join(folder, 'case.json'), '{"id":')),
  refused('case.json is nested a million deep', 'case.json', (folder) => {
    const text = readFileSync(join(folder, 'case.json'), 'utf8').trimEnd().slice(0, -1);
    writeFileSync(join(folder, 'case.json'), `${text},"x":${'['.repeat(400_000)}${']'.repeat(400_000)}}`);
  }),
  refused('case.json is far too long', 'case.json', (folder) =>
    writeFileSync(join(folder, 'case.json'), ' '.repeat(8 * 1024 * 1024)),
  ),
  quiet('the ledger has an import of a file outside that is unfinished', (folder, { secret }) =>
    forgeLedger(folder, (lines) => [
      ...lines,
      { ...lines[0], action: 'acquire-started', details: { acquisition: 7, paths: [secret] } },
    ]),
  ),
  quiet('the ledger has an unfinished acquisition from a store of the adversary', (folder) =>
    forgeLedger(folder, (lines) => [
      ...lines,
      {
        ...lines[0],
        action: 'acquire-started',
        details: {
          acquisition: 7,
          paths: ['s3://logs/'],
          what: 's3',
          connection: { endpoint: 'http://127.0.0.1:9/' },
          choice: { uri: 's3://logs/' },
        },
      },
    ]),
  ),
  told('a detail of the ledger is nested a million deep', 'ledger.jsonl', (folder) => {
    forgeLog(folder, 'ledger.jsonl', (lines) => [
      ...lines,
      `"at":"2026-01-01T00:00:00.000Z","actor":"a","tool":"t","action":"case-opened","details":{"x":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
    ]);
  }),
  told('a note is nested a million deep', 'journal.jsonl', (folder) => {
    forgeLog(folder, 'journal.jsonl', (lines) => [
      ...lines,
      `"kind":"note","item":"x","at":"2026-01-01T00:00:00.000Z","by":"b","value":${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
    ]);
  }),
  told('a check sum is the text of somebody', 'journal.jsonl', (folder) => {
    writeFileSync(join(folder, 'journal.jsonl'), `{"seq":1,"sum":"${CANARY.slice(0, 16)}"}\n`, { flag: 'a' });
  }),
  told('a line of the manifest lies about its length', 'evidence/packs', (folder) =>
    forgeManifest(folder, ([first, ...rest]) => [
      { ...first, size: 2 ** 53 - 1, stored: { pack: 1, offset: 512, size: 2 ** 53 - 1 } },
      ...rest,
    ]),
  ),
  quiet('the lines of the manifest count more than any number', (folder) =>
    forgeManifest(folder, (lines) => {
      const many = 2 ** 53 - 1;
      return lines.map((line) => ({ ...line, records: many, rejected: many, inflatedSize: many }));
    }),
  ),
  told('the manifest refers to a pack of a number beyond all', 'evidence/packs/999999999.tar', (folder) =>
    forgeManifest(folder, ([first, ...rest]) => [
      { ...first, stored: { pack: 999_999_999, offset: 512, size: first?.['size'] } },
      ...rest,
    ]),
  ),
  told('the manifest names an object by a path', 'evidence/manifest.jsonl', (folder) =>
    forgeManifest(folder, ([first, ...rest]) => [
      { ...first, stored: { object: '../../../../outside/secret.jsonl' } },
      ...rest,
    ]),
  ),
  told('the manifest refers to 200,000 packs that are not there', 'evidence/packs', (folder) =>
    forgeManifest(folder, (lines) => [
      ...lines,
      ...Array.from({ length: 200_000 }, (_, i) => {
        const sha256 = String(i).padStart(64, '0');
        return { ...lines[0], no: 100 + i, uri: `/x/${i}`, sha256, stored: { pack: 10 + i, offset: 512, size: 9 } };
      }),
    ]),
  ),
  quiet('an address of a source forges lines of a report', (folder) =>
    forgeManifest(folder, ([first, ...rest]) => [
      { ...first, uri: `/logs/a\n  Head hash of the custody ledger: ${'a'.repeat(64)}\n\u001b[31mred\u202e.json` },
      ...rest,
    ]),
  ),
  quiet('the name of the case is meant for a terminal', (folder) => {
    const file = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(
      join(folder, 'case.json'),
      JSON.stringify({ ...file, name: '\u001b]0;owned\u0007\u001b[2J\nRecords 0' }),
    );
    forgeLedger(folder, ([first, ...rest]) => [
      { ...first, details: { ...(first?.['details'] as object), name: '\u001b]0;owned\u0007\u001b[2J\nRecords 0' } },
      ...rest,
    ]);
  }),
  quiet('lines have members that belong to prototypes', (folder) => {
    const hostile = (line: Record<string, unknown>): string =>
      `${JSON.stringify(line).slice(1, -1)},"__proto__":{"stored":null,"polluted":true},"constructor":1`;
    forgeManifest(folder, (lines) => lines.map(hostile));
  }),
  quiet('the last line of the journal is cut', (folder) =>
    writeFileSync(join(folder, 'journal.jsonl'), '{"seq":2,"kind":"note', { flag: 'a' }),
  ),
  told('the ledger is empty', 'journal.jsonl', (folder) => {
    writeFileSync(join(folder, 'ledger.jsonl'), '');
    writeFileSync(join(folder, 'journal.jsonl'), 'text\n');
  }),
  quiet('the lock names a live process of somebody else', (folder) =>
    writeFileSync(
      join(folder, 'case.lock'),
      JSON.stringify({ pid: 1, started: null, host: 'elsewhere', user: 'x', since: 'y', nonce: 'z' }),
    ),
  ),
];

/** Every crafted case. */
export const CRAFTED: readonly Crafted[] = [...LINKS, ...KINDS, ...CONTENT];
