import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeKeyAway } from '../../../test/support/keyless-case';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { CaseKey, newCaseKey } from './case-key';
import { OpenCase } from '../open-case/open-case';

const folder = temporaryFolders();
const options = { tool: 'Trailbench 0.0', user: 'ann' };

/** A closed case, and its case.json as an object. */
async function closedCase(): Promise<{ path: string; file: Record<string, unknown> }> {
  const parent = folder();
  mkdirSync(parent, { recursive: true });
  const made = await OpenCase.create({ parent, name: 'case' }, options);
  await made.close();
  return { path: made.path, file: JSON.parse(readFileSync(join(made.path, 'case.json'), 'utf8')) as never };
}

async function problemsWith(path: string, file: object): Promise<string> {
  writeFileSync(join(path, 'case.json'), JSON.stringify(file));
  const opened = await OpenCase.open(path, { ...options, readOnly: true });
  const problems = opened.problems.map(({ message }) => message).join('\n');
  await opened.close();
  return problems;
}

describe('the key of a case', { timeout: 30_000 }, () => {
  it('is another one for each case, stands in case.json and in the ledger, and its status does not show it', async () => {
    const [one, other] = [await closedCase(), await closedCase()];
    expect(one.file['key']).toMatch(/^[0-9a-f]{64}$/);
    expect(one.file['key']).not.toBe(other.file['key']);
    const [line = ''] = readFileSync(join(one.path, 'ledger.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ action: 'case-created', details: { key: one.file['key'] } });
    const opened = await OpenCase.open(one.path, { ...options, readOnly: true });
    expect(JSON.stringify([opened.status(), opened.key])).not.toContain(one.file['key']);
    expect(opened.key.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await opened.close();
  });

  it('is compared with the ledger, which tells a key that was changed or taken away', async () => {
    const { path, file } = await closedCase();
    expect(await problemsWith(path, file)).toBe('');
    const { key, ...keyless } = file;
    for (const changed of [{ ...file, key: newCaseKey() }, keyless]) {
      const problems = await problemsWith(path, changed);
      expect(problems).toContain('case.json differs from the first line of ledger.jsonl in key');
      expect(problems).not.toContain(key);
    }
  });

  it('is missing in a case of an earlier version, which is no problem', async () => {
    const { path } = await closedCase();
    takeKeyAway(path);
    const opened = await OpenCase.open(path, { ...options, readOnly: true });
    expect(opened.problems).toEqual([]);
    expect(opened.key.fingerprint).toBeNull();
    await opened.close();
  });

  it('cannot be anything but 32 bytes in hex', async () => {
    const { path, file } = await closedCase();
    for (const key of ['', 'ab', 'A'.repeat(64), 7, null]) {
      await expect(problemsWith(path, { ...file, key })).rejects.toMatchObject({ code: 'case-damaged' });
    }
  });

  it('gives other codes to other cases and other uses', () => {
    const id = '0b5f2d5e-1111-4222-8333-444455556666';
    const codes = [{ id, key: newCaseKey() }, { id, key: newCaseKey() }, { id }].flatMap((file) => {
      const key = new CaseKey(file);
      return ['a', 'b'].map((use) => key.hmac(use).update('x').digest('hex'));
    });
    expect(new Set(codes).size).toBe(6);
    expect(new CaseKey({ id }).fingerprint).toBeNull();
  });
});
