import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { OpenCase } from '../../src/main/open-case/open-case';
import { CaseIntegrity } from '../../src/main/integrity/case-integrity';
import { recordsFile } from '../support/log-files';
import { temporaryFolders } from '../support/temporary-folder';
import { caseOf } from './case-of';
import { runVerify } from './run-verify';
import { inflated, publicKeyList, signingKey, Trail, writeObjects } from './trail';
import type { Stored } from './trail';

const folder = temporaryFolders();

/** Exit status and first line of the text, and what the JSON says; each also where it is strict. */
async function answers(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await runVerify(path);
  const strict = await runVerify(path, '--strict');
  const json = await runVerify(path, '--format', 'json');
  const strictJson = await runVerify(path, '--strict', '--format', 'json');
  expect([json.exit, strictJson.exit]).toEqual([text.exit, strict.exit]);
  expect(JSON.parse(strictJson.stdout)).toMatchObject({ exit: strict.exit, strict: true });
  const { answer, proven, unproven, words, exit } = JSON.parse(json.stdout) as Record<string, unknown>;
  expect(exit).toBe(text.exit);
  // The words stand among the first lines of the text, before anything else is told.
  expect(text.stdout.split('\n').slice(0, 3)).toContain(words);
  return { exit: text.exit, strict: strict.exit, answer, proven, unproven, words };
}

function trail(hours = 4): Trail {
  const made = new Trail();
  for (let hour = 0; hour < hours; hour += 1) made.hour();
  return made;
}

function keysObject(): Stored {
  return { bucket: 'trail-bucket', key: 'keys.json', bytes: Buffer.from(publicKeyList([signingKey()])) };
}

async function caseAnswers(objects: readonly Stored[]): Promise<Readonly<Record<string, unknown>>> {
  return await answers((await caseOf(folder(), objects)).path);
}

describe('what verify answers', { timeout: 120_000 }, () => {
  it('is that nothing is wrong where everything is proven, and only there', async () => {
    const whole = await caseAnswers([...trail().objects, keysObject()]);
    expect(whole).toMatchObject({ exit: 0, strict: 0, answer: 'proven', proven: { logFiles: 8, of: 8 }, unproven: [] });
    expect(whole['words']).toBe(
      'Nothing is wrong: all 8 log files and all 4 digests are proven to be as AWS delivered them.',
    );
  });

  it('is how many are proven, and why the others are not, in a copy that lost its signatures', async () => {
    const root = folder();
    writeObjects(root, [...trail().objects, keysObject()]);
    expect(await answers(root)).toEqual({
      exit: 0,
      strict: 3,
      answer: 'unproven',
      proven: { logFiles: 6, of: 8 },
      unproven: [
        { about: 'log', count: 2, because: 'the digest that lists them is not proven itself' },
        { about: 'digest', count: 1, because: expect.stringContaining('lost in a copy') as string },
      ],
      words:
        '6 of 8 log files are proven to be as AWS delivered them; 2 unproven because the digest that lists them is not proven itself; 1 digest unproven because its signature was lost in a copy, and no later digest states it.',
    });
  });

  it('counts a log file that was added, one that no digest speaks of, and one without any digest', async () => {
    const made = trail();
    const [log] = made.logs;
    if (log === undefined) throw new Error('no logs');
    const added = {
      ...log,
      key: log.key.replace(/_[^_]+\.json\.gz$/, '_Added.json.gz'),
      bytes: gzipSync(recordsFile(9_000, 1)),
    };
    const one = await caseAnswers([...made.objects, keysObject(), added]);
    expect(one).toMatchObject({ exit: 3, strict: 3, answer: 'wrong', proven: { logFiles: 8, of: 9 }, unproven: [] });
    expect(one['words']).toContain('1 log file is added');
    const later = { ...added, key: log.key.replaceAll(/20(\d\d)(?=\/|\d{4}T)/g, '21$1') };
    const another = await caseAnswers([...made.objects, keysObject(), later]);
    expect(another).toMatchObject({ exit: 0, strict: 3, answer: 'unproven', proven: { logFiles: 8, of: 9 } });
    expect(another['words']).toContain('1 unproven because no digest speaks of it');
    const none = await caseAnswers(made.logs);
    expect(none).toMatchObject({ exit: 5, strict: 3, proven: { logFiles: 0, of: 8 } });
    expect(none['words']).toContain('8 unproven because there are no digests');
    const keyless = await caseAnswers(made.objects);
    expect(keyless).toMatchObject({ exit: 5, strict: 3, proven: { logFiles: 0, of: 8 } });
    expect(keyless['words']).toContain('4 digests unproven because the public key is missing');
  });

  it('says that something is wrong where it is, first, and still how many are proven', async () => {
    const made = trail();
    const [changed, deleted] = made.logs;
    if (changed === undefined || deleted === undefined) throw new Error('no logs');
    const bytes = gzipSync(inflated(changed).toString().replace('user-', 'USER-'));
    const objects = made.objects.filter((one) => one !== deleted && one !== changed);
    const wrong = await caseAnswers([...objects, keysObject(), { ...changed, bytes }]);
    expect(wrong).toMatchObject({ exit: 3, strict: 3, answer: 'wrong', proven: { logFiles: 6, of: 7 } });
    expect(wrong['words']).toMatch(
      /^Something is wrong: 1 log file is invalid, 1 log file is missing\. 6 of 7 log files are/,
    );
  });

  it('takes a gap for time that is not proven, and for nothing that is wrong', async () => {
    const made = trail(2);
    made.pause(1);
    made.restart();
    made.hour();
    made.hour();
    const gap = await caseAnswers([...made.objects, keysObject()]);
    expect(gap).toMatchObject({ exit: 3, strict: 3, answer: 'unproven', proven: { logFiles: 8, of: 8 } });
    expect(gap['words']).toBe('8 of 8 log files are proven to be as AWS delivered them; 1 gap between digests.');
  });

  it('says of files that cannot be read that they are not proven', async () => {
    const root = folder();
    writeFileSync(join(root, 'nothing.txt'), 'no log');
    expect(await answers(root)).toMatchObject({ exit: 5, strict: 5, words: 'There are no log files.' });
  });
});

