import { describe, expect, it } from 'vitest';
import { ARCHIVE, assume, at, call, OURS, PROD, role, user } from '../../../test/support/session-records';
import { engineOf } from '../../../test/support/engine-of';
import type { JsonObject } from '../event/json';
import type { QueryEngine } from '../query/query-engine';
import type { LineagePart } from '../query/filter';
import type { SessionCard } from './session-card';

async function cardOf(engine: QueryEngine, name: string, inferred = true): Promise<SessionCard> {
  const card = await engine.sessions.card(name, { inferred });
  if (card === undefined) throw new Error(`There is no session ${name}.`);
  return card;
}

/** The names of the tree's sessions, two spaces for each step down. */
async function treeOf(engine: QueryEngine, inferred = true, search = ''): Promise<string[]> {
  const tree = await engine.sessions.tree({ order: 'first', descending: false, inferred, search });
  const rows = (await engine.sessions.rows(tree.nodes, tree.version, inferred)) ?? [];
  return rows.map(
    ({ name, link }, i) => `${'  '.repeat(tree.depth[i] ?? 0)}${name}${link === null ? '' : ` (${link})`}`,
  );
}

async function count(engine: QueryEngine, part: LineagePart, of: string, inferred = true): Promise<number> {
  const { matched } = await engine.counts({ clauses: [{ id: 'kin', filter: { op: 'lineage', part, of, inferred } }] });
  return matched;
}

const seconds = (clock: string): number => Date.parse(at(clock)) / 1000;

