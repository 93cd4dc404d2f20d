/** Words for a value that is absent or null, and for the empty string. */
export const NONE = '(none)';
export const EMPTY = '(empty)';

/**
 * A facet value as it is shown. What merely spells a stand-in ("(none)", "(empty)", quoted or not)
 * is quoted, so that it cannot be taken for one.
 */
export function valueWords(value: string | null): string {
  if (value === null) return NONE;
  if (value === '') return EMPTY;
  return /^"*\((?:none|empty|no time)\)"*$/i.test(value) ? `"${value}"` : value;
}

/** True where the words are ours and not the evidence's. */
export function isStandIn(value: string | null): boolean {
  return value === null || value === '';
}

/** A value in the parts that a narrow column may cut: `lead` and `tail` go first, `main` last. */
export interface ShortValue {
  readonly lead: string;
  readonly main: string;
  readonly tail?: string;
  /** The account of the ARN, where leaving it out could make two values look alike. */
  readonly account?: string;
}

const PRINCIPAL = /^arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):(user|role|assumed-role|federated-user|root)(?:\/(.+))?$/;

/**
 * The part of a principal that people go by: "user/ci-deploy", "PayrollExport/ci-deploy", "s3" of a
 * service. Anything that is not exactly such an ARN or service is given back whole.
 */
export function shortPrincipal(value: string): ShortValue {
  const match = PRINCIPAL.exec(value);
  if (match === null) {
    const { main, tail } = shortService(value);
    return tail === '' ? { lead: '', main } : { lead: '', main, tail };
  }
  const [, account = '', kind = '', name] = match;
  // Nothing but the account tells one root user from another.
  if (name === undefined)
    return kind === 'root' ? { lead: '', main: 'root', tail: `/${account}`, account } : { lead: '', main: value };
  if (kind !== 'assumed-role') {
    const { folder, name: last } = splitPath(name);
    return last === '' ? { lead: `${kind}/`, main: name, account } : { lead: `${kind}/${folder}`, main: last, account };
  }
  const slash = name.indexOf('/');
  return slash < 0
    ? { lead: '', main: name, account }
    : { lead: '', main: name.slice(0, slash), tail: name.slice(slash), account };
}

/** What the names of all services end with. */
export const SERVICE_SUFFIX = '.amazonaws.com';

/** "s3.amazonaws.com" -> main "s3", and the rest as `tail`. */
export function shortService(value: string): { readonly main: string; readonly tail: string } {
  return value.length > SERVICE_SUFFIX.length && value.endsWith(SERVICE_SUFFIX)
    ? { main: value.slice(0, -SERVICE_SUFFIX.length), tail: SERVICE_SUFFIX }
    : { main: value, tail: '' };
}

/**
 * The part of a resource's ARN that people go by. For S3 the bucket is `lead`, the key `main`; for
 * others what follows the account, with the account kept for the tooltip.
 */
export function shortResource(arn: string): ShortValue {
  const s3 = /^arn:aws[a-z-]*:s3:::([^/]+)(?:\/(.+))?$/s.exec(arn);
  if (s3 !== null) {
    const [, bucket = '', key] = s3;
    return key === undefined ? { lead: '', main: bucket } : { lead: `${bucket}/`, main: key };
  }
  const other = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{0,12}):(.+)$/s.exec(arn);
  if (other === null) return { lead: '', main: arn };
  const [, account = '', rest = arn] = other;
  return account === '' ? { lead: '', main: rest } : { lead: '', main: rest, account };
}

/**
 * Of an event's resources the one to show: S3 names an object and its bucket, and the object says
 * more. `more` counts the others that it does not stand for.
 */
export function chiefResource(arns: readonly string[]): { readonly arn: string; readonly more: number } | undefined {
  const first = arns[0];
  if (first === undefined) return undefined;
  const arn = arns.find((other) => other.startsWith(`${first}/`)) ?? first;
  const more = arns.filter((other) => other !== arn && !arn.startsWith(`${other}/`)).length;
  return { arn, more };
}

/** "4be2a91c\u2026d07f38e5": a hash shortened in the middle. */
export function shortHash(hash: string): string {
  return hash.length <= 20 ? hash : `${hash.slice(0, 8)}\u2026${hash.slice(-8)}`;
}

/** Characters that a sentence keeps of a path or name of over 40. */
const KEPT_END = 30;

/** A sentence with its hashes shortened in the middle, and of long paths and names their ends alone. */
export function shortWords(words: string): string {
  return words
    .replace(/\b[0-9a-f]{32,64}\b/gi, shortHash)
    .replace(/[^\s,;()"]{41,}/g, (name) => `\u2026${name.slice(-KEPT_END)}`);
}

/** The last part of a path or URI, and what stands before it. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return { folder: path.slice(0, end + 1), name: path.slice(end + 1) };
}