describe('what verifying a case enters in its ledger', { timeout: 60_000 }, () => {
  async function entered(objects: readonly Stored[], head?: string): Promise<{ words: string; sound: boolean }> {
    const { path } = await caseOf(folder(), objects);
    const opened = await OpenCase.open(path, { tool: 'Trailbench 0' });
    const integrity = new CaseIntegrity(opened);
    try {
      const verified = await integrity.verify({ signal: new AbortController().signal, head });
      expect(verified).toMatchObject({ entered: true, unchanged: head === undefined });
      const { lines } = integrity.custody(0, 1_000);
      return { words: lines.findLast(({ action }) => action === 'verified')?.words ?? '', sound: verified.sound };
    } finally {
      await integrity.close();
      await opened.close();
    }
  }

  it('are two answers, and a fault only where something is wrong', async () => {
    const made = trail();
    expect(await entered([...made.objects, keysObject()])).toEqual({
      words: 'Everything was verified: the case is unchanged. Log files: 8 of 8 proven.',
      sound: true,
    });
    expect(await entered([...made.objects.slice(0, -3), keysObject()])).toEqual({
      words: 'Everything was verified: the case is unchanged. Log files: 6 of 6 proven.',
      sound: true,
    });
    // What is not proven is no fault.
    expect(await entered(made.logs)).toEqual({
      words: 'Everything was verified: the case is unchanged. Log files: 0 of 8 proven, 8 uncovered.',
      sound: true,
    });
    expect(await entered([...made.objects.slice(1), keysObject()])).toEqual({
      words: 'Everything was verified: the case is unchanged. Log files: 7 of 7 proven, 1 missing.',
      sound: false,
    });
    expect(await entered([...made.objects, keysObject()], '0'.repeat(64))).toEqual({
      words: 'Everything was verified: the case is not as it was written. Log files: 8 of 8 proven.',
      sound: false,
    });
  });
});
