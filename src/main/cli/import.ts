import path from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { Progress } from '../../contract/schemas';
import { QueryEngine } from '../../core/query/query-engine';
import { MemoryStore } from '../../core/segment/memory-store';
import { samePaths } from '../cases/acquisition';
import { caseFolderOf, isCaseFolder } from '../cases/case-file';
import { caseName } from '../cases/case-folder';
import { mustExist } from '../files/given-paths';
import { pathBelow, realPlace } from '../files/places';
import { CaseIndexing } from '../indexing/case-indexing';
import { mustHoldLogs } from '../indexing/log-look';
import type { OpenCase } from '../open-case/open-case';
import type { AcquireOptions } from './acquire';
import { discardCase, openOrCreateCase } from './acquire-case';
import type { AcquireResult } from './acquire-summary';
import { problemLines } from './case-problems';
import { UsageError } from './cli-error';
import { parseImportArguments, type ImportArguments } from './import-arguments';
import { importedSources } from './import-sources';
import { importExit, importText, NOTHING_READ, type ImportSummary } from './import-summary';
import { settleCase } from './load-index';
import { counted } from './progress-line';
import { pullSegments } from './pull-segments';
import { readingWords, reasonLines } from './source-words';

/** Milliseconds of one wait for work. */
const WAIT = 2_000;
/** Lines about single sources; the result has more of them. */
const SHOWN = 20;

/**
 * The command `import`: takes files and folders into a case.
 * @throws UsageError, InputError, TrailbenchError before anything was begun, or where the case cannot be written to
 */
export async function importFiles(argv: readonly string[], options: AcquireOptions): Promise<AcquireResult> {
  const given = parseImportArguments(argv);
  const folder = caseFolderOf(path.resolve(options.cwd, given.folder));
  const paths = given.inputs.map((input) => path.resolve(options.cwd, input));
  await checkPaths(paths, folder);
  const { tool, begun, signal } = options;
  // A case that is there takes in whatever is given to it; of files without a log none is made.
  if (!(await isCaseFolder(folder))) await mustHoldLogs(paths, { signal });
  const { openCase, made } = await openOrCreateCase(folder, { tool, begun, name: given.name, option: '' });
  let hasBegun = false;
  const indexing = new CaseIndexing({ openCase, pool: { start: options.start }, wait: WAIT });
  indexing.onEvent((event) => {
    if (event.type === 'progress' && event.progress.sourcesTotal > 0) options.onProgress(inWords(event.progress));
  });
  try {
    if (given.name !== undefined && caseName(given.name) !== openCase.name)
      throw new UsageError(`--name is for a case that is made: ${folder} is called "${openCase.name}" already.`);
    for (const line of problemLines(openCase.problems)) options.onMessage(line);
    const acquisition = await begin(indexing, openCase, paths);
    hasBegun = true;
    return await readInto({ indexing, openCase, paths, acquisition, format: given.format }, options);
  } finally {
    await indexing.close();
    if (made && !hasBegun) await discardCase(openCase);
    else await openCase.close();
  }
}

/** All of them are there, and none of them is a case or lies in this one, whose own files are no evidence. */
async function checkPaths(paths: readonly string[], folder: string): Promise<void> {
  await mustExist(paths);
  const place = await realPlace(folder);
  for (const given of paths) {
    if (await isCaseFolder(given))
      throw new UsageError(`${given} is a case, which is no evidence itself: name files and folders of logs.`);
    if ((await isCaseFolder(folder)) && pathBelow(place, await realPlace(given)) !== undefined)
      throw new UsageError(`${given} lies in the case ${folder}, whose own files are no evidence.`);
  }
}

/** Goes on with what was cut off of just these paths, which were named again; else begins. @returns its number */
async function begin(indexing: CaseIndexing, openCase: OpenCase, paths: readonly string[]): Promise<number> {
  const cutOff = openCase.unfinished().filter(({ what, paths: begun }) => what === 'local' && samePaths(begun, paths));
  for (const { id } of cutOff) await indexing.resumeImport(id);
  const last = cutOff.at(-1);
  if (last !== undefined) return last.id;
  await indexing.addEvidence(paths);
  return startOf(openCase, undefined).acquisition;
}

interface Begun extends Pick<ImportArguments, 'format'> {
  readonly indexing: CaseIndexing;
  readonly openCase: OpenCase;
  readonly paths: readonly string[];
  readonly acquisition: number;
}

