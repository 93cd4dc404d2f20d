import { copyOf } from '../../../core/event/copies';
import { timeNotation } from '../../../core/event/event-time';
import type { JsonObject } from '../../../core/event/json';
import { isObject, member } from '../../../core/event/json';
import { omissionsOf } from '../../../core/event/omitted';
import { recordKindOf } from '../../../core/event/record-kind';
import type { RecordKind } from '../../../core/event/record-kind';
import { MFA_CAVEAT, mfaOf } from '../../../core/event/mfa';
import { escapeText } from '../../../core/event/visible-text';
import type { EventRow } from '../../../core/query/filter';
import { appendAll } from '../../../core/lists';
import { copiesWords } from '../../wording/shared-calls';
import { countOf } from '../../wording/numbers';
import { firstUpper, outcomeHint, outcomeTone } from '../../wording/outcomes';

export interface DetailBadge {
  readonly words: string;
  readonly tone: 'neutral' | 'warn' | 'bad';
  readonly icon?: 'warn' | 'denied' | 'copies' | 'conflict';
  /** Where it comes from, or what it means. */
  readonly hint: string;
}

/** What an analyst wants to know about an event before reading its fields. */
export function badgesOf(row: EventRow, record: JsonObject | undefined): readonly DetailBadge[] {
  const badges: DetailBadge[] = [];
  const outcome = row.values.outcome;
  if (typeof outcome === 'string' && outcome !== 'success') {
    const tone = outcomeTone(outcome);
    badges.push({
      words: firstUpper(outcome),
      tone: tone === 'plain' ? 'neutral' : tone,
      ...(tone === 'plain' ? {} : { icon: tone === 'bad' ? 'denied' : 'warn' }),
      hint: outcomeHint(outcome),
    });
  }
  if (row.values.callerClass === 'through a service') {
    badges.push({
      words: 'Through a service',
      tone: 'neutral',
      hint: 'A service made this call with the credentials of the principal: userIdentity.invokedBy',
    });
  }
  if (row.values.principal === '(anonymous)') {
    badges.push({ words: 'Anonymous', tone: 'warn', icon: 'warn', hint: 'The request was not signed' });
  }
  if (row.values.signatureVersion === 'SigV2') {
    badges.push({ words: 'SigV2', tone: 'warn', icon: 'warn', hint: 'additionalEventData.SignatureVersion' });
  }
  if (record !== undefined) appendAll(badges, recordBadges(record, row.shared));
  if (row.copies > 0) {
    badges.push({
      words: `${countOf(row.copies + 1, 'copy', 'copies')}`,
      tone: 'neutral',
      icon: 'copies',
      hint: 'The evidence holds this event several times with equal content; it is shown once',
    });
  }
  if (row.conflicting) {
    badges.push({
      words: 'Same eventID, other content',
      tone: 'warn',
      icon: 'conflict',
      hint: 'The evidence holds another event with this eventID whose content differs. Both are shown',
    });
  }
  return badges;
}

/** Records that are no calls, or none of somebody. */
const KINDS: Readonly<Partial<Record<RecordKind, DetailBadge>>> = {
  insight: {
    words: 'Insight',
    tone: 'neutral',
    hint: 'CloudTrail Insights noticed unusual activity: no call, no caller, no outcome',
  },
  aggregated: {
    words: 'Aggregated',
    tone: 'neutral',
    hint: 'CloudTrail counted the calls of some minutes: no single call, no caller, no outcome',
  },
  'service event': {
    words: 'Service event',
    tone: 'neutral',
    hint: 'A service reports what it did or saw; nobody called it by that name: eventType AwsServiceEvent',
  },
};

function recordBadges(record: JsonObject, shared: EventRow['shared']): readonly DetailBadge[] {
  const badges: DetailBadge[] = [];
  const kind = KINDS[recordKindOf(record)];
  if (kind !== undefined) badges.push(kind);
  const omitted = omissionsOf(record);
  if (omitted.length > 0) {
    badges.push({
      words: 'Omitted by AWS',
      tone: 'warn',
      icon: 'warn',
      hint: `CloudTrail left out for its size: ${omitted.map(({ path }) => path).join(', ')}`,
    });
  }
  const extra = member(record, 'additionalEventData');
  const method = isObject(extra) ? member(extra, 'AuthenticationMethod') : undefined;
  if (method === 'QueryString') {
    badges.push({
      words: 'Presigned URL',
      tone: 'neutral',
      hint: 'additionalEventData.AuthenticationMethod: QueryString',
    });
  }
  if (isObject(member(record, 'addendum'))) {
    badges.push({ words: 'Addendum', tone: 'neutral', hint: 'Adds to or corrects an event that was delivered before' });
  }
  const copy = copyOf(record);
  if (copy !== undefined) {
    const to = copy.target ?? 'what the record does not state';
    badges.push({
      words: 'Copy within AWS',
      tone: 'neutral',
      hint: `From ${copy.source} to ${to}: data moves without being counted as bytes out`,
    });
  }
  if (member(record, 'eventName') === 'ConsoleLogin' && mfaOf(record).mfa === 'no') {
    badges.push({ words: 'MFA: no, or federated', tone: 'neutral', hint: MFA_CAVEAT });
  }
  if (
    member(record, 'sessionCredentialFromConsole') === 'true' ||
    member(record, 'sessionCredentialFromConsole') === true
  ) {
    badges.push({ words: 'Console credentials', tone: 'neutral', hint: 'sessionCredentialFromConsole: true' });
  }
  const endpoint = member(record, 'vpcEndpointId');
  if (typeof endpoint === 'string' && endpoint !== '') {
    const account = member(record, 'vpcEndpointAccountId');
    const owner = typeof account === 'string' ? `of account ${account}` : 'whose account is not stated';
    badges.push({
      words: 'VPC endpoint',
      tone: 'neutral',
      hint: `Came through ${endpoint}, ${owner}: a private source address is one of that VPC`,
    });
  }
  const notation = timeNotation(member(record, 'eventTime'));
  if (notation !== undefined) {
    badges.push({
      words: `Time: ${notation}`,
      tone: 'warn',
      icon: 'warn',
      hint: 'eventTime is not written as CloudTrail writes it',
    });
  }
  if (shared !== undefined) {
    badges.push({
      words: escapeText(copiesWords(shared)),
      tone: 'neutral',
      hint: 'One call, delivered to each of these accounts as an event of its own: same sharedEventID',
    });
  } else if (typeof member(record, 'sharedEventID') === 'string') {
    badges.push({
      words: 'Shared event',
      tone: 'neutral',
      hint: 'sharedEventID: the same request may be recorded in another account, whose copy is not in this case',
    });
  }
  return badges;
}
