import type { NamedBy } from './resource-pairs';

/** What one event says of what it is about. */
export interface NamingValues {
  readonly resources: readonly string[];
  readonly issuedKey: string | null;
  readonly bucketName: string | null;
  readonly copyTarget: string | null;
}

/** Access keys that last, as `AKIA...`. */
const ACCESS_KEY = /^A[A-Z0-9]{15,127}$/;
/** Six characters that Secrets Manager puts behind a secret's name in its ARN. */
const SECRET_SUFFIX = /-[A-Za-z0-9]{6}$/;

/**
 * The names of what an event makes or ends, the same for both, however the records write it: ARNs, parts of them, or
 * mere names. None where the columns hold none.
 */
export function resourceNames(named: NamedBy, values: NamingValues): readonly string[] {
  if (named.in === 'ids') return values.resources.filter((value) => value.startsWith(named.prefix));
  const name = resourceName(named, values);
  return name === undefined ? [] : [name];
}

/** Another name that the event gives for the same thing, by which it may be ended; undefined for most. */
export function otherName(named: NamedBy, values: NamingValues): string | undefined {
  if (named.in === 'ids' && named.also !== undefined) return partOf(values.resources, named.also);
  if (named.in !== 'resource' || named.id === undefined) return undefined;
  const { id } = named;
  // The id of a key pair begins as its name in an ARN does, and has no slash.
  return values.resources.find((value) => value.startsWith(id) && !value.includes('/'));
}

function resourceName(named: Exclude<NamedBy, { in: 'ids' }>, values: NamingValues): string | undefined {
  switch (named.in) {
    case 'trail':
      return partOf(values.resources, 'trail/')?.slice('trail/'.length) ?? given(values.resources[0] ?? null);
    case 'nothing':
      return undefined;
    case 'bucketName':
      return given(values.bucketName);
    case 'copyTarget':
      return given(values.copyTarget) ?? values.resources.find((value) => /^(?:snap|ami)-/.test(value));
    case 'issuedKey':
      return given(values.issuedKey) ?? values.resources.find((value) => ACCESS_KEY.test(value));
    case 'resource': {
      const parts = named.prefixes.map((prefix) => partOf(values.resources, prefix));
      return parts.every((part) => part !== undefined) ? parts.join(' ') : undefined;
    }
  }
}

function partOf(resources: readonly string[], prefix: string): string | undefined {
  for (const value of resources) {
    const rest = afterPrefix(value, prefix);
    if (rest !== undefined && rest !== '') return prefix + named(rest, prefix, value.startsWith('arn:'));
  }
  return undefined;
}

/** What stands behind the prefix, at the beginning of the value or behind a colon of an ARN. */
function afterPrefix(value: string, prefix: string): string | undefined {
  if (value.startsWith(prefix)) return value.slice(prefix.length);
  const at = value.indexOf(`:${prefix}`);
  return at < 0 ? undefined : value.slice(at + 1 + prefix.length);
}

function named(rest: string, prefix: string, arn: boolean): string {
  switch (prefix) {
    // Behind the name stands an id.
    case 'stack/':
      return upTo(rest, '/');
    // Behind the name stands a version, or `*` for the streams.
    case 'function:':
    case 'log-group:':
      return upTo(rest, ':');
    case 'secret:':
      return arn ? rest.replace(SECRET_SUFFIX, '') : rest;
    case 'key/':
    case 'table/':
    case 'key-pair/':
    case 'oidc-provider/':
      return rest;
    // Names of IAM are of one space whatever their path.
    default:
      return rest.slice(rest.lastIndexOf('/') + 1);
  }
}

function upTo(text: string, end: string): string {
  const at = text.indexOf(end);
  return at < 0 ? text : text.slice(0, at);
}

function given(value: string | null): string | undefined {
  return value === null || value === '' ? undefined : value;
}
