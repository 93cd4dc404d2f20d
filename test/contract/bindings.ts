import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { INDEX_VERSION } from '../../src/core/event/facet-catalogue';
import type { CoveredRange, SegmentHeader } from '../../src/core/segment/layout';
import { json } from './client';
import type { Bound, ContractClient, Covered } from './client';

/** What binds a segment of these sources to the evidence, from case.json and the SHA-256 of each. */
export function bindingOf(casePath: string, sources: readonly number[], digests: ReadonlyMap<number, string>): string {
  const { key } = JSON.parse(readFileSync(path.join(casePath, 'case.json'), 'utf8')) as { key: string };
  const code = createHmac('sha256', Buffer.from(key, 'hex')).update('trailbench index segment\0');
  for (const source of sources) {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(source);
    code.update(number).update(Buffer.from(digests.get(source) ?? '', 'hex'));
  }
  return code.digest('hex');
}

/** How many records are covered, rejected ones too; none twice. */
export function coveredRecords(headers: readonly SegmentHeader[]): number {
  const ranges: CoveredRange[] = headers.flatMap(({ covers }) => [...covers]);
  const seen = new Set<string>();
  for (const { source, first, end } of ranges) {
    for (let record = first; record < end; record += 1) {
      const key = `${source}/${record}`;
      expect(seen.has(key)).toBe(false);
      seen.add(key);
    }
  }
  return seen.size;
}

interface Bindings {
  readonly client: ContractClient;
  readonly id: string;
  /** Everything that the case has, as if it had come in one segment. */
  readonly covered: () => Promise<Bound[]>;
}

/** What a window's index has to show before main goes on with it. */
export function bindingTests(given: () => Bindings): void {
  it('refuses an index that is not one of its evidence', async () => {
    const { client, id, covered: all } = given();
    const [segment = { binding: '', covered: [] }] = await all();
    const { covered } = segment;
    const refusedWith = async (held: Bound): Promise<unknown> => {
      const body = { indexVersion: INDEX_VERSION, segments: [held] };
      const { status, code } = await client.refused(`/api/cases/${id}/index/start`, json(body));
      return [status, code];
    };
    expect(await refusedWith({ binding: 'ab'.repeat(32), covered })).toEqual([409, 'evidence-changed']);
    expect(await refusedWith({ ...segment, covered: [...covered].reverse() })).toEqual([409, 'evidence-changed']);
    expect(await refusedWith({ ...segment, covered: [[999, 0, 1, 1]] })).toEqual([409, 'evidence-changed']);
    expect(await refusedWith({ binding: 'none', covered })).toEqual([400, 'bad-request']);
    for (const range of [
      [0, 0, 1],
      [0, 0, 1, 2],
      [0, 0, 1.5, 1],
      [0, -1, 1, 1],
      ['0', 0, 1, 1],
      [0, 0, 2 ** 53, 1],
      null,
      {},
    ]) {
      const wrong = { ...segment, covered: [range as unknown as Covered] };
      expect(await refusedWith(wrong)).toEqual([400, 'bad-request']);
    }
  });
}
