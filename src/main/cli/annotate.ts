import { resolve } from 'node:path';
import { EVENTS_MOST, SEEN_MOST, type SayWish } from '../../contract/annotations';
import { formatCount } from '../../core/event/format-number';
import { visibleJson } from '../../core/event/visible-json';
import { setsSomething } from '../../core/annotation/annotations';
import { EVENT_KEY_BYTES } from '../../core/annotation/event-key';
import { KeyTable, keyWords } from '../../core/annotation/key-table';
import { AuthorFile } from '../annotations/author-file';
import { SaidJournal } from '../annotations/said-journal';
import { isCaseFolder } from '../cases/case-file';
import { OpenCase } from '../open-case/open-case';
import { parseAnnotateArguments, type AnnotateArguments } from './annotate-arguments';
import { CASE_DAMAGED, problemLines } from './case-problems';
import { InputError, UsageError } from './cli-error';
import { filterView } from './filter-argument';
import type { QueryEngine } from '../../core/query/query-engine';
import { loadOpenCase, type LoadedIndex } from './load-index';
import { chooseZoneRules, resolveView, type QueryAnswer, type QueryOptions } from './query';

/** What is printed. */
interface Annotated {
  readonly case: string;
  readonly dryRun: boolean;
  /** Of the action in the journal; null where nothing was written. */
  readonly id: string | null;
  readonly filter: string;
  readonly matched: number;
  /** Events of which something changed, or would. */
  readonly changed: number;
  /** Events that had it already. */
  readonly unchanged: number;
  /** When it was said, and by whom; absent where nothing was written. */
  readonly at?: string;
  readonly by?: string;
  readonly author?: string | null;
}

/**
 * `annotate`: says something of every event of a case that a filter matches.
 * @throws UsageError, InputError, TrailbenchError
 */
export async function annotate(argv: readonly string[], options: QueryOptions): Promise<QueryAnswer> {
  const wanted = parseAnnotateArguments(argv);
  await chooseZoneRules(undefined, options);
  const asked = filterView(wanted.filter, wanted.zone);
  const folder = resolve(options.cwd, wanted.folder);
  if (!(await isCaseFolder(folder))) throw new UsageError(`${wanted.folder} is no case: only cases have annotations.`);
  const openCase = await openFor(folder, wanted, options);
  try {
    for (const line of problemLines(openCase.problems)) options.onMessage(line);
    const index = await loadOpenCase(openCase, options);
    for (const message of index.messages) options.onMessage(message);
    const view = await resolveView(asked, index, options);
    const events = await index.engine.order(view, []);
    const said = await say(openCase, index, events, wanted, options);
    const result: Annotated = { case: openCase.path, dryRun: wanted.dryRun, filter: wanted.filter, ...said };
    if (events.length === 0) options.onNotice('No event matches: nothing was said.');
    return { text: `${visibleJson(result)}\n`, exit: index.problems.length === 0 ? 0 : CASE_DAMAGED };
  } finally {
    await openCase.close();
  }
}

async function openFor(folder: string, { dryRun }: AnnotateArguments, { tool }: QueryOptions): Promise<OpenCase> {
  const opened = await OpenCase.open(folder, { tool, ...(dryRun ? { readOnly: true } : {}) });
  if (dryRun || !opened.readOnly) return opened;
  const reason = opened.readOnlyReason ?? '';
  await opened.close();
  throw new InputError(`${folder} cannot be added to: ${reason}`);
}

async function say(
  openCase: OpenCase,
  { engine, annotations }: LoadedIndex,
  events: Uint32Array,
  { action, author, dryRun }: AnnotateArguments,
  { profile }: QueryOptions,
): Promise<Omit<Annotated, 'case' | 'dryRun' | 'filter'>> {
  const matched = events.length;
  if (matched > EVENTS_MOST) {
    throw new InputError(`More than ${formatCount(EVENTS_MOST)} events at a time cannot be annotated: do it in parts.`);
  }
  // What was said of a copy shows on the shown one, and is to be taken away there.
  const takesAway = action.op === 'mark' && !setsSomething(action.change);
  const all = await engine.said.keysOf(events, takesAway);
  const keys = action.op === 'mark' ? annotations.differing(action.change, all) : all;
  const changed = takesAway ? await eventsOfAny(keys, events, engine) : keys.length / EVENT_KEY_BYTES;
  const counts = { matched, changed, unchanged: matched - changed };
  if (dryRun || changed === 0) return { id: null, ...counts };
  const known = author ?? (profile === undefined ? null : await new AuthorFile(profile).name());
  const seen = matched <= SEEN_MOST ? await engine.said.seen(events) : [];
  const wish: SayWish = { id: crypto.randomUUID(), action: { ...action, ...(seen.length === 0 ? {} : { seen }) } };
  const journal = new SaidJournal(openCase.journal, () => Promise.resolve(known));
  return { id: wish.id, ...counts, ...(await journal.say(wish, keys)) };
}

/** How many of these events have one of these keys, or a copy that does. */
async function eventsOfAny(keys: Uint8Array, events: Uint32Array, engine: QueryEngine): Promise<number> {
  const words = keyWords(keys);
  const wanted = new KeyTable();
  for (let at = 0; at < words.length; at += 4) wanted.intern(words, at);
  const holds = (of: Uint32Array): boolean => {
    for (let at = 0; at < of.length; at += 4) if (wanted.find(of, at) >= 0) return true;
    return false;
  };
  let count = 0;
  if (wanted.size > 0) for (const of of (await engine.said.keysOfCopies(events)) ?? []) if (holds(of)) count += 1;
  return count;
}