describe('a session is linked to the one that it came out of', () => {
  const deploy = user('AKIADEPLOY');
  const prod = role('AROAPROD:ops', 'ASIAPROD', '09:01:00', { account: PROD });
  const archive = role('AROAARCH:ops', 'ASIAARCH', '09:03:00', { account: ARCHIVE });
  const chain = [
    call('GetCallerIdentity', '09:00:00', deploy),
    assume('09:01:00', deploy, 'ASIAPROD', 'AROAPROD:ops', { sharedEventID: 'shared-1' }),
    assume('09:03:00', prod, 'ASIAARCH', 'AROAARCH:ops', { recipientAccountId: PROD }),
    call('GetObject', '09:04:00', archive, {
      recipientAccountId: ARCHIVE,
      additionalEventData: { bytesTransferredOut: 4096 },
    }),
    call('GetObject', '09:05:00', archive, { recipientAccountId: ARCHIVE, errorCode: 'AccessDenied' }),
  ];
  const ownersCopy = assume(
    '09:01:00',
    { type: 'AWSAccount', principalId: 'AIDADEPLOY', accountId: OURS },
    'ASIAPROD',
    'AROAPROD:ops',
    { sharedEventID: 'shared-1', recipientAccountId: PROD },
  );

  it('by the key that the call gave out, from account to account and in any order of files', async () => {
    for (const parts of [[chain, [ownersCopy]], [[ownersCopy], chain.toReversed()], chain.map((one) => [one])]) {
      const engine = await engineOf(...parts);
      expect(await treeOf(engine)).toEqual(['AKIADEPLOY', '  ASIAPROD (exact)', '    ASIAARCH (exact)']);
      expect(await count(engine, 'origin', 'ASIAARCH')).toBe(parts.flat().length);
      expect(await count(engine, 'session', 'ASIAARCH')).toBe(2);
      expect(await count(engine, 'descent', 'ASIAPROD')).toBe(3);
    }
  });

  it('with what it did, and with the events that prove it', async () => {
    const engine = await engineOf(chain, [ownersCopy]);
    const { session, origin, proofs, descent } = await cardOf(engine, 'ASIAARCH');
    expect(session).toMatchObject({
      kind: 'session',
      principal: 'AROAARCH:ops',
      account: ARCHIVE,
      events: 2,
      denied: 1,
      byServices: 0,
      names: 1,
      addresses: 1,
      bytesOut: 4096,
      mfa: 'no',
      first: seconds('09:04:00'),
      last: seconds('09:05:00'),
      end: null,
    });
    expect(origin.map(({ name }) => name)).toEqual(['ASIAPROD', 'AKIADEPLOY']);
    expect(origin[1]?.end).toEqual({ reason: 'origin' });
    expect(descent).toBe(0);
    expect(proofs[0]).toMatchObject({ kind: 'exact', call: 'AssumeRole', key: 'ASIAARCH', outside: [] });
    // One link of both copies of the call.
    expect(proofs[1]?.calls).toHaveLength(2);
    expect(proofs[1]?.accounts).toEqual([OURS, PROD]);
    expect(proofs[2]).toBeNull();
  });

  it('also where the caller is known by his principalId alone, in the copy of the account acted on', async () => {
    const engine = await engineOf([ownersCopy, call('ListBuckets', '09:02:00', prod, { recipientAccountId: PROD })]);
    expect(await treeOf(engine)).toEqual(['AIDADEPLOY', '  ASIAPROD (exact)']);
    const { origin } = await cardOf(engine, 'ASIAPROD');
    expect(origin[0]?.end).toEqual({ reason: 'outside account', account: OURS });
  });

  it('and says where a key was used before it was given out, or after it expired, in both notations', async () => {
    const used = [
      call('GetObject', '09:00:30', role('AROAX:a', 'ASIAEARLY', '09:01:00')),
      call('GetObject', '11:00:00', role('AROAX:b', 'ASIALATE', '09:01:00')),
    ];
    const given = [
      assume('09:01:00', deploy, 'ASIAEARLY', 'AROAX:a', {}, '2026-03-12T10:01:00Z'),
      assume('09:01:00', deploy, 'ASIALATE', 'AROAX:b', {}, 'Mar 12, 2026 10:01:00 AM'),
    ];
    const engine = await engineOf(used, given);
    const [early, late] = [await cardOf(engine, 'ASIAEARLY'), await cardOf(engine, 'ASIALATE')];
    expect(early.proofs[0]).toMatchObject({ outside: ['before it was given'], expires: seconds('10:01:00') });
    expect(late.proofs[0]).toMatchObject({ outside: ['after it expired'], expires: seconds('10:01:00') });
  });

  it('by a long-term key that it made, and by temporary ones of every call that gives some', async () => {
    const federated = { type: 'FederatedUser', principalId: `${OURS}:bob`, accountId: OURS, accessKeyId: 'ASIAFED' };
    const answer = (key: string, rest: JsonObject = {}): JsonObject => ({
      responseElements: { credentials: { accessKeyId: key }, ...rest },
    });
    const saml = { type: 'SAMLUser', principalId: 'idp:alice', identityProvider: 'idp', userName: 'alice' };
    const web = { type: 'WebIdentityUser', principalId: 'token.example:aud:repo', userName: 'repo' };
    const engine = await engineOf([
      call('CreateAccessKey', '09:00:00', deploy, { responseElements: { accessKey: { accessKeyId: 'AKIANEW' } } }),
      call('ListBuckets', '09:10:00', user('AKIANEW', { principalId: 'AIDANEW' })),
      call('GetSessionToken', '09:01:00', deploy, answer('ASIASESSION')),
      call('ListBuckets', '09:11:00', user('ASIASESSION')),
      call('GetFederationToken', '09:02:00', deploy, answer('ASIAFED')),
      call('ListBuckets', '09:12:00', federated),
      call('AssumeRoot', '09:03:00', deploy, answer('ASIAROOT')),
      call('ListBuckets', '09:13:00', { type: 'Root', principalId: PROD, accountId: PROD, accessKeyId: 'ASIAROOT' }),
      call(
        'AssumeRoleWithSAML',
        '09:04:00',
        saml,
        answer('ASIASAML', { assumedRoleUser: { assumedRoleId: 'AROAS:alice' } }),
      ),
      call('ListBuckets', '09:14:00', role('AROAS:alice', 'ASIASAML', '09:04:00')),
      call('AssumeRoleWithWebIdentity', '09:05:00', web, answer('ASIAWEB')),
      call('ListBuckets', '09:15:00', role('AROAW:repo', 'ASIAWEB', '09:05:00')),
    ]);
    expect(await treeOf(engine)).toEqual([
      'AKIADEPLOY',
      '  AKIANEW (created key)',
      '  ASIASESSION (exact)',
      '  ASIAFED (exact)',
      '  ASIAROOT (exact)',
      'idp:alice',
      '  ASIASAML (exact)',
      'token.example:aud:repo',
      '  ASIAWEB (exact)',
    ]);
  });

  it('of the same second where the console changes its key with each request', async () => {
    const console = (key: string, clock: string): JsonObject =>
      call('ListBuckets', clock, user(key, { sessionContext: { attributes: { creationDate: at('09:00:00') } } }), {
        sessionCredentialFromConsole: 'true',
      });
    const switched = role('AROAADMIN:deploy', 'ASIAC3', '09:05:00');
    const engine = await engineOf([
      console('ASIAC2', '09:02:00'),
      call('ConsoleLogin', '09:00:00', user(undefined), { responseElements: { ConsoleLogin: 'Success' } }),
      console('ASIAC1', '09:01:00'),
      // The console enters the role with the session, and uses other keys than the one that is given out.
      assume(
        '09:05:00',
        user('ASIAC2', { sessionContext: { attributes: { creationDate: at('09:00:00') } } }),
        'ASIANEVER',
        'AROAADMIN:deploy',
      ),
      call('ListBuckets', '09:06:00', switched),
      call('ListBuckets', '09:07:00', role('AROAADMIN:deploy', 'ASIAC4', '09:05:00')),
    ]);
    expect(await treeOf(engine)).toEqual([
      'AIDADEPLOY',
      `  AIDADEPLOY@${at('09:00:00')} (console)`,
      `    AROAADMIN:deploy@${at('09:05:00')} (switch role)`,
    ]);
    expect(await count(engine, 'session', 'ASIAC1')).toBe(3);
    expect(await count(engine, 'session', `AIDADEPLOY@${at('09:00:00')}`)).toBe(3);
    expect(await count(engine, 'descent', 'AIDADEPLOY')).toBe(6);
    expect((await cardOf(engine, 'ASIAC3')).session).toMatchObject({ keys: 2, began: seconds('09:05:00') });
  });

  it('by SwitchRole of the same second, where the session bears the name of who switched', async () => {
    const engine = await engineOf([
      call('SwitchRole', '09:05:00', user(undefined), { responseElements: { SwitchRole: 'Success' } }),
      call('ListBuckets', '09:06:00', role('AROAADMIN:deploy', 'ASIA1', '09:05:00')),
      call('ListBuckets', '09:06:00', role('AROAADMIN:other', 'ASIA2', '09:05:00')),
    ]);
    expect(await treeOf(engine)).toEqual(['AIDADEPLOY', '  ASIA1 (switch role)', 'ASIA2']);
  });

  it('by no other where SwitchRole is recorded as the role itself: it names who switched in its record alone', async () => {
    const switched = call('SwitchRole', '09:05:00', role('AROAADMIN:deploy', undefined), {
      eventSource: 'signin.amazonaws.com',
      responseElements: { SwitchRole: 'Success' },
      additionalEventData: { SwitchFrom: `arn:aws:iam::${OURS}:user/deploy` },
    });
    const used = [
      call('ListBuckets', '09:06:00', role('AROAADMIN:deploy', 'ASIA1', '09:05:00')),
      call('ListBuckets', '09:07:00', role('AROAADMIN:deploy', 'ASIA2', '09:05:00')),
    ];
    const name = `AROAADMIN:deploy@${at('09:05:00')}`;
    const engine = await engineOf([switched, ...used]);
    expect(await treeOf(engine)).toEqual([`${name} (switch role)`]);
    expect(await count(engine, 'session', name)).toBe(3);
    expect((await cardOf(engine, name)).session.end).toEqual({ reason: 'switched' });
    // Where the call that gave out the key is there, that says who it was.
    const both = await engineOf([switched, ...used, assume('09:05:00', deploy, 'ASIANEVER', 'AROAADMIN:deploy')]);
    expect(await treeOf(both)).toEqual(['AKIADEPLOY', `  ${name} (switch role)`]);
    // Without a session that began then, it is of its principalId.
    expect(await treeOf(await engineOf([switched]))).toEqual(['AROAADMIN:deploy']);
  });

  it('never by a failed sign-in', async () => {
    const engine = await engineOf([
      call('ConsoleLogin', '09:00:00', user(undefined), { responseElements: { ConsoleLogin: 'Failure' } }),
      call(
        'ListBuckets',
        '09:01:00',
        user('ASIA1', { sessionContext: { attributes: { creationDate: at('09:00:00') } } }),
      ),
    ]);
    expect(await treeOf(engine)).toEqual(['AIDADEPLOY', 'ASIA1']);
  });

  it('each time anew where credentials are refreshed, and two sessions of one name stay two', async () => {
    const engine = await engineOf([
      assume('09:00:00', deploy, 'ASIA1', 'AROAX:job'),
      assume('10:00:00', deploy, 'ASIA2', 'AROAX:job'),
      call('GetObject', '09:30:00', role('AROAX:job', 'ASIA1', '09:00:00')),
      call('GetObject', '10:30:00', role('AROAX:job', 'ASIA2', '10:00:00')),
      call('GetObject', '10:31:00', role('AROAX:job', 'ASIA2', '10:00:00')),
    ]);
    expect(await treeOf(engine)).toEqual(['AKIADEPLOY', '  ASIA1 (exact)', '  ASIA2 (exact)']);
    expect(await count(engine, 'session', 'ASIA2')).toBe(2);
  });

  it('by role and session name alone where nothing else tells: inferred, and left out when asked', async () => {
    const engine = await engineOf([
      assume('09:00:00', deploy, undefined, 'AROAX:job'),
      call('GetObject', '09:30:00', role('AROAX:job', 'ASIA1', '09:20:00')),
      call('GetObject', '09:31:00', { type: 'AWSAccount', principalId: 'AROAX:job', accountId: OURS }),
    ]);
    expect(await treeOf(engine)).toEqual(['AKIADEPLOY', '  ASIA1 (role and name)', '    AROAX:job (same name)']);
    expect(await treeOf(engine, false)).toEqual(['AKIADEPLOY', 'ASIA1', 'AROAX:job']);
    expect(await count(engine, 'descent', 'AKIADEPLOY')).toBe(3);
    expect(await count(engine, 'descent', 'AKIADEPLOY', false)).toBe(1);
    const { session, proofs } = await cardOf(engine, 'ASIA1');
    expect(session).toMatchObject({ inferred: true, link: 'role and name' });
    expect(proofs[0]).toMatchObject({ inferred: true, call: 'AssumeRole' });
    // Not by what came later.
    const late = await engineOf([
      call('GetObject', '09:30:00', role('AROAX:job', 'ASIA1', '09:20:00')),
      assume('09:40:00', deploy, undefined, 'AROAX:job'),
    ]);
    expect(await treeOf(late)).toEqual(['ASIA1', 'AKIADEPLOY']);
  });

  it('by a hidden key of single sign-on where name and second agree', async () => {
    const person = { type: 'IdentityCenterUser', accountId: OURS, userName: 'ann', onBehalfOf: { userId: 'u-1' } };
    const engine = await engineOf([
      call('GetRoleCredentials', '09:00:00', person, { eventSource: 'sso.amazonaws.com' }),
      call('GetObject', '09:01:00', role('AROASSO:ann', 'ASIA1', '09:00:00')),
      call('GetObject', '09:01:00', role('AROASSO:eve', 'ASIA2', '09:00:00')),
    ]);
    expect(await treeOf(engine)).toEqual(['u-1', '  ASIA1 (hidden key)', 'ASIA2']);
  });

  it('of nobody where a service gives credentials to an instance, a function or itself', async () => {
    const service = { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' };
    const lambda = role('AROAF:fn', 'ASIAF', '09:00:00', {
      inScopeOf: {
        issuerType: 'AWS::Lambda::Function',
        credentialsIssuedTo: `arn:aws:lambda:eu-west-1:${OURS}:function:fn`,
      },
    });
    const engine = await engineOf([
      assume('09:00:00', service, 'ASIAGIVEN', 'AROAI:i-0123456789abcdef0'),
      call('GetObject', '09:01:00', role('AROAI:i-0123456789abcdef0', 'ASIAGIVEN', '09:00:00')),
      call('GetObject', '09:02:00', role('AROAI:i-0fffffffffffffff0', 'ASIAI', '09:00:00')),
      call('GetObject', '09:03:00', lambda),
    ]);
    expect(await treeOf(engine)).toEqual(['ASIAGIVEN (delivered)', 'ASIAI (delivered)', 'ASIAF (delivered)']);
    expect((await cardOf(engine, 'ASIAI')).session.end).toEqual({ reason: 'service', to: 'i-0fffffffffffffff0' });
    expect((await cardOf(engine, 'ASIAF')).session.end).toEqual({
      reason: 'service',
      to: `arn:aws:lambda:eu-west-1:${OURS}:function:fn`,
    });
  });

  it('of nobody where a service entered the role itself, with a key that its record states or without one', async () => {
    const linked = role('AROASLR:job', undefined, '09:00:00', { invokedBy: 'rds.amazonaws.com' });
    const engine = await engineOf([
      assume('09:00:00', { type: 'AWSService', invokedBy: 'rds.amazonaws.com' }, 'ASIANEVER', 'AROASLR:job'),
      call('GetObject', '09:01:00', linked),
      call('GetObject', '09:02:00', {
        ...role('AROAOTHER:job', 'ASIASLR', '08:00:00'),
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            arn: `arn:aws:iam::${OURS}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
          },
          attributes: { creationDate: at('08:00:00') },
        },
      }),
    ]);
    const name = `AROASLR:job@${at('09:00:00')}`;
    expect(await treeOf(engine)).toEqual([`${name} (delivered)`, 'ASIASLR']);
    expect((await cardOf(engine, name)).session.end).toEqual({ reason: 'service', to: 'job' });
    expect((await cardOf(engine, 'ASIASLR')).session.end).toEqual({ reason: 'service', to: null });
  });

  it('across hours that the case does not have, as long as the key says it', async () => {
    const engine = await engineOf(
      [assume('01:00:00', deploy, 'ASIALONG', 'AROAX:a', {}, '2026-03-12T13:00:00Z')],
      [call('GetObject', '12:59:59', role('AROAX:a', 'ASIALONG', '01:00:00'))],
    );
    expect(await treeOf(engine)).toEqual(['AKIADEPLOY', '  ASIALONG (exact)']);
    expect((await cardOf(engine, 'ASIALONG')).proofs[0]?.outside).toEqual([]);
  });

  it('with services that act for it counted apart, and none of those that act by themselves', async () => {
    const engine = await engineOf([
      call('GetObject', '09:00:00', deploy),
      call('Decrypt', '09:00:01', { ...deploy, invokedBy: 'kms.amazonaws.com' }),
      call('PutObject', '09:00:02', { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' }),
      call('GetObject', '09:00:03', { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }),
    ]);
    expect((await cardOf(engine, 'AKIADEPLOY')).session).toMatchObject({ events: 2, byServices: 1 });
    expect(await treeOf(engine)).toEqual(['AKIADEPLOY']);
    expect(await engine.sessions.of(2)).toBeUndefined();
    expect(await engine.sessions.of(1)).toMatchObject({ name: 'AKIADEPLOY' });
  });

  it('and an empty or absent key is none', async () => {
    const engine = await engineOf([
      call('GetObject', '09:00:00', user('')),
      call('GetObject', '09:00:01', user(undefined)),
    ]);
    expect(await treeOf(engine)).toEqual(['AIDADEPLOY']);
    expect(await count(engine, 'session', '')).toBe(0);
  });

  it('in a ring of roles that enter each other, which is cut and said', async () => {
    const ring = await engineOf([
      assume('09:00:00', role('AROAA:x', 'ASIAA', '08:00:00'), 'ASIAB', 'AROAB:x'),
      assume('09:10:00', role('AROAB:x', 'ASIAB', '09:00:00'), 'ASIAC', 'AROAC:x'),
      assume('09:20:00', role('AROAC:x', 'ASIAC', '09:10:00'), 'ASIAA', 'AROAA:x'),
      call('GetObject', '09:30:00', role('AROAA:x', 'ASIAA', '08:00:00')),
    ]);
    expect(await treeOf(ring)).toEqual(['ASIAA (exact)', '  ASIAB (exact)', '    ASIAC (exact)']);
    const { session } = await cardOf(ring, 'ASIAA');
    expect(session.end?.reason).toBe('ring');
    expect(await count(ring, 'descent', 'ASIAB')).toBe(2);
    // Juggling takes a new key each time: that is a chain without an end.
    const juggled = Array.from({ length: 300 }, (_, i) =>
      assume('09:00:00', role('AROAA:x', `ASIA${String(i)}`, '08:00:00'), `ASIA${String(i + 1)}`, 'AROAA:x'),
    );
    const long = await engineOf(juggled);
    expect((await treeOf(long)).at(-1)).toBe(`${'  '.repeat(300)}ASIA300 (exact)`);
    expect(await count(long, 'origin', 'ASIA299')).toBe(300);
  });

  it('and keeps who is behind it, though a chain loses that', async () => {
    const person = role('AROASSO:ann', 'ASIAANN', '09:00:00', { onBehalfOf: { userId: 'u-1' } });
    const engine = await engineOf([
      assume('09:01:00', person, 'ASIANEXT', 'AROANEXT:ann'),
      call('GetObject', '09:02:00', role('AROANEXT:ann', 'ASIANEXT', '09:01:00')),
    ]);
    const { session, origin } = await cardOf(engine, 'ASIANEXT');
    expect(session.onBehalfOf).toBeNull();
    expect(origin[0]).toMatchObject({ name: 'ASIAANN', onBehalfOf: 'u-1' });
  });

  it('in the account where the record may lie, where none is in the case', async () => {
    const china = role('AROACN:job', 'ASIACN', '09:20:00', { account: OURS, partition: 'aws-cn' });
    const engine = await engineOf([
      call('GetObject', '10:30:00', role('AROAX:job', 'ASIA1', '09:20:00')),
      call('GetObject', '10:31:00', china, { awsRegion: 'cn-northwest-1' }),
      call('GetObject', '10:32:00', role('AROAZ:job', 'ASIAOUT', '09:20:00', { account: '999999999999' })),
    ]);
    const look = { account: OURS, from: seconds('09:00:00'), to: seconds('10:00:00') };
    expect((await cardOf(engine, 'ASIA1')).session.end).toEqual({
      reason: 'no record',
      look: { ...look, regions: ['eu-west-1', 'us-east-1'] },
    });
    expect((await cardOf(engine, 'ASIACN')).session.end).toEqual({
      reason: 'no record',
      look: { ...look, regions: ['cn-northwest-1', 'cn-north-1'] },
    });
    expect((await cardOf(engine, 'ASIAOUT')).session.end).toEqual({
      reason: 'outside account',
      account: '999999999999',
    });
  });

  it('and a key that nobody used stands there all the same', async () => {
    const engine = await engineOf([assume('09:00:00', deploy, 'ASIAUNUSED', 'AROAX:job')]);
    expect(await treeOf(engine)).toEqual(['AKIADEPLOY', '  ASIAUNUSED (exact)']);
    expect((await cardOf(engine, 'ASIAUNUSED')).session).toMatchObject({
      kind: 'unused',
      events: 0,
      principal: 'AROAX:job',
    });
  });

  it('once, though the records were delivered twice', async () => {
    const engine = await engineOf(chain, chain);
    await engine.settleDuplicates((locators) => Promise.resolve(locators.map(({ record }) => String(record))));
    expect((await cardOf(engine, 'ASIAARCH')).session.events).toBe(2);
    expect((await cardOf(engine, 'ASIAARCH')).proofs[0]?.calls).toHaveLength(1);
    // Where duplicates are shown, they are of the same session.
    const kin = { op: 'lineage', part: 'session', of: 'ASIAARCH', inferred: true } as const;
    expect((await engine.counts({ clauses: [{ id: 'kin', filter: kin }], copies: true })).matched).toBe(4);
    expect((await engine.counts({ clauses: [{ id: 'kin', filter: kin }] })).matched).toBe(2);
    expect(await engine.sessions.of(36)).toMatchObject({ name: 'ASIAARCH' });
  });

  it('and is found by parts of its names, with what leads to it', async () => {
    const engine = await engineOf(chain, [call('GetObject', '08:00:00', user('AKIAOTHER', { principalId: 'AIDAO' }))]);
    expect(await treeOf(engine, true, 'aroaarch')).toEqual([
      'AKIADEPLOY',
      '  ASIAPROD (exact)',
      '    ASIAARCH (exact)',
    ]);
    const { total } = await engine.sessions.tree({
      order: 'first',
      descending: false,
      inferred: true,
      search: 'ASIAARCH',
    });
    expect(total).toBe(1);
    expect(await treeOf(engine, true, 'nowhere')).toEqual([]);
  });
});
