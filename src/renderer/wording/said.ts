import type { Action, Change, EntryValue, FindingValue, SeenEvent, TagDefinition } from '../../core/annotation/action';
import type { ActivityLine } from '../../core/annotation/activity';
import type { SayingLine } from '../../core/annotation/annotations';
import type { SaidBy } from '../../core/annotation/summary';
import type { Target } from '../../core/annotation/target';
import type { Clock } from './clock';
import { markdownSummary } from './markdown-summary';
import { count, countOf } from './numbers';
import { cut, targetWords } from './targets';
import { shortService } from './values';

/** How an event is known, without its time: "GetObject of s3 in 111122223333". May hold evidence. */
export function seenWords({ name, source, account, key }: SeenEvent): string {
  if (name === null && source === null) return `Event ${key.slice(0, 8)}\u2026`;
  const of = source === null ? '' : ` of ${shortService(source).main}`;
  return `${name ?? 'Event'}${of}${account === null ? '' : ` in ${account}`}`;
}

/** Who said something: the name that they gave themselves, else the user of the operating system. */
export function authorWords({ author, by }: Pick<SaidBy, 'author' | 'by'>): string {
  return author ?? (by === '' ? 'You' : by);
}

/** The same with the user of the operating system beside a name, for a tooltip. */
export function authorLines({ author, by }: Pick<SaidBy, 'author' | 'by'>): readonly string[] {
  if (by === '') return ['Not on the disk yet'];
  return author === null
    ? [`User ${by} of the operating system, who gave no name`]
    : [`${author}, as they call themselves`, `User ${by} of the operating system`];
}

