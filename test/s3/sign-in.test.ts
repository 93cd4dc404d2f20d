import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Connections } from '../../src/main/acquire/s3/connections';
import { listProfiles } from '../../src/main/acquire/s3/profiles';

const SERIAL = 'arn:aws:iam::111122223333:mfa/analyst';
const NAMES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL_STS',
  'AWS_EC2_METADATA_DISABLED',
] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);

let folder: string;
let sts: Server;
/** Bodies of the requests. */
let asked: URLSearchParams[] = [];
/** A network's sign-in page answers instead. */
let isPage = false;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-sign-in-'));
  sts = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      asked.push(form);
      if (isPage) {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html><body>Sign in</body></html>');
        return;
      }
      const refused = form.get('TokenCode') === '000000';
      response.writeHead(refused ? 403 : 200, { 'content-type': 'text/xml' });
      response.end(refused ? DENIED : form.get('Action') === 'AssumeRole' ? ASSUMED : IDENTITY);
    });
  });
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
  writeFileSync(
    join(folder, 'credentials'),
    '[lab]\naws_access_key_id=AKIAEXAMPLE\naws_secret_access_key=secret\n[helper]\ncredential_process=/bin/false --token hidden-in-the-command\n',
  );
  writeFileSync(
    join(folder, 'config'),
    [
      `[profile audited]\nrole_arn=arn:aws:iam::111122223333:role/audit\nsource_profile=lab\nmfa_serial=${SERIAL}`,
      '[profile web]\nsso_session=x\nsso_account_id=111122223333\nsso_role_name=r\nregion=eu-west-1',
      '[sso-session x]\nsso_region=us-east-1\nsso_start_url=https://example.awsapps.com/start',
      '',
    ].join('\n'),
  );
});
beforeEach(() => {
  asked = [];
  for (const name of NAMES) Reflect.deleteProperty(process.env, name);
  process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  process.env['AWS_ENDPOINT_URL_STS'] = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});
afterAll(async () => {
  sts.closeAllConnections();
  await new Promise((resolve) => sts.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::111122223333:user/analyst</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`;
const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>other</SecretAccessKey><SessionToken>token</SessionToken>
  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>
  <Arn>arn:aws:sts::111122223333:assumed-role/audit/trailbench</Arn><AssumedRoleId>AROAEXAMPLE:trailbench</AssumedRoleId>
  </AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`;
const DENIED = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
  <Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message></Error></ErrorResponse>`;

describe('signing in', () => {
  it('lists profiles with how each signs in, and nothing secret', async () => {
    const { profiles, environment, files } = await listProfiles();
    expect(profiles.map(({ name, kind }) => [name, kind])).toEqual([
      ['audited', 'role'],
      ['helper', 'process'],
      ['lab', 'keys'],
      ['web', 'sso'],
    ]);
    expect(profiles[0]).toMatchObject({ mfaSerial: SERIAL, roleArn: 'arn:aws:iam::111122223333:role/audit' });
    expect(environment).toBe(false);
    expect(files).toContain(join(folder, 'config'));
    expect(JSON.stringify(profiles)).not.toMatch(/AKIA|secret|hidden/);
  });

  it('says who it is', async () => {
    const connections = new Connections();
    const reply = await connections.connect({ profile: 'lab' });
    expect(reply).toMatchObject({
      caller: { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/analyst' },
      identityNote: null,
      label: 'profile lab',
    });
    expect(JSON.stringify(reply)).not.toMatch(/AKIAEXAMPLE|secret/);
    connections.disconnect(reply.id);
    expect(() => connections.get(reply.id)).toThrow(expect.objectContaining({ code: 'not-connected' }));
    connections.close();
  });

  it('assumes a role with an external ID, and asks for the code of the device that it names', async () => {
    const connections = new Connections();
    const request = {
      profile: 'lab',
      roleArn: 'arn:aws:iam::444455556666:role/x',
      externalId: 'case-7',
      mfaSerial: SERIAL,
    };
    await expect(connections.connect(request)).rejects.toMatchObject({ code: 'mfa-required', details: SERIAL });
    const { id, expires } = await connections.connect({ ...request, mfaCode: '123456' });
    expect(expires).toBe('2099-01-01T00:00:00.000Z');
    const assumed = asked.find((form) => form.get('Action') === 'AssumeRole');
    expect(assumed?.get('ExternalId')).toBe('case-7');
    expect(assumed?.get('TokenCode')).toBe('123456');
    const { spec } = connections.get(id);
    expect(spec).toEqual({ profile: 'lab', roleArn: request.roleArn, mfaSerial: SERIAL });
    connections.close();
  });

  it('asks for the code of a device that a profile names, and says when it was not accepted', async () => {
    const connections = new Connections();
    await expect(connections.connect({ profile: 'audited' })).rejects.toMatchObject({
      code: 'mfa-required',
      details: SERIAL,
    });
    await expect(connections.connect({ profile: 'audited', mfaCode: '000000' })).rejects.toMatchObject({
      code: 'credentials-refused',
      message: expect.stringContaining('next code'),
    });
    expect((await connections.connect({ profile: 'audited', mfaCode: '123456' })).caller).not.toBeNull();
    connections.close();
  });

  it('says what to do where credentials are missing, have ended or cannot be had', async () => {
    const connections = new Connections();
    await expect(connections.connect({})).rejects.toMatchObject({ code: 'credentials-missing' });
    await expect(connections.connect({ profile: 'nobody' })).rejects.toMatchObject({ code: 'credentials-missing' });
    await expect(connections.connect({ profile: 'web' })).rejects.toMatchObject({
      code: 'credentials-refused',
      message: expect.stringContaining('aws sso login --profile web'),
    });
    const helper = connections.connect({ profile: 'helper' });
    await expect(helper).rejects.toMatchObject({ code: 'credentials-refused' });
    await expect(helper).rejects.not.toMatchObject({ message: expect.stringContaining('hidden-in-the-command') });
    await expect(connections.connect({ endpoint: 'ftp://x' })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('says that a page answered in the place of AWS', async () => {
    isPage = true;
    try {
      const connections = new Connections();
      const { caller, identityNote } = await connections.connect({ profile: 'lab' });
      expect(caller).toBeNull();
      expect(identityNote).toContain('no answer to GetCallerIdentity');
      const role = connections.connect({ profile: 'lab', roleArn: 'arn:aws:iam::444455556666:role/x' });
      await expect(role).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('in the place of the service'),
      });
      connections.close();
    } finally {
      isPage = false;
    }
  });

  it('does not ask an S3-compatible store who it is, and says so', async () => {
    const connections = new Connections();
    const { caller, identityNote } = await connections.connect({ profile: 'lab', endpoint: 'http://127.0.0.1:9' });
    expect(caller).toBeNull();
    expect(identityNote).toContain('S3-compatible');
    expect(asked).toEqual([]);
    connections.close();
  });
});
