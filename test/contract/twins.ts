import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as shapes from '../../src/contract/schemas';
import { json } from './client';
import type { ContractClient } from './client';

const ID = v.object({ id: v.string() });
const NOTHING = v.strictObject({});

interface Twins {
  readonly client: ContractClient;
  /** A folder for what these tests make. */
  readonly root: string;
}

/** Case folders that have one id. */
export function twinTests(given: () => Twins): void {
  const status = ({ client }: Twins, id: string): Promise<shapes.CaseStatus> =>
    client.get(`/api/cases/${id}`, shapes.caseStatus);
  const close = ({ client }: Twins, id: string): Promise<unknown> => client.post(`/api/cases/${id}/close`, {}, NOTHING);

  /** Its status after it was opened from there, and closed again. */
  async function opened(twins: Twins, folder: string): Promise<shapes.CaseStatus> {
    const { id } = await twins.client.post('/api/cases/open', { path: folder }, ID);
    const told = await status(twins, id);
    await close(twins, id);
    return told;
  }

  async function newCase(twins: Twins, name: string): Promise<shapes.CaseStatus> {
    const { id } = await twins.client.post('/api/cases', { name, folder: twins.root }, ID);
    const told = await status(twins, id);
    await close(twins, id);
    return told;
  }

  describe('two folders of one id', () => {
    it('have an index each, and are told and forgotten each by its folder', async () => {
      const twins = given();
      const { client, root } = twins;
      const original = await newCase(twins, 'Original');
      expect(original).toMatchObject({ twin: null, index: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
      const copy = path.join(root, 'Copy');
      cpSync(original.path, copy, { recursive: true });
      const copied = await opened(twins, copy);
      expect(copied).toMatchObject({ id: original.id, twin: { path: original.path, same: true } });
      expect(copied.index).not.toBe(original.index);
      expect(await opened(twins, original.path)).toMatchObject({ index: original.index, twin: null });
      const paths = async (): Promise<string[]> => {
        const { recent } = await client.get('/api/app', shapes.appInfo);
        return recent.filter(({ id }) => id === original.id).map((one) => one.path);
      };
      expect(await paths()).toEqual([original.path, copy]);
      await client.post('/api/cases/forget', { id: original.id, path: copy }, NOTHING);
      expect(await paths()).toEqual([original.path]);
      expect(await opened(twins, original.path)).toMatchObject({ index: original.index });
    });

    it('are not open at the same time', async () => {
      const twins = given();
      const { client, root } = twins;
      const original = await newCase(twins, 'Open');
      const copy = path.join(root, 'Copy of the open one');
      cpSync(original.path, copy, { recursive: true });
      const { id } = await client.post('/api/cases/open', { path: original.path }, ID);
      const refused = await client.refused('/api/cases/open', json({ path: copy }));
      expect(refused).toMatchObject({ status: 423, code: 'case-locked' });
      expect(refused.message).toContain(original.path);
      await close(twins, id);
    });

    it('are told apart where one is no copy of the other, and none shows its key', async () => {
      const twins = given();
      const one = await newCase(twins, 'One');
      const other = await newCase(twins, 'Other');
      const keys = [one.path, other.path].map((folder) => {
        const file = JSON.parse(readFileSync(path.join(folder, 'case.json'), 'utf8')) as { key: string };
        writeFileSync(path.join(folder, 'case.json'), JSON.stringify({ ...file, id: one.id }));
        return file.key;
      });
      const forged = await opened(twins, other.path);
      expect(forged).toMatchObject({ id: one.id, twin: { path: one.path, same: false } });
      const real = await opened(twins, one.path);
      expect(real).toMatchObject({ index: one.index, twin: { path: other.path, same: false } });
      expect(forged.index).not.toBe(one.index);
      for (const key of keys) expect(JSON.stringify([forged, real])).not.toContain(key);
    });
  });
}
