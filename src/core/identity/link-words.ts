import type { LinkKind } from './link-kinds';
import type { SessionEnd } from './link-end';
import type { LinkProof } from './session-card';
import type { SessionKind } from './session-row';

/** A kind of link in a word or two, for a list. */
export const LINK_LABELS: Readonly<Record<LinkKind, string>> = {
  exact: 'by key',
  console: 'signed in',
  'switch role': 'switched role',
  'created key': 'created key',
  delivered: 'given by a service',
  'role and name': 'by role and name',
  'same name': 'by role and name',
  'hidden key': 'by name and second',
};

export const KIND_LABELS: Readonly<Record<SessionKind, string>> = {
  key: 'Long-term key',
  session: 'Session',
  principal: 'No key, known by name alone',
  unused: 'Key that no event uses',
};

/**
 * How a session came out of another and what says so, in sentences. Names from the evidence stand in them as they are:
 * they are shown as text alone.
 * @param time writes seconds since 1970 UTC, with the zone
 */
export function proofWords(proof: LinkProof, time: (seconds: number) => string): string[] {
  const call = proof.call ?? 'A call';
  const when = proof.time === null ? 'at an unknown time' : `at ${time(proof.time)}`;
  return [...kindWords(proof, call, when), ...copiesWords(proof), ...expiryWords(proof, time)];
}

function kindWords({ kind, key }: LinkProof, call: string, when: string): string[] {
  switch (kind) {
    case 'exact':
      return [`${call} ${when} answered with the key ${key ?? ''}, which the events of this session use.`];
    case 'created key':
      return [`${call} ${when} made the long-term key ${key ?? ''}, which these events use.`];
    case 'console':
      return [`The same principalId signed in to the console ${when}, the second in which this session began.`];
    case 'switch role':
      if (call === 'SwitchRole') {
        return [`SwitchRole ${when}: the session began in that second and bears the name of who switched.`];
      }
      // A federated user is no role.
      return [
        `${call} ${when} ${call === 'GetFederationToken' ? 'gave credentials' : 'entered this role'} under this session's name, and the session began in that second.`,
      ];
    case 'delivered':
      return proofOfService(call, when, key);
    case 'role and name':
      return [
        `Inferred: ${call} ${when} entered the same role under the same session's name, before this session began.`,
        'No record ties this key to that call.',
      ];
    case 'same name':
      return [
        'Inferred: the same role and session name as another session of the case, which was there before.',
        'These records state no key.',
      ];
    case 'hidden key':
      return [
        `Inferred: ${call} ${when} gave a key to somebody of this session's name in the second in which it began.`,
        'Records of that call hide the key.',
      ];
  }
}

function proofOfService(call: string, when: string, key: string | null): string[] {
  if (key !== null) return [`A service called ${call} ${when} and got the key ${key}.`];
  return ['A service gave these credentials to an instance or a function: no record of STS is expected.'];
}

function copiesWords({ calls, accounts }: LinkProof): string[] {
  if (calls.length < 2) return [];
  return [
    `The call is recorded ${String(calls.length)} times, in ${accounts.join(', ')}: one request, proved by each.`,
  ];
}

function expiryWords({ expires, outside }: LinkProof, time: (seconds: number) => string): string[] {
  const words = expires === null ? [] : [`The answer states that it holds until ${time(expires)}.`];
  if (outside.includes('after it expired')) words.push('It was used after that.');
  if (outside.includes('before it was given')) words.push('It was used before that call: clocks or records disagree.');
  return words;
}

/** Why nothing stands above a session, in a sentence or two; see `proofWords`. */
export function endWords(end: SessionEnd, time: (seconds: number) => string): string[] {
  switch (end.reason) {
    case 'origin':
      return ['An origin: a long-term key or a person, whom no session came before.'];
    case 'signed in':
      return ['An origin: signed in to the console.'];
    case 'switched':
      return ['Who switched to this role is in the record of SwitchRole: additionalEventData.SwitchFrom.'];
    case 'service':
      return [`Given by a service${end.to === null ? '' : ` to ${end.to}`}: no record of STS is expected.`];
    case 'outside account':
      return [`Called from account ${end.account}, whose logs are not in the case.`];
    case 'ring':
      return ['The link is cut here: followed further, it leads round to this session itself.'];
    case 'key hidden':
      return ['Single sign-on gave the key, and its records hide keys.', ...lookWords(end.look, time)];
    case 'no record':
      return ['No record of the case began this session.', ...lookWords(end.look, time)];
  }
}

function lookWords(look: Extract<SessionEnd, { look: unknown }>['look'], time: (seconds: number) => string): string[] {
  if (look === null) return [];
  const { account, regions, from, to } = look;
  return [
    `It would lie in account ${account}, ${regions.join(' or ')}, from ${time(from)} to ${time(to)}: STS writes to the region it was called in, the global endpoint to one.`,
  ];
}