async function readInto(
  { indexing, openCase, paths, acquisition, format }: Begun,
  options: AcquireOptions,
): Promise<AcquireResult> {
  const { onMessage, signal } = options;
  const store = new MemoryStore();
  // All of the case is read, as copies are told only among all events.
  await pullSegments(indexing, { covered: [], signal, onSegment: ({ id, bytes }) => store.add(bytes, id) });
  // What was under way when it was interrupted is kept, or let go, before it is counted.
  if (signal.aborted) await indexing.close();
  const details = openCase.ledger.entries.findLast(
    ({ action, details: of }) => action === 'acquire-finished' && of['acquisition'] === acquisition,
  )?.details;
  const { understood, ...found } = await importedSources(
    openCase.manifest,
    paths,
    startOf(openCase, acquisition).since,
  );
  for (const line of leftOut(details)) onMessage(line);
  const count = (name: string): number | null => (details === undefined ? null : Number(details[name] ?? 0));
  const settled = details === undefined ? null : (count('added') ?? 0) + (count('known') ?? 0);
  const { sources, records, quarantined } = openCase.manifest.totals;
  const summary: ImportSummary = {
    case: openCase.path,
    name: openCase.name,
    acquisition,
    state: details === undefined ? 'interrupted' : 'done',
    files: count('files'),
    bytes: count('bytes'),
    members: count('members'),
    ...found,
    known: settled === null ? null : Math.max(0, settled - found.added),
    sources,
    readings: await openCase.manifest.readings(),
    records,
    ...(details === undefined ? { events: null, duplicates: null } : await countEvents(store, openCase)),
    quarantined,
    head: openCase.ledger.head(),
    message: details !== undefined && understood === 0 ? NOTHING_READ : null,
  };
  const problems = [...openCase.problems, ...indexing.problems];
  for (const line of problemLines(indexing.problems)) onMessage(line);
  tellMore(summary, openCase, onMessage);
  return { text: importText(summary, format), exit: importExit(summary, understood, problems.length) };
}

async function countEvents(store: MemoryStore, openCase: OpenCase): Promise<{ events: number; duplicates: number }> {
  const engine = new QueryEngine(store);
  await engine.addSegments(await store.list());
  await settleCase(engine, openCase);
  const { events, duplicates } = await engine.counts({ clauses: [] });
  return { events, duplicates };
}

function shownLines(lines: readonly string[]): readonly string[] {
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `... and ${counted(more)} more of this kind.`] : lines;
}

/** What the ledger says of files and folders that were left out. */
function leftOut(details: Readonly<Record<string, unknown>> | undefined): string[] {
  const messages = details?.['messages'];
  const shown = Array.isArray(messages) ? messages.filter((one): one is string => typeof one === 'string') : [];
  const more = Number(details?.['notRead'] ?? 0) - shown.length;
  return more > 0 ? [...shown, `... and ${counted(more)} more files and folders that were not read.`] : shown;
}

function tellMore(
  { state, failed, message, readings }: ImportSummary,
  openCase: OpenCase,
  onMessage: (message: string) => void,
): void {
  const words = readingWords(readings);
  if (words !== undefined) onMessage(words);
  for (const line of shownLines(reasonLines(readings))) onMessage(line);
  if (message !== null) onMessage(message);
  if (state === 'interrupted') onMessage('Interrupted: what was read is in the case; the same command goes on.');
  else if (failed > 0)
    onMessage(`${failed === 1 ? '1 file or member' : `${counted(failed)} files and members`} could not be read.`);
  for (const { paths, since } of openCase.unfinished().filter(({ what }) => what === 'local')) {
    const what = paths.length === 1 ? (paths[0] ?? '') : `${counted(paths.length)} paths`;
    onMessage(`The import of ${what}, begun ${since}, was cut off: name the same paths to go on with it.`);
  }
}

/** When an import was begun, as the ledger says; undefined for the newest. */
function startOf({ ledger }: OpenCase, acquisition: number | undefined): { acquisition: number; since: string } {
  const found = ledger.entries.findLast(
    ({ action, details }) =>
      action === 'acquire-started' && (acquisition === undefined || details['acquisition'] === acquisition),
  );
  if (found === undefined) throw new TrailbenchError('internal', 'The ledger has no import that was begun.');
  return { acquisition: Number(found.details['acquisition']), since: found.at };
}

function inWords({ phase, sourcesDone, sourcesTotal, events, eventsPerSecond, secondsLeft, quarantined }: Progress) {
  if (phase === 'listing') return `Listing: ${counted(sourcesTotal)} files`;
  const speed = eventsPerSecond > 0 ? `, ${counted(eventsPerSecond)}/s` : '';
  const left = secondsLeft === null ? '' : `, ${counted(Math.ceil(secondsLeft))} s left`;
  const faults = quarantined > 0 ? `, ${counted(quarantined)} quarantined` : '';
  return `${counted(sourcesDone)} of ${counted(sourcesTotal)} sources, ${counted(events)} events${speed}${left}${faults}`;
}
