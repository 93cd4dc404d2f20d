import type { JsonObject } from './json';
import { identityText, objectOf, textOf } from './text-value';

/** Credentials that an answer gives out. */
export interface Issued {
  readonly key: string | undefined;
  /** The principalId that they were given to. */
  readonly to: string | undefined;
  /** As the answer writes it. */
  readonly expiration: string | undefined;
}

/** @param response `responseElements` */
export function issuedOf(response: JsonObject): Issued {
  const credentials = objectOf(response.credentials);
  return {
    key: identityText(credentials.accessKeyId) ?? identityText(objectOf(response.accessKey).accessKeyId),
    to:
      identityText(objectOf(response.assumedRoleUser).assumedRoleId) ??
      identityText(objectOf(response.federatedUser).federatedUserId),
    expiration: textOf(credentials.expiration),
  };
}
