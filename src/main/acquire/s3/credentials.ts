import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { TrailbenchError } from '../../../contract/errors';
import type { ConnectRequest } from '../../../contract/acquire';
import { errorText } from '../../files/disk';
import { awsFailure, FOREIGN_REMEDY } from './aws-failure';

/** Where calls of STS go while the bucket's region is not known; any region answers. */
export const FIRST_REGION = 'us-east-1';
const SESSION_NAME = 'trailbench';

/** Gives credentials, and new ones when they have ended. */
export type CredentialProvider = ReturnType<typeof fromTemporaryCredentials>;

/** Credentials as the SDK takes them, in memory only; and how a failure to get them is told. */
export interface CredentialSource {
  readonly provider: CredentialProvider;
  /** What the analyst is told where they cannot be had. */
  explain(cause: unknown): TrailbenchError;
}

/**
 * The SDK's own default chain or a profile's provider, and a role assumed with it. A code of an MFA device is good for
 * one sign-in: where another one is needed, that is told as `mfa-required`.
 */
export function credentialSource(request: ConnectRequest): CredentialSource {
  const mfa = new MfaCode(request.mfaCode);
  const code = (serial: string): Promise<string> => mfa.take(serial);
  const region = request.region ?? FIRST_REGION;
  const common = { mfaCodeProvider: code, ignoreCache: true, clientConfig: { region } };
  const base: CredentialProvider =
    request.profile === undefined ? fromNodeProviderChain(common) : fromIni({ ...common, profile: request.profile });
  const provider = request.roleArn === undefined ? base : assumed(request, request.roleArn, base, code, region);
  return { provider, explain: (cause) => explain(cause, request, mfa) };
}

function assumed(
  request: ConnectRequest,
  roleArn: string,
  base: CredentialProvider,
  mfaCodeProvider: (serial: string) => Promise<string>,
  region: string,
): CredentialProvider {
  const { externalId, mfaSerial } = request;
  return fromTemporaryCredentials({
    masterCredentials: base,
    params: {
      RoleArn: roleArn,
      RoleSessionName: SESSION_NAME,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
      ...(mfaSerial === undefined ? {} : { SerialNumber: mfaSerial }),
    },
    mfaCodeProvider,
    clientConfig: { region },
  });
}

/** A code that is used once. */
class MfaCode {
  /** The device that asked for a code there was not. */
  missing: string | undefined;
  used = false;

  constructor(private code: string | undefined) {}

  take(serial: string): Promise<string> {
    const { code } = this;
    this.code = undefined;
    if (code === undefined) {
      this.missing = serial;
      return Promise.reject(new Error(`The device ${serial} asks for a code.`));
    }
    this.used = true;
    return Promise.resolve(code);
  }
}

function explain(cause: unknown, request: ConnectRequest, mfa: MfaCode): TrailbenchError {
  if (cause instanceof TrailbenchError) return cause;
  const said = wordsOf(cause);
  if (mfa.missing !== undefined) {
    const message = `The MFA device ${mfa.missing} asks for a code: type the one that it shows now.`;
    return new TrailbenchError('mfa-required', message, { cause, details: mfa.missing });
  }
  const who = request.profile === undefined ? 'The default credentials' : `The profile ${request.profile}`;
  const profile = request.profile === undefined ? '' : ` --profile ${request.profile}`;
  if (/\bsso\b/i.test(said)) {
    const message = `${who} cannot sign in: ${said} Run "aws sso login${profile}" in a terminal and connect again.`;
    return new TrailbenchError('credentials-refused', message, { cause });
  }
  if (mfa.used && /MultiFactorAuthentication|MFA|AccessDenied/i.test(`${awsFailure(cause).code} ${said}`)) {
    const message = `The code of the MFA device was not accepted, or the role does not allow this: ${said} Wait for the next code and connect again.`;
    return new TrailbenchError('credentials-refused', message, { cause });
  }
  if (isMissing(cause, said)) {
    const message = `${who} could not be found: ${said} Choose a profile, set credentials in the environment before the start, or run "aws configure".`;
    return new TrailbenchError('credentials-missing', message, { cause });
  }
  const { kind } = awsFailure(cause);
  // The SDK says so where the answer has no credentials in it.
  if (kind === 'foreign' || /^Invalid response from STS/i.test(said)) {
    const message = `What answered the sign-in is no answer of AWS: ${said} ${FOREIGN_REMEDY}`;
    return new TrailbenchError('unreachable', message, { cause });
  }
  if (kind === 'unreachable' || kind === 'network') {
    const message = `AWS could not be reached to sign in: ${said} Check the network and a proxy in between.`;
    return new TrailbenchError('unreachable', message, { cause });
  }
  const role = request.roleArn === undefined ? '' : ` or the role ${request.roleArn} may not be assumed with it`;
  const message = `${who} was not accepted${role}: ${said} Check it, sign in anew where it has ended, and connect again.`;
  return new TrailbenchError('credentials-refused', message, { cause });
}

/** What the SDK says. The command line of a `credential_process`, and what it printed, may hold secrets. */
function wordsOf(cause: unknown): string {
  const said = errorText(cause);
  if (/^Command failed:/.test(said)) return 'Its credential_process failed.';
  return said.replace(/\.?$/, '.');
}

function isMissing(cause: unknown, said: string): boolean {
  if (awsFailure(cause).code !== 'CredentialsProviderError') return false;
  return /could not load credentials|could not resolve credentials|not found|could not be found/i.test(said);
}
