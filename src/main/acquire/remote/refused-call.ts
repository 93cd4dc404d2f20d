import type { FailureReason } from '../../../contract/acquire';
import { FOREIGN_REMEDY, type AwsFailure } from '../s3/aws-failure';
import type { RemoteFailure } from './remote-origin';

/** What was asked, for saying why it was not answered. */
export interface AskedCall {
  /** Under which the answer would be kept. */
  readonly uri: string;
  /** As AWS names the call. */
  readonly call: string;
  /** The right that it needs. */
  readonly permission: string;
  /** Account, region or bucket, in words. */
  readonly where: string;
}

const DENIED = /^(AccessDenied|UnauthorizedOperation|NotAuthorized|OptInRequired|Forbidden)/;

/** How a call that was not answered is listed: what happened and what to do. */
export function refusedCall(asked: AskedCall, failure: AwsFailure, tried: number): RemoteFailure {
  const { reason, remedy } = told(asked, failure, tried);
  const said = (failure.said === '' ? failure.code : failure.said).replace(/\.?$/, '.');
  return { uri: asked.uri, reason, message: `${asked.call} in ${asked.where} was not answered: ${said} ${remedy}` };
}

function told(
  { permission, where }: AskedCall,
  { kind, code }: AwsFailure,
  tried: number,
): { readonly reason: FailureReason; readonly remedy: string } {
  if (kind === 'access-denied' || kind === 'kms-denied' || DENIED.test(code)) {
    return { reason: 'access-denied', remedy: `Ask for ${permission}, or connect as another; then retry what failed.` };
  }
  if (code === 'NotImplemented') {
    return {
      reason: 'unreadable',
      remedy: 'The store does not know this call: there is nothing to be had of it here.',
    };
  }
  switch (kind) {
    case 'credentials':
      return {
        reason: 'access-denied',
        remedy: `The credentials are not good there: ${where} may not be enabled in the account. Enable it, or leave it out.`,
      };
    case 'foreign':
      return { reason: 'network', remedy: FOREIGN_REMEDY };
    case 'network':
    case 'unreachable':
    case 'truncated':
    case 'checksum':
    case 'tls':
    case 'certificate':
      return {
        reason: 'network',
        remedy: `It was tried ${tried} times. Check the name, the network and a proxy in between, then retry what failed.`,
      };
    case 'throttled':
    case 'server':
    case 'unlistable':
      return { reason: 'server', remedy: 'The service is busy or disturbed. Retry what failed in a while.' };
    case 'missing':
    case 'no-bucket':
    case 'region':
      return {
        reason: 'missing',
        remedy: 'Check the name: it may have been deleted, or lie in another account or region.',
      };
    default:
      return {
        reason: 'unreadable',
        remedy: 'Retry what failed, or ask with another tool and add its answer as a file.',
      };
  }
}
