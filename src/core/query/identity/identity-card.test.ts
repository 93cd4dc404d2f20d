import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineOver, type MadeEvent } from '../../../../test/support/made-events';
import { NO_TIME } from '../../event/facet-values';
import type { IdentityCard } from './card';

const BUILD = '111122223333';
const PAYROLL = '444455556666';
const USER = `arn:aws:iam::${BUILD}:user/ci-deploy`;
const ROLE = `arn:aws:iam::${PAYROLL}:role/PayrollExport`;
const SESSION = `arn:aws:sts::${PAYROLL}:assumed-role/PayrollExport/ci`;
const KEY = 'AKIAI44QH8DHBEXAMPLE';

function event(time: number, eventName: string, facets: MadeEvent['facets'] = {}, bytesOut = -1): MadeEvent {
  const given = { eventName, outcome: 'success', callerClass: 'people', recipientAccountId: BUILD, ...facets };
  return { time, facets: given, bytesOut };
}

function byUser(time: number, eventName: string, facets: MadeEvent['facets'] = {}, bytesOut = -1): MadeEvent {
  return event(time, eventName, { principal: USER, accessKeyId: KEY, accountId: BUILD, ...facets }, bytesOut);
}

const iam = { eventSource: 'iam.amazonaws.com' };

async function userCard(...events: readonly MadeEvent[]): Promise<IdentityCard> {
  return (await engineOver([events])).identities.card({ facet: 'principal', value: USER });
}

