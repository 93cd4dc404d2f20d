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
  return rows.map(({ value, count, label }) => [value, count, label?.text]);
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
    expect([...(table.names?.get('actor') ?? [])].map(([value, { text }]) => [value, text])).toEqual([
      ['AIDAANN', ann.arn],
      ['AROADEPLOY', `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy`],
    ]);
    expect('names' in (await engine.groups(ALL, { facets: ['eventName'] }))).toBe(false);
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
      { value: 'AIDAANN', count: 2, label: { text: ann.arn, names: 1, source: 'arn' } },
    ]);
  });
});

describe('names of values', () => {
  const at = (time: string, userIdentity: JsonObject, rest: JsonObject = {}): JsonObject => ({
    eventTime: time,
    userIdentity,
    ...rest,
  });
  const role = (name: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/${name}`;

  async function engineOfRecords(...segments: readonly (readonly JsonObject[])[]): Promise<QueryEngine> {
    const store = new MemoryStore();
    const engine = new QueryEngine(store);
    const values = newEventValues();
    for (const [source, records] of segments.entries()) {
      const builder = new SegmentBuilder();
      for (const [record, json] of records.entries()) {
        extractEvent({ eventID: `${String(source)}-${String(record)}`, ...json }, values);
        builder.add(values, { source, record, offset: 0, length: 1 }, new Uint8Array(16));
      }
      await engine.addSegment(store.add(builder.finish()));
    }
    return engine;
  }

  it('are the latest of several, with their number, whatever the order of arrival', async () => {
    const renamed = { ...ann, arn: `arn:aws:iam::${ACCOUNT}:user/ann.smith` };
    const parts = [
      [at('2026-03-12T02:00:00Z', renamed)],
      [at('2026-03-12T03:00:00Z', failed), at('2026-03-12T01:00:00Z', ann)],
      [at('no time', { ...ann, arn: `arn:aws:iam::${ACCOUNT}:user/aaa` })],
    ];
    const expected = new Map([['AIDAANN', { text: renamed.arn, names: 3, source: 'arn' }]]);
    expect(await (await engineOfRecords(...parts)).names('actor', ['AIDAANN', 'AIDAOTHER'])).toEqual(expected);
    expect(await (await engineOfRecords(...parts.toReversed())).names('actor', ['AIDAANN'])).toEqual(expected);
  });

  it('of an access key are who used it; of a role all sessions are one name, of a key each is its own', async () => {
    const used = (name: string, key: string): JsonObject => ({
      type: 'AssumedRole',
      principalId: `AROADEPLOY:${name}`,
      arn: role(name),
      accountId: ACCOUNT,
      accessKeyId: key,
    });
    const engine = await engineOfRecords([
      at('2026-03-12T01:00:00Z', used('one', 'ASIA1')),
      at('2026-03-12T02:00:00Z', used('two', 'ASIA2')),
      at('2026-03-12T03:00:00Z', { type: 'IAMUser', userName: 'bob', accessKeyId: 'AKIA1', accountId: ACCOUNT }),
    ]);
    const { rows } = await engine.facet(ALL, 'accessKeyId', { order: 'name' });
    expect(rows.map(({ value, label }) => [value, label?.text, label?.source])).toEqual([
      ['AKIA1', 'bob', 'userName'],
      ['ASIA1', role('one'), 'arn'],
      ['ASIA2', role('two'), 'arn'],
    ]);
    expect(await engine.names('actor', ['AROADEPLOY'])).toEqual(
      new Map([['AROADEPLOY', { text: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy`, names: 1, source: 'arn' }]]),
    );
  });

  it("of a copy in another account are the caller's, for principals and, where nothing else is known, actors", async () => {
    const call = { eventName: 'AssumeRole', eventSource: 'sts.amazonaws.com', sharedEventID: 's' };
    const other = { type: 'AWSAccount', principalId: 'AIDAMASKED', accountId: ACCOUNT };
    const engine = await engineOfRecords([
      at('2026-03-12T01:00:00Z', ann, { ...call, recipientAccountId: ACCOUNT }),
      at('2026-03-12T01:00:00Z', other, { ...call, recipientAccountId: '444455556666' }),
    ]);
    const name = { text: ann.arn, names: 1, source: 'copy', account: ACCOUNT };
    const { rows } = await engine.facet(ALL, 'principal', { search: 'user/ann' });
    expect(rows.map(({ value, label }) => [value, label])).toEqual([
      ['AIDAMASKED', name],
      [ann.arn, undefined],
    ]);
    expect(await engine.names('actor', ['AIDAMASKED'])).toEqual(new Map([['AIDAMASKED', name]]));
  });

  it('are given to no account by the people of it', async () => {
    const call = { eventName: 'GetObject', eventSource: 's3.amazonaws.com', sharedEventID: 's' };
    const engine = await engineOfRecords([
      at('2026-03-12T01:00:00Z', ann, { ...call, recipientAccountId: ACCOUNT }),
      at(
        '2026-03-12T01:00:00Z',
        { type: 'AWSAccount', accountId: ACCOUNT },
        {
          ...call,
          recipientAccountId: '444455556666',
        },
      ),
    ]);
    expect(await engine.names('principal', [ACCOUNT])).toEqual(new Map());
  });
});
