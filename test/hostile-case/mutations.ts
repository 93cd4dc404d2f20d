import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { forgeLog } from './forged-logs';
import type { Outside } from './outside';
import { within } from './outside';

/** One change to a case folder. Where it does not apply to what is there any more, it changes nothing. */
export interface Mutation {
  readonly words: string;
  readonly apply: (folder: string, outside: Outside) => void;
}

const LOGS = ['ledger.jsonl', 'journal.jsonl', 'evidence/manifest.jsonl'] as const;
/** Names that a case has or may have; `?` stands for one of those that are there. */
const NAMES = [
  ...LOGS,
  'case.json',
  'case.lock',
  'evidence',
  'evidence/packs',
  'evidence/packs/0001.tar',
  'evidence/packs/0002.tar',
  'evidence/objects',
  'evidence/objects/tmp-0123',
  'exports',
  'backups/schema-0/case.json',
  'anything',
  '?',
];
/** What numbers in a log's text become. */
const NUMBERS = ['-1', '0', '4294967296', '9007199254740993', '1e400', '0.5', '"x"', 'null', '[]'];

const place = fc.record({ name: fc.constantFrom(...NAMES), pick: fc.nat(1_000) });

/** Undefined where there is no such place any more. */
function pathOf(folder: string, { name, pick }: { readonly name: string; readonly pick: number }): string | undefined {
  const there = within(folder);
  const path = name === '?' ? there[pick % there.length] : join(folder, name);
  return path !== undefined && isWithin(folder, path) ? path : undefined;
}

function isFile(path: string): boolean {
  return existsSync(path) && lstatSync(path).isFile();
}

/** Whether a path is in the case still, and not behind a link. */
function isWithin(folder: string, path: string): boolean {
  for (let at = dirname(path); at !== folder; at = dirname(at)) {
    if (at.length < folder.length || !existsSync(at) || !lstatSync(at).isDirectory()) return false;
  }
  return true;
}

/** Puts something in place of whatever is there. */
function put(path: string, make: (path: string) => void): void {
  rmSync(path, { recursive: true, force: true });
  make(path);
}

const links = fc
  .record({ place, to: fc.constantFrom('secret', 'folder', 'nothing', 'itself', 'above', 'zero') })
  .map(({ place: at, to }): Mutation => ({
    words: `${at.name} becomes a link to ${to}`,
    apply: (folder, { secret, folder: other, root }) => {
      const targets = {
        secret,
        folder: other,
        nothing: join(root, 'none'),
        itself: '.',
        above: '..',
        zero: '/dev/zero',
      };
      const path = pathOf(folder, at);
      if (path !== undefined) put(path, () => symlinkSync(targets[to as keyof typeof targets], path));
    },
  }));

const kinds = fc
  .record({ place, kind: fc.constantFrom('pipe', 'folder', 'file', 'gone', 'twin') })
  .map(({ place: at, kind }): Mutation => ({
    words: `${at.name} becomes a ${kind}`,
    apply: (folder, { folder: other }) => {
      const path = pathOf(folder, at);
      if (path === undefined) return;
      if (kind === 'gone') rmSync(path, { recursive: true, force: true });
      else if (kind === 'pipe') put(path, (one) => execFileSync('mkfifo', [one]));
      else if (kind === 'folder') put(path, (one) => mkdirSync(one));
      else if (kind === 'file') put(path, (one) => writeFileSync(one, 'text\n'));
      else if (isFile(path) && !existsSync(join(other, 'twin'))) linkSync(path, join(other, 'twin'));
    },
  }));

const bytes = fc
  .record({ place, at: fc.nat(), how: fc.constantFrom('cut', 'flip', 'append'), byte: fc.nat(255) })
  .map(({ place: where, at, how, byte }): Mutation => ({
    words: `${where.name}: ${how} at ${at}`,
    apply: (folder) => {
      const path = pathOf(folder, where);
      if (path === undefined || !isFile(path)) return;
      const { size } = lstatSync(path);
      if (how === 'cut') truncateSync(path, size === 0 ? 0 : at % size);
      else if (how === 'append') appendFileSync(path, Buffer.from([byte, 10, byte]));
      else if (size > 0) {
        const content = readFileSync(path);
        content[at % size] = byte;
        writeFileSync(path, content);
      }
    },
  }));

const names = fc.record({ from: place, to: place }).map(({ from, to }): Mutation => ({
  words: `${from.name} is called ${to.name}`,
  apply: (folder) => {
    const [source, target] = [pathOf(folder, from), pathOf(folder, to)];
    if (
      source === undefined ||
      target === undefined ||
      !existsSync(source) ||
      !existsSync(dirname(target)) ||
      target.startsWith(`${source}/`)
    )
      return;
    if (source === target || source.startsWith(`${target}/`)) return;
    put(target, (path) => renameSync(source, path));
  },
}));

/** Changes to lines whose sums and numbers are right again afterwards, as somebody makes them who knows how. */
const lines = fc
  .record({
    log: fc.constantFrom(...LOGS),
    how: fc.constantFrom('number', 'drop', 'twice', 'swap', 'text'),
    pick: fc.nat(1_000),
    number: fc.constantFrom(...NUMBERS),
    text: fc.fullUnicodeString({ maxLength: 40 }),
  })
  .map(({ log, how, pick, number, text }): Mutation => ({
    words: `${log}: ${how} ${pick} ${number}`,
    apply: (folder) => {
      if (!isFile(join(folder, log))) return;
      try {
        forgeLog(folder, log, (all) => {
          const at = pick % Math.max(1, all.length);
          if (how === 'drop') return all.filter((_, i) => i !== at);
          if (how === 'twice') return [...all, ...all.slice(at, at + 1)];
          if (how === 'swap') return all.slice(at).concat(all.slice(0, at));
          return all.map((line, i) => {
            if (i !== at) return line;
            const members = JSON.stringify(line).slice(1, -1);
            if (how === 'text') return `${members},${JSON.stringify(text)}:${JSON.stringify(text)}`;
            let seen = 0;
            const found = members.match(/\d+/g)?.length ?? 1;
            return members.replace(/\d+/g, (digits) => (seen++ === pick % found ? number : digits));
          });
        });
      } catch (cause) {
        // Another change has made it no log any more.
        if (!(cause instanceof SyntaxError)) throw cause;
      }
    },
  }));

/** One to three changes. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: links },
    { weight: 3, arbitrary: kinds },
    { weight: 2, arbitrary: bytes },
    { weight: 1, arbitrary: names },
    { weight: 4, arbitrary: lines },
  ),
  { minLength: 1, maxLength: 3 },
);
