import { isObject, member } from '../../../core/event/json';
import type { Json, JsonObject } from '../../../core/event/json';
import { parsePath } from '../../../core/event/fields';
import type { FacetName } from '../../../core/event/facet-catalogue';
import { conjunction, term } from '../../../core/query/language/ast';
import type { FilterNode, TermNode, Value } from '../../../core/query/language/ast';

/** What was done with the credentials, or as the identity, that a field names. */
export interface Doings {
  /** "Calls made with this key". */
  readonly label: string;
  /** Holds for those calls, not for the event that names them. */
  readonly filter: FilterNode;
  /** The response gave it out: what it was used for is what one asks of it. */
  readonly issued: boolean;
}

const USER_ARN = /^arn:aws[a-z-]*:iam::\d+:user\//;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d+:role\//;
const SESSION_ARN = /^arn:aws[a-z-]*:sts::\d+:(?:assumed-role|federated-user)\//;
const USER_ID = /^AIDA[A-Z0-9]+$/;
const ROLE_ID = /^AROA[A-Z0-9]+$/;
const ROLE_SESSION_ID = /^(AROA[A-Z0-9]+):./;
/** Members of IAM's responses whose user name is that of an IAM user. */
const OF_USERS = ['user', 'accessKey', 'loginProfile', 'serviceSpecificCredential'];

type Words = Pick<Doings, 'label' | 'filter'>;

/**
 * The calls that were made with what a field of a request, a response or a list of resources names: an access key, a
 * session token, a role, a session, a user, a source identity.
 * @param path as `fieldsOf` writes it
 * @param record the event's own, where it is known: a token is found by the key that was given out with it
 * @returns undefined for a field that names none of these
 */
export function doingsOf(path: string, text: string, record?: JsonObject): Doings | undefined {
  const steps = parsePath(path) ?? [];
  const [root] = steps;
  if (root !== 'requestParameters' && root !== 'responseElements' && root !== 'resources') return undefined;
  const words = byName(steps, text, record) ?? byShape(text);
  return words === undefined ? undefined : { ...words, issued: root === 'responseElements' };
}

function byName(steps: readonly (string | number)[], text: string, record: JsonObject | undefined): Words | undefined {
  if (text === '') return undefined;
  const last = steps.at(-1);
  switch (typeof last === 'string' ? last.toLowerCase() : undefined) {
    case 'accesskeyid':
      return { label: 'Calls made with this key', filter: of('accessKeyId', exact(text)) };
    case 'sessiontoken': {
      // No later call is recorded with the token itself.
      const key = beside(record, steps, 'accessKeyId');
      if (key === undefined) return undefined;
      return { label: 'Calls made with the key of this token', filter: of('accessKeyId', exact(key)) };
    }
    case 'sourceidentity': {
      const field = { kind: 'path', path: ['userIdentity', 'sessionContext', 'sourceIdentity'] } as const;
      return { label: 'Calls made under this source identity', filter: term(field, [exact(text)]) };
    }
    case 'rolesessionname':
      return { label: 'Calls made under this session name', filter: of('sessionName', exact(text)) };
    case 'username':
      return isUser(steps, record)
        ? { label: 'Calls made under this user name', filter: of('userName', exact(text)) }
        : undefined;
    default:
      return undefined;
  }
}

/** ARNs and ids of IAM say what they are, wherever they stand. */
function byShape(text: string): Words | undefined {
  if (ROLE_ARN.test(text)) return { label: 'Calls made in this role', filter: of('role', exact(text)) };
  if (USER_ARN.test(text)) return { label: 'Calls made by this user', filter: of('principal', exact(text)) };
  if (SESSION_ARN.test(text)) return { label: 'Calls made in this session', filter: of('principal', exact(text)) };
  if (USER_ID.test(text)) return { label: 'Calls made by this user', filter: of('actor', exact(text)) };
  if (ROLE_ID.test(text)) return { label: 'Calls made in this role', filter: ofRole(text) };
  const role = ROLE_SESSION_ID.exec(text)?.[1];
  if (role === undefined) return undefined;
  const session = term({ kind: 'path', path: ['userIdentity', 'principalId'] }, [exact(text)]);
  // The column leaves few records to be read.
  return { label: 'Calls made in this session', filter: conjunction([ofRole(role), session]) };
}

/** An actor is the role, or a session of it where many people enter it. */
function ofRole(id: string): TermNode {
  return of('actor', exact(id), { kind: 'pattern', pieces: [`${id}:`, ''] });
}

function of(name: FacetName, ...values: readonly Value[]): TermNode {
  return term({ kind: 'facet', name }, values);
}

function exact(text: string): Value {
  return { kind: 'exact', text };
}

function isUser(steps: readonly (string | number)[], record: JsonObject | undefined): boolean {
  const within = steps.at(-2);
  if (record?.eventSource === 'iam.amazonaws.com') return true;
  return steps[0] === 'responseElements' && typeof within === 'string' && OF_USERS.includes(within);
}

/** The text of another member of the object that holds a field. */
function beside(record: JsonObject | undefined, steps: readonly (string | number)[], name: string): string | undefined {
  let at: Json | undefined = record;
  for (const step of steps.slice(0, -1)) {
    if (typeof step === 'number') at = Array.isArray(at) ? (at as readonly Json[])[step] : undefined;
    else at = isObject(at) ? member(at, step) : undefined;
  }
  const text = isObject(at) ? member(at, name) : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
