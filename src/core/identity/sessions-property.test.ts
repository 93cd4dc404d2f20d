import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naiveSessions, type NaiveSession } from '../../../test/reference/naive-sessions';
import { engineOf } from '../../../test/support/engine-of';
import { assume, at, call, OURS, PROD, role, user } from '../../../test/support/session-records';
import type { JsonObject } from '../event/json';
import type { QueryEngine } from '../query/query-engine';

const clock = fc.integer({ min: 0, max: 59 }).map((second) => `09:00:${String(second).padStart(2, '0')}`);
const began = fc.constantFrom('09:00:10', '09:00:20', '09:00:30');
const key = fc.constantFrom('ASIA1', 'ASIA2', 'ASIA3', 'ASIA4', 'ASIA5', 'ASIA6');
const roleId = fc.constantFrom('AROAA:x', 'AROAA:y', 'AROAB:x');
const longKey = fc.constantFrom('AKIA1', 'AKIA2');

const caller: fc.Arbitrary<JsonObject> = fc.oneof(
  longKey.map((id) => user(id, { principalId: `AIDA${id}` })),
  fc
    .tuple(roleId, fc.option(key, { nil: undefined }), fc.option(began, { nil: undefined }))
    .map(([id, of, start]) => role(id, of, start)),
  fc
    .tuple(key, began)
    .map(([of, start]) =>
      user(of, { principalId: 'AIDAAKIA1', sessionContext: { attributes: { creationDate: at(start) } } }),
    ),
  fc
    .constantFrom('AIDAAKIA1', 'AROAA:x', 'AROAB:x')
    .map((principalId) => ({ type: 'AWSAccount', principalId, accountId: OURS })),
);
const place = fc.record(
  { recipientAccountId: fc.constantFrom(OURS, PROD), sharedEventID: fc.constantFrom('s1', 's2') },
  { requiredKeys: ['recipientAccountId'] },
);

const record: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.tuple(clock, caller, place).map(([time, by, rest]) => call('GetObject', time, by, rest)),
  fc
    .tuple(fc.oneof(clock, began), caller, fc.option(key, { nil: undefined }), roleId, place)
    .map(([time, by, given, to, rest]) => assume(time, by, given, to, rest)),
  fc
    .tuple(clock, caller, fc.oneof(key, longKey))
    .map(([time, by, given]) =>
      call('CreateAccessKey', time, by, { responseElements: { accessKey: { accessKeyId: given } } }),
    ),
  fc
    .tuple(fc.oneof(clock, began), fc.constantFrom('AIDAAKIA1', 'AIDAAKIA2'))
    .map(([time, principalId]) =>
      call('ConsoleLogin', time, user(undefined, { principalId }), { responseElements: { ConsoleLogin: 'Success' } }),
    ),
);
const parts = fc.array(fc.array(record, { maxLength: 12 }), { minLength: 1, maxLength: 3 });

interface Shown {
  readonly events: number;
  readonly parent: string | null;
  readonly link: string | null;
}

/** Sessions by name. Names of the reference have the start in seconds; of one key they are that key. */
async function shownBy(engine: QueryEngine): Promise<Map<string, Shown & { origin: number; descent: number }>> {
  const tree = await engine.sessions.tree({ order: 'first', descending: false, inferred: true });
  const rows = (await engine.sessions.rows(tree.nodes, tree.version)) ?? [];
  const names = new Map(rows.map((row) => [row.session, nameIn(row)]));
  const shown = new Map<string, Shown & { origin: number; descent: number }>();
  for (const row of rows) {
    const matched = async (part: 'origin' | 'descent'): Promise<number> =>
      (await engine.counts({ clauses: [{ id: 'k', filter: { op: 'lineage', part, of: row.name, inferred: true } }] }))
        .matched;
    shown.set(nameIn(row), {
      events: row.events,
      parent: names.get(row.parent) ?? null,
      link: row.link,
      origin: await matched('origin'),
      descent: await matched('descent'),
    });
  }
  return shown;
}

function nameIn({
  name,
  principal,
  began: start,
}: {
  name: string;
  principal: string | null;
  began: number | null;
}): string {
  return start === null ? name : `${principal ?? ''}@${String(start)}`;
}

function expected(sessions: readonly NaiveSession[]): Map<string, Shown & { origin: number; descent: number }> {
  const upOf = (session: NaiveSession): NaiveSession[] =>
    session.parent === undefined ? [session] : [session, ...upOf(session.parent)];
  const total = (list: readonly NaiveSession[]): number => list.reduce((sum, { records }) => sum + records.length, 0);
  return new Map(
    sessions.map((session) => [
      session.name,
      {
        events: session.records.length,
        parent: session.parent?.name ?? null,
        link: session.link,
        origin: total(upOf(session)),
        descent: total(sessions.filter((other) => upOf(other).includes(session))),
      },
    ]),
  );
}

describe('the tree of sessions equals a naive reference', () => {
  it('for any records, also where keys are given twice, in rings and to themselves', async () => {
    await fc.assert(
      fc.asyncProperty(parts, async (segments) => {
        // Every record at a time of its own: of one second any order would be right.
        const records = segments.flat();
        const engine = await engineOf(...segments);
        const shown = await shownBy(engine);
        expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expected(naiveSessions(records))));
      }),
      { numRuns: 100 },
    );
  });
});
