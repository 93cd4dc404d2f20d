import { TrailbenchError } from '../../../contract/errors';

/** A bucket, and the beginning of the keys that are meant. */
export interface S3Place {
  readonly bucket: string;
  /** Empty for the whole bucket. */
  readonly prefix: string;
}

const SCHEME = 's3://';
/** Names of buckets, those of old included; access point ARNs are names too. */
const BUCKET = /^(?:[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]|arn:aws[a-z-]*:s3[a-z-]*:[^/]+)$/;

/** @throws TrailbenchError `bad-request` */
export function parseS3Uri(uri: string): S3Place {
  const rest = uri.startsWith(SCHEME) ? uri.slice(SCHEME.length) : '';
  const slash = rest.indexOf('/');
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  if (!BUCKET.test(bucket)) {
    const message = `${uri} is no address of a bucket: write it as s3://BUCKET or s3://BUCKET/PREFIX.`;
    throw new TrailbenchError('bad-request', message, { details: uri });
  }
  return { bucket, prefix: slash < 0 ? '' : rest.slice(slash + 1) };
}

/** How the manifest names an object. The key stands as it is: it is a name, and never a path. */
export function s3Uri(bucket: string, key: string): string {
  return `${SCHEME}${bucket}/${key}`;
}
