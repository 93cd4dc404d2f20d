import { describe, expect, it } from 'vitest';
import type { Connection, ConnectRequest } from '../../../contract/acquire';
import { AcquireApi } from './acquire-api';
import { Api, ApiError } from '../api/api';
import { ConnectState } from './connect-state.svelte';

const CONNECTION: Connection = { id: 'opaque', caller: null, identityNote: 'why', expires: null, label: 'profile a' };

/** Answers one after the other; what it was asked is kept. */
class Answers extends AcquireApi {
  readonly asked: ConnectRequest[] = [];
  readonly ended: string[] = [];

  constructor(private readonly answers: (Connection | ApiError)[]) {
    super(new Api());
  }

  override connect(request: ConnectRequest): Promise<Connection> {
    this.asked.push(request);
    const answer = this.answers.shift();
    if (answer === undefined) throw new Error('Nothing more was to be asked.');
    return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
  }

  override disconnect(connection: string): Promise<void> {
    this.ended.push(connection);
    return Promise.resolve();
  }
}

const mfa = new ApiError('mfa-required', 'asks for a code', 'arn:aws:iam::1:mfa/a');
const wrong = new ApiError('credentials-refused', 'not accepted');

function roleForm(connect: ConnectState): void {
  Object.assign(connect.form, { assume: true, roleArn: ' arn:aws:iam::1:role/r ', externalId: 'canary-external' });
}

describe('connecting', () => {
  it('asks with what is filled in alone', async () => {
    const api = new Answers([CONNECTION]);
    const connect = new ConnectState(api);
    Object.assign(connect.form, { roleArn: 'left from before', pathStyle: true, region: ' eu-west-1 ' });
    expect(await connect.connect()).toBe(true);
    expect(api.asked).toEqual([{ region: 'eu-west-1' }]);
    expect(connect.connection).toEqual(CONNECTION);
  });

  it('asks for the code of a device, sends the same again with it, and keeps neither code nor external ID', async () => {
    const api = new Answers([mfa, wrong, CONNECTION]);
    const connect = new ConnectState(api);
    roleForm(connect);
    expect(await connect.connect()).toBe(false);
    expect(connect.stage).toEqual({ state: 'mfa', device: 'arn:aws:iam::1:mfa/a', problem: undefined });
    expect(await connect.answer('111111')).toBe(false);
    expect(connect.stage).toMatchObject({ state: 'mfa', problem: { message: 'not accepted' } });
    expect(await connect.answer('222222')).toBe(true);
    expect(api.asked.map(({ mfaCode }) => mfaCode)).toEqual([undefined, '111111', '222222']);
    expect(api.asked.at(-1)).toEqual({
      roleArn: 'arn:aws:iam::1:role/r',
      externalId: 'canary-external',
      mfaCode: '222222',
    });
    const held = JSON.stringify([connect.form, connect.stage]);
    expect(held).not.toContain('canary-external');
    expect(held).not.toContain('222222');
  });

  it('does not keep what waited for a code once it is given up', async () => {
    const api = new Answers([mfa]);
    const connect = new ConnectState(api);
    roleForm(connect);
    await connect.connect();
    connect.cancel();
    expect(connect.stage.state).toBe('idle');
    expect(connect.form.externalId).toBe('');
    expect(await connect.answer('123456')).toBe(false);
    expect(api.asked).toHaveLength(1);
  });

  it('ends a sign-in that nobody waits for any more', async () => {
    const api = new Answers([CONNECTION]);
    const connect = new ConnectState(api);
    const signing = connect.connect();
    connect.cancel();
    expect(await signing).toBe(false);
    expect(api.ended).toEqual(['opaque']);
    expect(connect.connection).toBeUndefined();
  });

  it('says why it failed', async () => {
    const connect = new ConnectState(new Answers([wrong]));
    await connect.connect();
    expect(connect.stage).toEqual({
      state: 'failed',
      code: 'credentials-refused',
      problem: { message: 'not accepted' },
    });
  });

  it('is filled in as an acquisition was connected before', () => {
    const connect = new ConnectState(new Answers([]));
    connect.fill({ profile: 'audit', roleArn: 'arn:aws:iam::1:role/r', endpoint: 'https://s', pathStyle: true });
    expect(connect.form).toMatchObject({ profile: 'audit', assume: true, endpoint: 'https://s', pathStyle: true });
    expect(connect.form.externalId).toBe('');
  });
});
