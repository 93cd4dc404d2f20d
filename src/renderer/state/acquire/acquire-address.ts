/** What was typed as an address of S3; a bucket's bare name is one too. */
export function addressOf(typed: string): string {
  const text = typed.trim();
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/.test(text) ? `s3://${text}` : text;
}

/** Why it is no address; undefined where it is one. */
export function addressFault(typed: string): string | undefined {
  const address = addressOf(typed);
  if (address === '') return 'Type the address of the bucket';
  if (/^s3:\/\/[^/\s]{3,}(\/.*)?$/s.test(address)) return undefined;
  return 'Write it as s3://BUCKET or s3://BUCKET/PREFIX';
}
