import { isObject } from './json';
import type { Json, JsonObject } from './json';
import { REQUEST_NAMES, type NamePrefixes } from './request-names';

/** Values that one request gives: a hostile one must not fill the index. */
const MOST_VALUES = 1_000;
/** Levels of a request that are looked into. */
const MOST_LEVELS = 6;

const ARN = /^arn:aws[a-z-]*:/;

/**
 * What a request names as that which it is about, for records that list no resources; undefined where
 * nothing of it is known. Each once, in the order of the request. A name has before it what the
 * service's ARNs have there: `role/Admin`, `db:orders`; ARNs and ids are as they stand.
 */
export function requestResources(
  eventSource: Json | undefined,
  eventName: Json | undefined,
  request: JsonObject,
): readonly string[] | undefined {
  const service = serviceOf(eventSource);
  const found = new Set<string>();
  if (service === 'ssm') addParameters(eventName, request, found);
  const names = REQUEST_NAMES.get(service);
  if (names === undefined) addArns(request, found, MOST_LEVELS);
  else walk(request, names, found, MOST_LEVELS);
  return found.size === 0 ? undefined : [...found];
}

/** The values of members of these names at any level, each once in their order; undefined where there is none. */
export function readNames(value: JsonObject, prefixes: NamePrefixes): readonly string[] | undefined {
  const found = new Set<string>();
  walk(value, prefixes, found, MOST_LEVELS);
  return found.size === 0 ? undefined : [...found];
}

/** The first part of an event source: `ec2` of ec2.amazonaws.com; '' where it is no text. */
export function serviceOf(eventSource: Json | undefined): string {
  if (typeof eventSource !== 'string') return '';
  const dot = eventSource.indexOf('.');
  return dot < 0 ? eventSource : eventSource.slice(0, dot);
}

/** Members of that name at any level: EC2 wraps its requests, and lists are `{"items":[...]}`. */
function walk(value: Json, prefixes: NamePrefixes, found: Set<string>, levels: number): void {
  if (levels === 0 || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) walk(item, prefixes, found, levels - 1);
    return;
  }
  for (const [name, inner] of Object.entries(value as JsonObject)) {
    const prefix = prefixOf(prefixes, name.toLowerCase());
    if (prefix === undefined || !addNamed(inner, prefix, found)) walk(inner, prefixes, found, levels - 1);
  }
}

/** Also of the plural, as `instanceIds`. */
function prefixOf(prefixes: NamePrefixes, name: string): string | undefined {
  return prefixes.get(name) ?? (name.endsWith('s') ? prefixes.get(name.slice(0, -1)) : undefined);
}

/** @returns whether the value is a text, or a list of texts */
function addNamed(value: Json, prefix: string, found: Set<string>): boolean {
  if (typeof value === 'string') {
    add(found, prefixed(prefix, value));
    return true;
  }
  if (Array.isArray(value)) {
    const texts = (value as readonly Json[]).filter((item) => typeof item === 'string');
    for (const text of texts) add(found, prefixed(prefix, text));
    if (texts.length > 0) return true;
    // Targets of Systems Manager: [{"key":"InstanceIds","values":["i-..."]}].
    const listed = (value as readonly Json[]).map((item) => (isObject(item) ? item.values : undefined));
    return listed.filter((values) => Array.isArray(values) && addNamed(values, prefix, found)).length > 0;
  }
  // EC2 has elements of XML so: {"tag":1,"content":"vpc-..."}; an instance profile has its ARN or name.
  if (!isObject(value)) return false;
  const text = value.content ?? value.arn ?? value.name;
  if (typeof text !== 'string') return false;
  add(found, prefixed(prefix, text));
  return true;
}

function prefixed(prefix: string, value: string): string {
  if (value === '' || prefix === '' || ARN.test(value) || value.startsWith(prefix)) return value;
  // A partial ARN, as Lambda takes it, says as much.
  return prefix === 'function:' && value.includes(':function:') ? value : prefix + value;
}

function add(found: Set<string>, value: string): void {
  if (value !== '' && value !== '*' && found.size < MOST_VALUES) found.add(value);
}

/** Parameters of the parameter store; `name` of a document or an association is something else. */
function addParameters(eventName: Json | undefined, request: JsonObject, found: Set<string>): void {
  if (typeof eventName !== 'string') return;
  if (eventName.includes('Document')) {
    addNamed(request.name ?? null, 'document/', found);
    return;
  }
  if (!eventName.includes('Parameter')) return;
  for (const value of [request.name, request.names, request.path]) {
    const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
    for (const one of list) {
      if (typeof one !== 'string' || one === '') continue;
      add(found, ARN.test(one) ? one : one.startsWith('/') ? `parameter${one}` : `parameter/${one}`);
    }
  }
}

/** Of services that are not known here: what is named as an ARN and is one. */
function addArns(value: Json, found: Set<string>, levels: number): void {
  if (levels === 0 || typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const named = /arns?$/i.test(name);
    if (named && typeof inner === 'string' && ARN.test(inner)) add(found, inner);
    else if (named && Array.isArray(inner)) {
      for (const item of inner as readonly Json[]) if (typeof item === 'string' && ARN.test(item)) add(found, item);
    } else addArns(inner as Json, found, levels - 1);
  }
}

/** `... is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/Admin because ...` */
const ON_RESOURCE = /\bon (?:the )?resource:?\s+["']?([^\s"',;]+)/;

/** What a refusal says it is about; undefined where it says nothing, or only that it is about everything. */
export function refusedResource(errorMessage: Json | undefined): string | undefined {
  if (typeof errorMessage !== 'string') return undefined;
  const named = ON_RESOURCE.exec(errorMessage)?.[1]?.replace(/[.)\]]+$/, '');
  return named === undefined || !/[:/]/.test(named) ? undefined : named;
}
