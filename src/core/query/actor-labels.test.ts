import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../event/extract-facets';
import type { JsonObject } from '../event/json';
import { MemoryStore } from '../segment/memory-store';
import { SegmentBuilder } from '../segment/segment-builder';
import { QueryEngine } from './query-engine';

const ACCOUNT = '111122223333';

/** An engine over segments of events of these identities. */
async function engineOver(...segments: readonly (readonly JsonObject[])[]): Promise<QueryEngine> {
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  const values = newEventValues();
  for (const [source, identities] of segments.entries()) {
    const builder = new SegmentBuilder();
    for (const [record, userIdentity] of identities.entries()) {
      extractEvent({ eventID: `${String(source)}-${String(record)}`, eventName: 'X', userIdentity }, values);
      builder.add(values, { source, record, offset: 0, length: 1 }, new Uint8Array(16));
    }
    await engine.addSegment(store.add(builder.finish()));
  }
  return engine;
}

const ALL = { clauses: [] };
const ann = { type: 'IAMUser', principalId: 'AIDAANN', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, accountId: ACCOUNT };
const failed = { type: 'IAMUser', principalId: 'AIDAANN', accountId: ACCOUNT, accessKeyId: '', userName: 'ann' };
const session = (name: string): JsonObject => ({
  type: 'AssumedRole',
  principalId: `AROADEPLOY:${name}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/${name}`,
  accountId: ACCOUNT,
});

async function labels(engine: QueryEngine): Promise<unknown> {
  const { rows } = await engine.facet(ALL, 'actor', { order: 'name' });
  return rows.map(({ value, count, label }) => [value, count, label]);
}

describe('labels of actors', () => {
  it('are ARNs, also of events without one, in whatever segment they are', async () => {
    const expected = [
      ['AIDAANN', 3, ann.arn],
      ['AROADEPLOY', 2, `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy`],
    ];
    const parts = [[failed, failed], [session('two'), ann], [session('one')]] as const;
    expect(await labels(await engineOver(...parts))).toEqual(expected);
    expect(await labels(await engineOver(...parts.toReversed()))).toEqual(expected);
  });

  it('are user names where no event has an ARN, and nothing where nothing says more', async () => {
    const center = { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u-1' } };
    const engine = await engineOver([failed, center, { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }]);
    expect(await labels(engine)).toEqual([
      ['AIDAANN', 1, 'ann'],
      ['ec2.amazonaws.com', 1, undefined],
      ['u-1', 1, undefined],
    ]);
  });

  it('name root by its ARN, and a person of a shared role by the session', async () => {
    const sso = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_1/ann`;
    const engine = await engineOver([
      { type: 'Root', principalId: ACCOUNT, accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` },
      { type: 'AssumedRole', principalId: 'AROASSO:ann', arn: sso, accountId: ACCOUNT },
    ]);
    expect(await labels(engine)).toEqual([
      [`(root of account ${ACCOUNT})`, 1, `arn:aws:iam::${ACCOUNT}:root`],
      ['AROASSO:ann', 1, sso],
    ]);
  });

  it('stand beside groups by actor, and beside no others', async () => {
    const engine = await engineOver([failed, ann, session('one')]);
    const table = await engine.groups(ALL, { facets: ['eventName', 'actor'] });
    expect(table.rows.map(({ values, count }) => [...values, count])).toEqual([
      ['X', 'AIDAANN', 2],
      ['X', 'AROADEPLOY', 1],
    ]);
    expect([...(table.labels ?? [])]).toEqual([
      ['AIDAANN', ann.arn],
      ['AROADEPLOY', `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy`],
    ]);
    expect('labels' in (await engine.groups(ALL, { facets: ['eventName'] }))).toBe(false);
  });

  it('are found, and know events that come later', async () => {
    const store = new MemoryStore();
    const engine = new QueryEngine(store);
    const values = newEventValues();
    const add = async (source: number, userIdentity: JsonObject): Promise<void> => {
      const builder = new SegmentBuilder();
      extractEvent({ eventID: String(source), userIdentity }, values);
      builder.add(values, { source, record: 0, offset: 0, length: 1 }, new Uint8Array(16));
      await engine.addSegment(store.add(builder.finish()));
    };
    await add(0, { ...failed, userName: '' });
    expect((await engine.facet(ALL, 'actor', { search: 'USER/ann' })).rows).toEqual([]);
    await add(1, ann);
    expect((await engine.facet(ALL, 'actor', { search: 'USER/ann' })).rows).toEqual([
      { value: 'AIDAANN', count: 2, label: ann.arn },
    ]);
  });
});
