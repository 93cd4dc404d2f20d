import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../event/extract-facets';
import type { JsonObject } from '../event/json';
import { MemoryStore } from '../segment/memory-store';
import { SegmentBuilder } from '../segment/segment-builder';
import type { SharedCall, View } from './filter';
import { QueryEngine } from './query-engine';

const [BUILD, PROD, AUDIT] = ['111122223333', '444455556666', '777788889999'];
const ARN = `arn:aws:iam::${BUILD}:user/ci-deploy`;
const ALL: View = { clauses: [] };

const deploy = { type: 'IAMUser', principalId: 'AIDADEPLOY', arn: ARN, accountId: BUILD };
const stranger = { type: 'AWSAccount', principalId: 'AIDADEPLOY', accountId: BUILD };

/** A call as an account's trail has it. */
function copy(account: string | undefined, userIdentity: JsonObject, rest: JsonObject = {}): JsonObject {
  return {
    eventID: `${account ?? 'none'}-${JSON.stringify(rest)}`,
    eventTime: '2026-03-12T01:42:00Z',
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    ...(account === undefined ? {} : { recipientAccountId: account }),
    sharedEventID: 'shared',
    userIdentity,
    ...rest,
  };
}

/** An engine over segments of these records, and the numbers of their events. */
async function engineOver(...segments: readonly (readonly JsonObject[])[]): Promise<QueryEngine> {
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  for (const [source, records] of segments.entries()) await engine.addSegment(store.add(segmentOf(records, source)));
  return engine;
}

function segmentOf(records: readonly JsonObject[], source: number): Uint8Array<ArrayBuffer> {
  const builder = new SegmentBuilder();
  const values = newEventValues();
  for (const [record, json] of records.entries()) {
    extractEvent(json, values);
    const hash = new Uint8Array(16);
    hash.set(new TextEncoder().encode(JSON.stringify(json)).slice(-16));
    builder.add(values, { source, record, offset: record, length: 1 }, hash);
  }
  return builder.finish();
}

async function sharedOf(engine: QueryEngine, view: View = ALL): Promise<(SharedCall | undefined)[]> {
  const { rows } = await engine.rows(view, [], 0, 100, ['sharedEventID']);
  return rows.map(({ shared }) => shared);
}

describe('events that were delivered to several accounts', () => {
  it('are copies of one call: each names the others, and the one without the ARN is told it', async () => {
    const engine = await engineOver([copy(BUILD, deploy)], [copy(PROD, stranger)]);
    expect(await sharedOf(engine)).toEqual([
      { account: BUILD, copies: 2, others: [{ event: 32, account: PROD, principal: 'AIDADEPLOY' }] },
      {
        account: PROD,
        copies: 2,
        others: [{ event: 0, account: BUILD, principal: ARN }],
        caller: { arn: ARN, account: BUILD },
      },
    ]);
    expect([(await engine.counts(ALL)).matched, await engine.calls(ALL)]).toEqual([2, 1]);
  });

  it('are counted as one call among the events of a filter, whichever of them it leaves', async () => {
    const alone = copy(PROD, deploy, { sharedEventID: 'other', eventID: 'alone' });
    const engine = await engineOver([copy(BUILD, deploy), copy(PROD, stranger), copy(AUDIT, stranger), alone]);
    const of = (...values: string[]): View => ({
      clauses: [{ id: 'a', filter: { op: 'in', facet: 'recipientAccountId', values } }],
    });
    const counted = await Promise.all(
      [ALL, of(PROD), of(PROD, AUDIT), of(AUDIT), of('none')].map((view) => engine.calls(view)),
    );
    expect(counted).toEqual([2, 2, 2, 1, 0]);
    const table = await engine.groups(ALL, { facets: ['recipientAccountId'], order: 'name' });
    expect([table.events, table.calls]).toEqual([4, 2]);
    expect(table.rows.map(({ values, count, calls }) => [values[0], count, calls])).toEqual([
      [BUILD, 1, 1],
      [PROD, 2, 2],
      [AUDIT, 1, 1],
    ]);
    const names = await engine.groups(ALL, { facets: ['eventName'] });
    expect(names.rows.map(({ count, calls }) => [count, calls])).toEqual([[4, 2]]);
  });

  it('are none where an account has two, where the name differs, or where no account or ID is stated', async () => {
    const start = copy(BUILD, deploy, { eventName: 'Start' });
    const none = [
      [start, copy(BUILD, deploy, { eventName: 'Start', eventID: 'end' })],
      [copy(BUILD, deploy), copy(PROD, deploy, { eventName: 'GetObject' })],
      [copy(BUILD, deploy), copy(PROD, deploy, { eventSource: 's3.amazonaws.com' })],
      [copy(BUILD, deploy), copy(undefined, deploy)],
      [copy(BUILD, deploy, { sharedEventID: '' }), copy(PROD, deploy, { sharedEventID: '' })],
      [copy(BUILD, deploy, { sharedEventID: null }), copy(PROD, deploy, { sharedEventID: null })],
    ];
    for (const records of none) {
      const engine = await engineOver(records);
      expect([await sharedOf(engine), await engine.calls(ALL)]).toEqual([[undefined, undefined], 2]);
    }
  });

  it('are known when a later segment brings the other copy, and not from hidden duplicates', async () => {
    const store = new MemoryStore();
    const engine = new QueryEngine(store);
    await engine.addSegment(store.add(segmentOf([copy(BUILD, deploy)], 0)));
    expect([await sharedOf(engine), await engine.calls(ALL)]).toEqual([[undefined], 1]);
    await engine.addSegment(store.add(segmentOf([copy(BUILD, deploy), copy(PROD, stranger)], 1)));
    expect((await sharedOf(engine)).map((shared) => shared?.copies)).toEqual([2, 2]);
    expect([(await engine.counts(ALL)).duplicates, await engine.calls(ALL)]).toEqual([1, 1]);
  });

  it('lend no ARN to services, to nobody, or from a copy that is not of the caller', async () => {
    const service = { type: 'AWSService', invokedBy: 's3.amazonaws.com' };
    const anonymous = { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
    for (const other of [service, anonymous]) {
      const [, shared] = await sharedOf(await engineOver([copy(BUILD, deploy), copy(PROD, other)]));
      expect([shared?.copies, shared?.caller]).toEqual([2, undefined]);
    }
    const foreign = { ...deploy, arn: `arn:aws:iam::${AUDIT}:user/other` };
    const [, shared] = await sharedOf(await engineOver([copy(BUILD, foreign), copy(PROD, stranger)]));
    expect([shared?.copies, shared?.caller]).toEqual([2, undefined]);
  });

  it('of very many copies a row lists fifty and counts all', async () => {
    const records = Array.from({ length: 80 }, (_, i) => copy(String(100000000000 + i), stranger));
    const [first] = await sharedOf(await engineOver(records));
    expect([first?.copies, first?.others.length]).toEqual([80, 50]);
  });
});