/** A line of the activity as a sentence: "Tagged 1,312 events exfil". May hold evidence. */
export function saidWords(line: ActivityLine, clock: Clock): string {
  if (line.undone === undefined) return sentence(line, line.before, clock);
  const { line: first, again } = line.undone;
  // A status that is taken back may need several sentences: each tells its own events.
  const events = line.events > 0 ? line.events : first.events;
  const words = sentence({ ...first, events }, firstBefore(line), clock);
  return `${again ? 'Said again' : 'Undid'}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** What is told of a single action: kinds by which the activity is looked through. */
export function kindWords({ action }: Pick<SayingLine, 'action'>): string {
  switch (action.op) {
    case 'mark':
      return 'tag' in action.change ? 'tag' : 'star' in action.change ? 'star' : 'status';
    case 'note':
      return 'note';
    case 'tag':
      return 'tag';
    case 'finding':
      return 'finding';
    case 'entry':
      return 'entry';
    case 'account':
      return 'account';
  }
}

/** What was there before what was undone is not known: its sentence stands as of something new or changed. */
function firstBefore({ undone, before, action }: ActivityLine): Action | undefined {
  return undone?.again === true ? before : action;
}

function sentence(
  { action, events }: Pick<SayingLine, 'action' | 'events'>,
  before: Action | undefined,
  clock: Clock,
): string {
  switch (action.op) {
    case 'mark':
      return markWords(action.change, onWords(events, action.targets ?? [], clock));
    case 'note':
      return noteWords(action, before, onWords(events, action.targets ?? [], clock));
    case 'tag':
      return tagWords(action.tag, action.value);
    case 'finding':
      return findingWords(action.value, before?.op === 'finding' ? before.value : null);
    case 'entry':
      return entryWords(action.value, before?.op === 'entry' ? before.value : null);
    case 'account':
      return action.value === null
        ? `Took back the description of account ${action.account}`
        : `Described account ${action.account} as ${[action.value.name, action.value.side].filter((word) => word !== '').join(', ')}`;
  }
}

/** "1,312 events", "access key AKIA...", both joined; of many targets the first and a count. */
export function onWords(events: number, targets: readonly Target[], clock: Clock): string {
  const [first] = targets;
  const words = [
    ...(events > 0 || first === undefined ? [countOf(events, 'event')] : []),
    ...(first === undefined ? [] : [targetWords(first, clock)]),
    ...(targets.length > 1 ? [`${count(targets.length - 1)} more`] : []),
  ];
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}

/** "Tagged 2 events exfil", "Starred 1 event", "Marked 3 events benign: REASON". */
export function markWords(change: Change, on: string): string {
  if ('star' in change) return change.star ? `Starred ${on}` : `Took the star from ${on}`;
  if ('tag' in change) return change.put ? `Tagged ${on} ${change.tag}` : `Took the tag ${change.tag} from ${on}`;
  if (change.status === null) return `Took the status from ${on}`;
  const reason = change.reason ?? '';
  return `Marked ${on} ${change.status}${reason === '' ? '' : `: ${cut(reason)}`}`;
}

function noteWords({ text }: Extract<Action, { op: 'note' }>, before: Action | undefined, on: string): string {
  const earlier = before?.op === 'note' ? before : undefined;
  if (text === null) return `Withdrew a note${quoted(earlier?.text ?? '')}`;
  if (earlier?.text === undefined || earlier.text === null) return `Wrote a note on ${on}${quoted(text)}`;
  return `Edited a note, now${quoted(text)}`;
}

function tagWords(tag: string, value: TagDefinition | null): string {
  if (value === null) return `Took back the description of the tag ${tag}`;
  return value.description === ''
    ? `Gave the tag ${tag} its look`
    : `Described the tag ${tag}${quoted(value.description)}`;
}

const FINDING_PARTS: readonly (readonly [keyof FindingValue, string])[] = [
  ['title', 'title'],
  ['fact', 'fact'],
  ['interpretation', 'interpretation'],
  ['confidence', 'confidence'],
  ['severity', 'severity'],
  ['techniques', 'techniques'],
  ['cites', 'citations'],
  ['rank', 'place in the order'],
];

function findingWords(value: FindingValue | null, before: FindingValue | null): string {
  if (value === null) {
    return before === null ? 'Withdrew a finding' : `Withdrew ${findingName(before)}`;
  }
  if (before === null) return `Wrote ${findingName(value)}`;
  const parts = changed(FINDING_PARTS, value, before);
  return `Changed ${findingName(value)}${parts === '' ? '' : `: ${parts}`}`;
}

/** "finding 2, Payroll exports were read". */
export function findingName({ number, title }: Pick<FindingValue, 'number' | 'title'>): string {
  return `finding ${count(number)}${title.trim() === '' ? '' : `, ${cut(title)}`}`;
}

const ENTRY_PARTS: readonly (readonly [keyof EntryValue, string])[] = [
  ['time', 'time'],
  ['kind', 'kind'],
  ['title', 'title'],
  ['text', 'text'],
  ['source', 'source'],
];

function entryWords(value: EntryValue | null, before: EntryValue | null): string {
  const name = (entry: EntryValue): string =>
    `${entry.kind === 'containment' ? 'the containment step' : 'the entry'}${quoted(entry.title)}`;
  if (value === null) return before === null ? 'Withdrew an entry' : `Withdrew ${name(before)}`;
  if (before === null) return `Entered ${name(value)}`;
  const parts = changed(ENTRY_PARTS, value, before);
  return `Changed ${name(value)}${parts === '' ? '' : `: ${parts}`}`;
}

function changed<T>(parts: readonly (readonly [keyof T, string])[], value: T, before: T): string {
  return parts
    .filter(([name]) => JSON.stringify(value[name]) !== JSON.stringify(before[name]))
    .map(([, words]) => words)
    .join(', ');
}

function quoted(text: string): string {
  const line = markdownSummary(text);
  return line === '' ? '' : ` \u201c${cut(line)}\u201d`;
}

/** What was said of an event, a line each: "Tagged exfil", "Status malicious". May hold evidence. */
export function orphanLines(said: {
  readonly star: boolean;
  readonly status: string | null;
  readonly tags: readonly string[];
  readonly notes: readonly string[];
  readonly findings: readonly number[];
}): readonly string[] {
  return [
    ...(said.star ? ['Starred'] : []),
    ...(said.status === null ? [] : [`Status ${said.status}`]),
    ...(said.tags.length === 0 ? [] : [`Tagged ${said.tags.join(', ')}`]),
    ...said.findings.map((number) => `Cited in finding ${count(number)}`),
    ...said.notes.map((text) => `Note${quoted(text)}`),
  ];
}

/** What of the journal nothing could be made of, a sentence each; nothing where all of it was read. */
export function leftOutWords(
  left: { readonly reasons: readonly string[]; readonly lines: number; readonly cutOff: number } | undefined,
): readonly string[] {
  if (left === undefined) return [];
  const { reasons, lines, cutOff } = left;
  const why = reasons.slice(0, 3).join('; ');
  return [
    ...(lines === 0 ? [] : [`${countOf(lines, 'line is', 'lines are')} left out: ${why}.`]),
    ...(cutOff === 0
      ? []
      : [
          `${countOf(cutOff, 'action was', 'actions were')} cut off while being saved, and ${cutOff === 1 ? 'has' : 'have'} no effect.`,
        ]),
    ...(lines + cutOff === 0
      ? []
      : ['The journal itself is unchanged: verify it, or open the case with the version that wrote it.']),
  ];
}
