import { describe, expect, it } from 'vitest';
import { engineOf } from '../../../../test/support/engine-of';
import { assume, call, role, user } from '../../../../test/support/session-records';
import { lowerFilter } from './lower';
import { parseFilterText } from './parse';
import { invertPill, loadPills, pillText, savePills } from './pills';
import { printFilter } from './print';

const NAME = 'AROAADMIN:ann lee@2026-03-12T09:05:00Z';

function read(text: string): ReturnType<typeof lowerFilter> & { text: string } {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return { ...lowerFilter(parsed.filter), text: printFilter(parsed.filter) };
}

describe('fields of kinship', () => {
  it('name a session and follow inferred links, or only proven ones', () => {
    const kin = (part: string, inferred = true): object => ({ op: 'lineage', part, of: 'ASIA1', inferred });
    expect(read('inSession:ASIA1').tree).toEqual(kin('session'));
    expect(read('ORIGINOF:ASIA1').tree).toEqual(kin('origin'));
    expect(read('descentOf:ASIA1').tree).toEqual(kin('descent'));
    expect(read('provenOriginOf:ASIA1').tree).toEqual(kin('origin', false));
    expect(read('NOT provenDescentOf:ASIA1').tree).toEqual({ op: 'not', of: kin('descent', false) });
    expect(read('inSession:(ASIA1 OR ASIA1)').tree).toEqual({ op: 'or', of: [kin('session'), kin('session')] });
  });

  it('are written as they are read, in text and in pills', () => {
    for (const text of [
      'inSession:ASIA1',
      `descentOf:"${NAME}"`,
      'NOT originOf:(ASIA1 OR AIDAANN@2026-03-12T09:05:00Z)',
      'provenOriginOf:"(root of account 111122223333)" AND provenDescentOf:ASIA1',
    ]) {
      expect(read(text).text).toBe(text);
      const pills = loadPills({ text, off: [] }) ?? [];
      expect(savePills(pills).text).toBe(text);
      expect(pills.map((pill) => pillText(invertPill(invertPill(pill)))).join(' AND ')).toBe(text);
    }
  });

  it.each(['inSession:*', 'inSession:ASIA*', 'descentOf:(none)', 'originOf:>5', 'originOf:[a TO b]'])(
    'take no %s',
    (text) => {
      expect(parseFilterText(text).ok).toBe(false);
    },
  );

  it('find events in the engine, joined with any other condition', async () => {
    const engine = await engineOf([
      assume('09:00:00', user('AKIADEPLOY'), 'ASIA1', 'AROAX:job'),
      call('GetObject', '09:30:00', role('AROAX:job', 'ASIA1', '09:00:00')),
      call('ListBuckets', '09:31:00', role('AROAX:job', 'ASIA1', '09:00:00')),
    ]);
    const matched = async (text: string): Promise<number> =>
      (await engine.counts({ clauses: [{ id: 'f', filter: read(text).tree }] })).matched;
    expect(await matched('descentOf:AKIADEPLOY')).toBe(3);
    expect(await matched('descentOf:AKIADEPLOY AND eventName:GetObject')).toBe(1);
    expect(await matched('NOT inSession:ASIA1')).toBe(1);
    expect(await matched('inSession:nobody')).toBe(0);
    expect(await matched('NOT inSession:nobody')).toBe(3);
    const { rows } = await engine.facet({ clauses: [{ id: 'f', filter: read('inSession:ASIA1').tree }] }, 'eventName');
    expect(rows.map(({ value }) => value)).toEqual(['GetObject', 'ListBuckets']);
  });
});
