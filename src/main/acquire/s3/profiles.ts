import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { Profile, ProfilesReply } from '../../../contract/acquire';

type Section = Readonly<Record<string, string | undefined>>;

/** Files of credentials and configuration that AWS's tools share, absolute. */
export function sharedFiles(): { readonly credentials: string; readonly config: string } {
  const { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config } = process.env;
  const folder = join(homedir(), '.aws');
  return {
    credentials: resolve(credentials ?? join(folder, 'credentials')),
    config: resolve(config ?? join(folder, 'config')),
  };
}

/** The profiles of the usual files, by name: how each signs in, and nothing that is secret. */
export async function listProfiles(): Promise<ProfilesReply> {
  const { credentials, config } = sharedFiles();
  // Read anew each time: the analyst may have written them a moment ago. Absent files are empty.
  const { credentialsFile, configFile } = await loadSharedConfigFiles({
    filepath: credentials,
    configFilepath: config,
    ignoreCache: true,
  });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)].filter(isProfileName));
  const profiles = [...names]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => describe(name, { ...configFile[name], ...credentialsFile[name] }));
  const { AWS_ACCESS_KEY_ID: key, AWS_WEB_IDENTITY_TOKEN_FILE: token } = process.env;
  return { profiles, environment: (key ?? token ?? '') !== '', files: [config, credentials] };
}

/** Sections for other things are named `sso-session.NAME` and `services.NAME` by the loader. */
function isProfileName(name: string): boolean {
  return !/^(?:sso-session|services)\./.test(name);
}

function describe(name: string, section: Section): Profile {
  return {
    name,
    kind: kindOf(section),
    region: section['region'] ?? null,
    roleArn: section['role_arn'] ?? null,
    mfaSerial: section['mfa_serial'] ?? null,
  };
}

function kindOf(section: Section): Profile['kind'] {
  if (section['web_identity_token_file'] !== undefined) return 'web-identity';
  if (section['role_arn'] !== undefined) return 'role';
  if (section['sso_session'] !== undefined || section['sso_start_url'] !== undefined) return 'sso';
  if (section['aws_access_key_id'] !== undefined) return 'keys';
  if (section['credential_process'] !== undefined) return 'process';
  return section['login_session'] === undefined ? 'other' : 'login';
}
