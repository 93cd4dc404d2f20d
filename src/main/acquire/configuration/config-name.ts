import { CONFIG_SCHEME } from '../../../core/trail/config-scheme';

export { CONFIG_SCHEME };

/**
 * How an answer about configuration is named in the manifest: `aws-config://ACCOUNT/REGION/trail/NAME/status`,
 * `aws-config://ACCOUNT/bucket/NAME/lifecycle` and so on. Names of AWS's things are percent-encoded where they must be.
 */
export function configName(account: string, ...parts: readonly string[]): string {
  return `${CONFIG_SCHEME}${[account, ...parts].map((part) => encodeURIComponent(part)).join('/')}`;
}