describe('the card of an identity', () => {
  it('tells first and last of each name, succeeded and failed with reasons', async () => {
    const card = await userCard(
      byUser(10, 'GetObject', { sourceIPAddress: '203.0.113.77' }),
      byUser(30, 'GetObject', { outcome: 'denied', errorCode: 'AccessDenied' }),
      byUser(20, 'GetObject', { outcome: 'denied', errorCode: 'AccessDenied' }),
      byUser(40, 'ConsoleLogin', { outcome: 'sign-in failed' }),
      byUser(NO_TIME, 'ListBuckets', { outcome: 'probe', errorCode: 'DryRunOperation' }),
      event(5, 'GetObject', { principal: 'another' }),
    );
    expect([card.events, card.denied, card.failed, card.first, card.last]).toEqual([5, 2, 3, 10, 40]);
    expect(card.names.total).toBe(3);
    expect(card.names.rows[0]).toEqual({
      name: 'GetObject',
      count: 3,
      first: 10,
      last: 30,
      succeeded: { count: 1, first: 10, last: 10 },
      failed: { count: 2, first: 20, last: 30 },
      reasons: [{ reason: 'AccessDenied', count: 2 }],
    });
    expect(card.names.rows.find(({ name }) => name === 'ConsoleLogin')?.reasons).toEqual([
      { reason: 'sign-in failed', count: 1 },
    ]);
    const probe = card.names.rows.find(({ name }) => name === 'ListBuckets');
    expect([probe?.succeeded.count, probe?.failed.count, probe?.first]).toEqual([0, 0, null]);
    expect(card.lists.sourceIPAddress).toEqual({
      total: 1,
      rows: [{ value: '203.0.113.77', count: 1, first: 10, last: 10 }],
    });
  });

  it('counts bytes of successful reads by people alone', async () => {
    const card = await userCard(
      byUser(1, 'GetObject', { readOnly: 'true' }, 100),
      byUser(2, 'GetObject', { readOnly: 'true' }, 23),
      byUser(3, 'GetObject', { readOnly: 'true', outcome: 'denied' }, 1000),
      byUser(4, 'PutObject', { readOnly: 'false' }, 2000),
      byUser(5, 'GetObject', { readOnly: 'true', callerClass: 'service' }, 4000),
    );
    expect(card.bytesOut).toBe(123);
  });

  it('tells the roles that were assumed, and by whom an identity was: by the key before the role', async () => {
    const engine = await engineOver([
      [
        byUser(10, 'AssumeRole', { resource: [ROLE], issuedKey: 'ASIA1' }),
        byUser(12, 'AssumeRole', { resource: [`${ROLE}2`], outcome: 'denied', errorCode: 'AccessDenied' }),
        event(13, 'AssumeRole', { principal: 'other', resource: [ROLE], issuedKey: 'ASIA2' }),
        event(20, 'GetObject', { principal: SESSION, accessKeyId: 'ASIA1', role: ROLE, ownerAccountId: [PAYROLL] }),
        event(21, 'ListBuckets', { principal: SESSION, accessKeyId: 'ASIA1', role: ROLE, recipientAccountId: PAYROLL }),
      ],
    ]);
    const user = await engine.identities.card({ facet: 'principal', value: USER });
    expect(user.rolesAssumed).toEqual({
      total: 2,
      rows: [
        { role: ROLE, count: 1, first: 10, last: 10, succeeded: 1, failed: 0 },
        { role: `${ROLE}2`, count: 1, first: 12, last: 12, succeeded: 0, failed: 1 },
      ],
    });
    expect(user.assumedBy.total).toBe(0);
    const session = await engine.identities.card({ facet: 'principal', value: SESSION });
    expect(session.assumedBy.rows).toEqual([{ principal: USER, count: 1, first: 10, last: 10, proof: 'key' }]);
    expect(session.accountsActedOn.rows.map(({ value, count }) => [value, count])).toEqual([[PAYROLL, 2]]);
    const key = await engine.identities.card({ facet: 'accessKeyId', value: 'ASIA2' });
    expect([key.events, key.assumedBy.rows.map(({ principal }) => principal)]).toEqual([0, ['other']]);
    const role = await engine.identities.card({ facet: 'role', value: ROLE });
    expect(role.assumedBy.rows.map(({ principal, proof }) => [principal, proof])).toEqual([
      [USER, 'key'],
      ['other', 'role'],
    ]);
  });

  it('tells what was created and what became of it, whoever ended it and however it is written', async () => {
    const card = await userCard(
      byUser(10, 'CreateUser', { ...iam, resource: ['user/backdoor'] }),
      byUser(11, 'CreateAccessKey', { ...iam, resource: ['user/backdoor'], issuedKey: 'AKIAIOSFODNN7EXAMPLE' }),
      byUser(12, 'CreateLoginProfile', { ...iam, resource: ['user/backdoor'] }),
      byUser(13, 'CreatePolicy', { ...iam, resource: ['policy/Everything'] }),
      byUser(14, 'PutUserPolicy', { ...iam, resource: ['user/ci-deploy', 'policy/all'] }),
      byUser(15, 'CreateRole', { ...iam, resource: ['role/Denied'], outcome: 'denied' }),
      byUser(16, 'RunInstances', { eventSource: 'ec2.amazonaws.com', resource: ['ami-1'] }),
      byUser(17, 'RunInstances', { eventSource: 'ec2.amazonaws.com', resource: ['ami-1'] }),
      byUser(18, 'CreateBucket', { eventSource: 's3.amazonaws.com', bucketName: 'loot' }),
      // By another, and with the ARN.
      event(30, 'DeletePolicy', {
        ...iam,
        principal: 'admin',
        resource: [`arn:aws:iam::${BUILD}:policy/path/Everything`],
      }),
      event(31, 'UpdateAccessKey', { ...iam, principal: 'admin', resource: ['user/backdoor', 'AKIAIOSFODNN7EXAMPLE'] }),
      event(32, 'DeleteUserPolicy', { ...iam, principal: 'admin', resource: ['user/ci-deploy', 'policy/other'] }),
      // In another account, refused, and before it was there.
      event(33, 'DeleteUser', { ...iam, recipientAccountId: PAYROLL, resource: ['user/backdoor'] }),
      event(34, 'DeleteUser', { ...iam, resource: ['user/backdoor'], outcome: 'denied' }),
      event(5, 'DeleteLoginProfile', { ...iam, resource: ['user/backdoor'] }),
      // Buckets are of one space.
      event(40, 'DeleteBucket', {
        eventSource: 's3.amazonaws.com',
        bucketName: 'loot',
        principal: 'admin',
        recipientAccountId: PAYROLL,
      }),
    );
    expect(card.created.rows.map(({ kind, name, standing, created }) => [kind, name, standing, created])).toEqual([
      ['bucket', 'loot', 'deleted', 1],
      ['instance', null, 'untold', 2],
      ['inline policy of a user', 'user/ci-deploy policy/all', 'stands', 1],
      ['policy', 'policy/Everything', 'deleted', 1],
      ['login profile', 'user/backdoor', 'stands', 1],
      ['access key', 'AKIAIOSFODNN7EXAMPLE', 'changed', 1],
      ['user', 'user/backdoor', 'stands', 1],
    ]);
    expect(card.created.rows[3]?.end).toEqual({ eventName: 'DeletePolicy', principal: 'admin', time: 30 });
  });

  it('follows what was made again, switched off and on', async () => {
    const kms = { eventSource: 'kms.amazonaws.com', resource: [`arn:aws:kms:us-east-1:${BUILD}:key/1`] };
    const card = await userCard(
      byUser(10, 'CreateUser', { ...iam, resource: ['user/a'] }),
      byUser(20, 'DeleteUser', { ...iam, resource: ['user/a'] }),
      byUser(30, 'CreateUser', { ...iam, resource: ['user/a'] }),
      byUser(40, 'CreateKey', kms),
      byUser(50, 'ScheduleKeyDeletion', kms),
      byUser(60, 'CancelKeyDeletion', kms),
      byUser(70, 'DisableKey', kms),
    );
    expect(card.created.rows.map(({ kind, standing, created }) => [kind, standing, created])).toEqual([
      ['key of KMS', 'disabled', 1],
      ['user', 'stands', 2],
    ]);
  });

  it('follows what only the response names: each instance, a group by id or name, a trail by name or ARN', async () => {
    const ec2 = { eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1' };
    const trail = { eventSource: 'cloudtrail.amazonaws.com', awsRegion: 'eu-west-1' };
    const card = await userCard(
      byUser(10, 'RunInstances', { ...ec2, resource: ['i-1', 'i-2', 'i-3', 'ami-1'] }),
      byUser(11, 'CreateSecurityGroup', { ...ec2, resource: ['sg-1', 'security-group/open'] }),
      byUser(12, 'CreateSecurityGroup', { ...ec2, resource: ['sg-2', 'security-group/other'] }),
      byUser(13, 'CreateVolume', { ...ec2, resource: ['vol-1', 'snap-9'] }),
      byUser(14, 'CreateTrail', {
        ...trail,
        resource: [`arn:aws:cloudtrail:eu-west-1:${BUILD}:trail/mine`, 'mine'],
      }),
      event(20, 'TerminateInstances', { ...ec2, resource: ['i-2', 'i-1'], principal: 'admin' }),
      event(21, 'StopInstances', { ...ec2, resource: ['i-3'] }),
      event(22, 'DeleteSecurityGroup', { ...ec2, resource: ['security-group/open'] }),
      event(23, 'DeleteSecurityGroup', { ...ec2, resource: ['sg-2'] }),
      event(24, 'StopLogging', { ...trail, resource: ['mine'] }),
    );
    expect(card.created.rows.map(({ kind, name, standing }) => [kind, name, standing])).toEqual([
      ['trail', 'mine', 'disabled'],
      ['volume', 'vol-1', 'stands'],
      ['security group', 'sg-2', 'deleted'],
      ['security group', 'sg-1', 'deleted'],
      ['instance', 'i-1', 'deleted'],
      ['instance', 'i-2', 'deleted'],
      ['instance', 'i-3', 'disabled'],
    ]);
  });

  it('does not say of two groups of one name which of them was deleted by it', async () => {
    const ec2 = { eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1' };
    const card = await userCard(
      byUser(10, 'CreateSecurityGroup', { ...ec2, resource: ['sg-1', 'security-group/open'] }),
      byUser(11, 'CreateSecurityGroup', { ...ec2, resource: ['sg-2', 'security-group/open'] }),
      event(20, 'DeleteSecurityGroup', { ...ec2, resource: ['security-group/open'] }),
    );
    expect(card.created.rows.map(({ name, standing }) => [name, standing])).toEqual([
      ['sg-2', 'changed'],
      ['sg-1', 'changed'],
    ]);
  });

  it('follows a key pair by its name and by its id, also where it was made anew', async () => {
    const ec2 = { eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1' };
    const card = await userCard(
      byUser(10, 'CreateKeyPair', { ...ec2, resource: ['key-1', 'key-pair/door'] }),
      byUser(11, 'ImportKeyPair', { ...ec2, resource: ['key-2', 'key-pair/gate'] }),
      // Records of other years have no id.
      byUser(12, 'CreateKeyPair', { ...ec2, resource: ['key-pair/old'] }),
      byUser(13, 'CreateKeyPair', { ...ec2, resource: ['key-3', 'key-pair/kept'] }),
      event(20, 'DeleteKeyPair', { ...ec2, resource: ['key-1'] }),
      byUser(21, 'CreateKeyPair', { ...ec2, resource: ['key-4', 'key-pair/door'] }),
      event(22, 'DeleteKeyPair', { ...ec2, resource: ['key-4'] }),
      event(23, 'DeleteKeyPair', { ...ec2, resource: ['key-pair/gate'] }),
      event(24, 'DeleteKeyPair', { ...ec2, resource: ['key-pair/old'] }),
    );
    expect(card.created.rows.map(({ name, standing, created }) => [name, standing, created])).toEqual([
      ['key-pair/door', 'deleted', 2],
      ['key-pair/kept', 'stands', 1],
      ['key-pair/old', 'deleted', 1],
      ['key-pair/gate', 'deleted', 1],
    ]);
  });

  it('is empty for a value that the case does not have', async () => {
    const card = await (await engineOver([[byUser(1, 'GetObject')]])).identities.card({ facet: 'role', value: 'none' });
    expect([card.events, card.names.total, card.first, card.created.total]).toEqual([0, 0, null, 0]);
  });

  it('cuts its lists and says how many there are', async () => {
    const many = Array.from({ length: 400 }, (_, at) =>
      byUser(at, `Name${at}`, { sourceIPAddress: `10.0.${at >> 8}.${at & 255}` }),
    );
    const card = await userCard(...many);
    expect([card.names.total, card.names.rows.length]).toEqual([400, 300]);
    expect([card.lists.sourceIPAddress.total, card.lists.sourceIPAddress.rows.length]).toEqual([400, 50]);
  });

  it('counts names as a naive reference does', async () => {
    const made = fc.record({
      time: fc.oneof(fc.integer({ min: 10, max: 20 }), fc.constant(NO_TIME)),
      facets: fc.record(
        {
          principal: fc.constantFrom(USER, 'another'),
          eventName: fc.constantFrom('A', 'B', ''),
          outcome: fc.constantFrom('success', 'denied', 'probe', 'partly failed'),
          errorCode: fc.constantFrom('X', 'Y'),
        },
        { requiredKeys: [] },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(made, { maxLength: 40 }), { minLength: 1, maxLength: 2 }), async (parts) => {
        const engine = await engineOver(parts);
        const { names } = await engine.identities.card({ facet: 'principal', value: USER });
        const own = parts.flat().filter(({ facets }) => facets.principal === USER);
        for (const row of names.rows) {
          const of = own.filter(({ facets }) => (facets.eventName ?? null) === row.name);
          const times = of.map(({ time }) => time).filter((time) => time !== NO_TIME);
          const failed = of.filter(({ facets }) => ['denied', 'partly failed'].includes(facets.outcome ?? ''));
          expect([row.count, row.first, row.last]).toEqual([
            of.length,
            times.length === 0 ? null : Math.min(...times),
            times.length === 0 ? null : Math.max(...times),
          ]);
          expect(row.failed.count).toBe(failed.length);
          expect(row.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(failed.length);
          expect(row.succeeded.count).toBe(of.filter(({ facets }) => facets.outcome === 'success').length);
        }
        expect(names.rows.reduce((sum, { count }) => sum + count, 0)).toBe(own.length);
      }),
      { numRuns: 100 },
    );
  });
});
