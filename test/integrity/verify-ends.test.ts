import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../support/temporary-folder';
import { caseOf } from './case-of';
import { at, replaced } from './check-objects';
import { runVerify } from './run-verify';
import { inflated, publicKeyList, signingKey, Trail, writeObjects } from './trail';
import type { Hour, Stored } from './trail';

const folder = temporaryFolders();

interface Json {
  readonly verdict: string;
  readonly invalid: readonly { readonly reason: string; readonly name: string }[];
  readonly uncovered: readonly { readonly words: string; readonly digest: string }[];
  readonly unverifiable: readonly { readonly about: string }[];
  readonly notes: readonly { readonly words: string }[];
}

/** Both forms must end alike. */
async function verified(...args: readonly string[]): Promise<Json & { readonly exit: number; readonly text: string }> {
  const { exit, stdout: text } = await runVerify(...args);
  const json = await runVerify(...args, '--format', 'json');
  expect(json.exit).toBe(exit);
  return { ...(JSON.parse(json.stdout) as Json), exit, text };
}

function trail(hours = 4, each: (hour: number) => Hour = () => ({})): Trail {
  const made = new Trail();
  for (let hour = 0; hour < hours; hour += 1) made.hour(each(hour));
  return made;
}

/** A folder as `aws s3 sync` leaves it, and a file of keys beside it. */
function copyOf(objects: readonly Stored[]): readonly [folder: string, option: string, keys: string] {
  const [root, beside] = [folder(), folder()];
  writeObjects(root, objects);
  writeFileSync(join(beside, 'keys.json'), publicKeyList([signingKey()]));
  return [root, '--keys', join(beside, 'keys.json')];
}

async function inCase(objects: readonly Stored[]): Promise<readonly [path: string, option: string, keys: string]> {
  const [, option, keys] = copyOf([]);
  return [(await caseOf(folder(), objects)).path, option, keys];
}

describe('how verify ends at the ends of a chain', { timeout: 60_000 }, () => {
  it('with 0 and a note where the chain goes on before', async () => {
    const { objects, digests } = trail();
    const name = `trail-bucket/${at(digests, 0).key}`;
    for (const args of [copyOf(objects.slice(3)), await inCase(objects.slice(3))]) {
      const { exit, notes, text } = await verified(...args);
      expect(exit).toBe(0);
      expect(notes.map((note) => note.words)).toEqual([expect.stringContaining(`The chain goes on before: ${name}.`)]);
      expect(text).toContain('A chain of digests goes on before the oldest one held.');
      expect(text).toContain(`The chain goes on before: ${name}.`);
    }
  });

  it('with 3 where digests were made anew under another key', async () => {
    for (const from of [2, 0]) {
      const { objects } = trail(4, (hour) => ({ key: signingKey(hour < from ? 0 : 1) }));
      for (const args of [copyOf(objects), await inCase(objects)]) {
        const { exit, invalid, text } = await verified(...args);
        expect([exit, invalid.map(({ reason }) => reason)]).toEqual([3, new Array(4 - from).fill('unknown-key')]);
        expect(text).toContain('invalid (unknown key)');
        expect(text).not.toContain(`Not in the evidence: public key ${signingKey(1).fingerprint}`);
      }
    }
  });

  it('with 3 where S3 lacks a signature, and not where a copy lost it', async () => {
    const { objects, digests } = trail();
    const bare = replaced(objects, at(digests, 1), { metadata: {} });
    const { exit, invalid } = await verified(...(await inCase(bare)));
    expect([exit, invalid]).toMatchObject([3, [{ reason: 'signature-missing' }]]);
    expect(await verified(...copyOf(bare))).toMatchObject({ exit: 0, invalid: [] });
  });

  it('with 3 where something stands behind a digest, or a digest is broken', async () => {
    const { objects, digests } = trail();
    const one = at(digests, 1);
    for (const [bytes, reason] of [
      [Buffer.concat([one.bytes, gzipSync('{"Records":[]}')]), 'trailing-data'],
      [gzipSync('{}'), 'format'],
      [gzipSync('no JSON'), 'format'],
    ] as const) {
      for (const args of [copyOf(replaced(objects, one, { bytes })), await inCase(replaced(objects, one, { bytes }))]) {
        const { exit, invalid, text } = await verified(...args);
        expect([exit, invalid]).toMatchObject([3, [{ reason }]]);
        expect(text).not.toMatch(/^ {2}(missing|gap)/m);
      }
    }
  });

  it('with 3 where a log file was added, and with 0 where one is only a copy', async () => {
    const { objects, logs } = trail();
    const log = at(logs, 2);
    const key = log.key.replace(/_[0-9a-f]{16}\./, '_AAAAAAAAAAAAAAAA.');
    const forged = { ...log, key, bytes: gzipSync(inflated(log).toString().replace('user-', 'USER-')) };
    const copy = { ...log, key: log.key.replace('.json', ' (1).json') };
    for (const make of [copyOf, inCase]) {
      const { exit, uncovered, text } = await verified(...(await make([...objects, forged])));
      expect([exit, uncovered]).toMatchObject([3, [{ words: expect.stringContaining('It was added:') as string }]]);
      expect(uncovered[0]?.digest).toContain('20240501T120000Z');
      expect(text).toContain('1 log file uncovered, of them 1 added');
      expect(await verified(...(await make([...objects, copy])))).toMatchObject({
        exit: 0,
        uncovered: [],
        invalid: [],
      });
    }
  });

  it('reads a digest that lists thousands of log files', async () => {
    const made = new Trail({ records: () => '{"Records":[]}' });
    made.hour({ logs: new Array<number>(2_000).fill(0) });
    made.hour();
    const args = copyOf([...made.digests, at(made.logs, 0)]);
    const { invalid, text } = await verified(...args);
    expect(invalid).toEqual([]);
    expect(text).toContain('1 of 1 log file held is proven');
    expect(text).toContain('2,001 log files missing');
  });

  it('with 5 and one finding where the one key is missing', async () => {
    const root = folder();
    writeObjects(root, trail().objects);
    const { exit, unverifiable, text } = await verified(root);
    expect(exit).toBe(5);
    // The newest digest lacks its signature as well, with the two log files that it lists.
    expect(unverifiable.map(({ about }) => about)).toEqual(['keys', 'digest', 'log', 'log']);
    expect(text.match(new RegExp(signingKey().fingerprint, 'g'))).toHaveLength(1);
    expect(text).toContain('unverifiable: a public key is missing, 111122223333 eu-central-1 main-trail');
  });
});
