import type { Connection, ConnectionSpec, ConnectRequest, ProfilesReply } from '../../../contract/acquire';
import type { AcquireApi } from './acquire-api';
import { ApiError } from '../api/api';
import type { Loadable, Problem } from '../api/loading';
import { problemOf } from '../api/loading';

/** How to sign in, as the form has it. */
export interface ConnectForm {
  /** A profile's name; empty: the default chain. */
  profile: string;
  assume: boolean;
  roleArn: string;
  externalId: string;
  mfaSerial: string;
  endpoint: string;
  pathStyle: boolean;
  region: string;
  requesterPays: boolean;
}

export type ConnectStage =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  /** The code of this device is asked for; `problem`: why the one before was not taken. */
  | { readonly state: 'mfa'; readonly device: string; readonly problem: Problem | undefined }
  | { readonly state: 'failed'; readonly problem: Problem; readonly code: string }
  | { readonly state: 'connected'; readonly connection: Connection; readonly spec: ConnectionSpec };

const EMPTY: Readonly<ConnectForm> = {
  profile: '',
  assume: false,
  roleArn: '',
  externalId: '',
  mfaSerial: '',
  endpoint: '',
  pathStyle: false,
  region: '',
  requesterPays: false,
};

/**
 * The sign-in to AWS or to a store like it. Credentials are main's alone: the window knows names of profiles, and the
 * opaque id of a connection. A code, or an external ID, is dropped as soon as it was used.
 */
export class ConnectState {
  form = $state<ConnectForm>({ ...EMPTY });
  stage = $state.raw<ConnectStage>({ state: 'idle' });
  profiles = $state.raw<Loadable<ProfilesReply>>({ state: 'idle' });
  /** Waits for a code; gone once it was sent. */
  #waiting: ConnectRequest | undefined;
  #turn = 0;

  constructor(private readonly api: AcquireApi) {}

  get connection(): Connection | undefined {
    return this.stage.state === 'connected' ? this.stage.connection : undefined;
  }

  get spec(): ConnectionSpec | undefined {
    return this.stage.state === 'connected' ? this.stage.spec : undefined;
  }

  /** Reads the files of profiles anew: they may have been written a moment ago. */
  async readProfiles(): Promise<void> {
    if (this.profiles.state === 'idle') this.profiles = { state: 'loading' };
    try {
      this.profiles = { state: 'ready', value: await this.api.profiles() };
    } catch (error) {
      this.profiles = { state: 'failed', problem: problemOf(error) };
    }
  }

  /** Fills the form in as an acquisition was connected before. */
  fill(spec: ConnectionSpec): void {
    this.form = {
      ...EMPTY,
      profile: spec.profile ?? '',
      assume: spec.roleArn !== undefined,
      roleArn: spec.roleArn ?? '',
      mfaSerial: spec.mfaSerial ?? '',
      endpoint: spec.endpoint ?? '',
      pathStyle: spec.pathStyle ?? false,
      region: spec.region ?? '',
      requesterPays: spec.requesterPays ?? false,
    };
  }

  /** @returns true once connected */
  connect(): Promise<boolean> {
    return this.#send(requestOf(this.form));
  }

  /** Sends what waits for a code again with it. @returns true once connected */
  async answer(code: string): Promise<boolean> {
    const request = this.#waiting;
    if (request === undefined) return false;
    return this.#send({ ...request, mfaCode: code });
  }

  /** Gives up a sign-in that is under way or waits for a code. */
  cancel(): void {
    this.#turn++;
    this.#waiting = undefined;
    this.form.externalId = '';
    if (this.stage.state !== 'connected') this.stage = { state: 'idle' };
  }

  /** Main said that it knows the connection no more. */
  lost(problem: Problem): void {
    this.#turn++;
    this.#waiting = undefined;
    this.stage = { state: 'failed', problem, code: 'not-connected' };
  }

  /** Ends the sign-in; what goes on with it in main ends too. Rejects with ApiError. */
  async disconnect(): Promise<void> {
    const { connection } = this;
    this.#turn++;
    this.#waiting = undefined;
    this.stage = { state: 'idle' };
    if (connection !== undefined) await this.api.disconnect(connection.id);
  }

  async #send(request: ConnectRequest): Promise<boolean> {
    const turn = ++this.#turn;
    const before = this.stage;
    this.stage = { state: 'connecting' };
    try {
      const connection = await this.api.connect(request);
      if (turn !== this.#turn) {
        // Nobody waits for it any more.
        await this.api.disconnect(connection.id);
        return false;
      }
      this.#waiting = undefined;
      this.form.externalId = '';
      const { mfaCode: _code, externalId: _external, ...spec } = request;
      this.stage = { state: 'connected', connection, spec };
      return true;
    } catch (error) {
      if (turn === this.#turn) this.#refused(request, error, before);
      return false;
    }
  }

  #refused(request: ConnectRequest, error: unknown, before: ConnectStage): void {
    const problem = problemOf(error);
    const code = error instanceof ApiError ? error.code : 'internal';
    const { mfaCode, ...rest } = request;
    if (code === 'mfa-required') {
      this.#waiting = rest;
      this.stage = { state: 'mfa', device: problem.details ?? '', problem: undefined };
      return;
    }
    if (mfaCode !== undefined && code === 'credentials-refused' && before.state === 'mfa') {
      this.stage = { state: 'mfa', device: before.device, problem };
      return;
    }
    this.#waiting = undefined;
    this.stage = { state: 'failed', problem, code };
  }
}

function requestOf(form: ConnectForm): ConnectRequest {
  const request: ConnectRequest = {};
  const text = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim());
  const put = <K extends 'profile' | 'roleArn' | 'externalId' | 'mfaSerial' | 'endpoint' | 'region'>(key: K): void => {
    const value = text(form[key]);
    if (value !== undefined) request[key] = value;
  };
  put('profile');
  put('endpoint');
  put('region');
  if (form.assume) for (const key of ['roleArn', 'externalId', 'mfaSerial'] as const) put(key);
  if (request.endpoint !== undefined && form.pathStyle) request.pathStyle = true;
  if (form.requesterPays) request.requesterPays = true;
  return request;
}
