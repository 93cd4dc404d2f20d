import { Annotations } from '../../core/annotation/annotations';
import { ReadingList } from '../../core/format/reading-list';
import type { SourceReadings } from '../../core/format/reading-list';
import { QueryEngine } from '../../core/query/query-engine';
import type { Locator } from '../../core/segment/layout';
import { MemoryStore } from '../../core/segment/memory-store';
import { readAnnotations } from '../annotations/read-annotations';
import { listLocal, type Listing } from '../files/listing';
import { isCaseFolder } from '../cases/case-file';
import type { IntegrityProblem } from '../cases/line-checker';
import { OpenCase } from '../open-case/open-case';
import { Coverage } from '../indexing/coverage';
import { IndexRun, type IndexRunOptions } from '../indexing/index-run';
import type { NewSourceTask, SourceTask } from '../indexing/source-task';
import { planStored } from '../indexing/stored-plan';
import type { StartWorker } from '../process/threads';
import { caseSource } from '../search/case-source';
import type { ExportProof } from '../integrity/export-proof';
import type { FilePlace } from '../reports/file-record-reader';
import type { SearchableSource } from '../search/search-protocol';
import { InputError, UsageError } from './cli-error';
import { InPlaceSources } from './in-place';
import { InPlaceArchives } from './in-place-archives';

export interface LoadOptions {
  readonly start: StartWorker;
  /** Program and version. */
  readonly tool: string;
  /** Sources done, of how many, and events so far. */
  readonly onProgress?: (done: { readonly sources: number; readonly total: number; readonly events: number }) => void;
}

/** Evidence in memory, ready to be asked. */
export interface LoadedIndex {
  readonly engine: QueryEngine;
  /** What analysts said of the case; nothing of files that were read in place. */
  readonly annotations: Annotations;
  /** Sources that were read or are in the case, whatever they hold. */
  readonly sources: number;
  /** Rejected records, rests of sources after a fault, and sources that could not be read. */
  readonly quarantined: number;
  /** How each source ended, and why not all of them were read whole. */
  readonly readings: SourceReadings;
  /** There are sources, and no log among them of which anything could be read. */
  readonly nothingRead: boolean;
  /** What was left out, and why, in words. */
  readonly messages: readonly string[];
  /** What is wrong with the case itself: its logs, packs or stored bytes. Empty for files that were read in place. */
  readonly problems: readonly IntegrityProblem[];
  /** Where a source's bytes lie. @throws TrailbenchError where there are none */
  readonly locate: (source: number) => SearchableSource;
  /** Files that were read in place; undefined for a case. */
  readonly files?: {
    readonly find: (source: number) => FilePlace | undefined;
    /** Files that could not be read, or not to their end. */
    readonly faulty: number;
    /** What digests among them prove of them. */
    readonly proof: () => Promise<ExportProof>;
  };
  /** Removes temporary files: nothing can be read from evidence afterwards. */
  readonly close: () => Promise<void>;
}

/** A part of an archive that could not be read. */
interface LeftOut {
  /** Source number of the archive. */
  readonly no: number;
  readonly name: string;
  readonly message: string;
}

/** Sources that are left out and told of one by one. */
const LEFT_OUT_KEPT = 1_000;

/** Milliseconds of one wait for a segment. */
const WAIT = 60_000;

/**
 * Reads one case, or files and folders in place, into memory. Writes nothing.
 *
 * @param inputs absolute paths
 * @throws InputError where nothing can be read; UsageError for a case among other paths
 */
export async function loadIndex(inputs: readonly string[], options: LoadOptions): Promise<LoadedIndex> {
  for (const input of inputs) {
    if (!(await isCaseFolder(input))) continue;
    if (inputs.length > 1) throw new UsageError(`${input} is a case: give one case alone, or files and folders.`);
    return loadCase(input, options);
  }
  return loadPaths(inputs, options);
}

/** The same for a case that is open already. */
export async function loadOpenCase(openCase: OpenCase, options: LoadOptions): Promise<LoadedIndex> {
  const { manifest, evidence } = openCase;
  const leftOutSources: IntegrityProblem[] = [];
  let missing = 0;
  const leftOut = (source: number, message: string): void => {
    missing += 1;
    if (missing <= LEFT_OUT_KEPT)
      leftOutSources.push({ file: 'evidence', line: null, message: `Source ${source}: ${message}` });
  };
  const plan = planStored(openCase, new Coverage(), leftOut);
  // Nothing is new in a case that is only read: the keeper is never asked.
  const keeper = new InPlaceSources();
  const { annotations, faults } = await readAnnotations(openCase.journal);
  const engine = await readAll(plan.tasks, () => plan.sources, {
    ...options,
    keeper,
    annotations,
    onProblem: leftOut,
  });
  await settleCase(engine, openCase);
  const { sources, logsRead, quarantined } = manifest.totals;
  const readings = await manifest.readings();
  const nothingRead = sources > 0 && logsRead === 0;
  const locate = (source: number): SearchableSource => caseSource(evidence, source);
  const problems = [...openCase.problems, ...leftOutSources];
  const close = (): Promise<void> => Promise.resolve();
  const messages = openCase.unfinished().map(({ paths, since }) => {
    const what = paths.length === 1 ? (paths[0] ?? '') : `${paths.length} paths`;
    return `The import of ${what}, begun ${since}, was cut off: what it did not come to is not in the case.`;
  });
  for (const fault of faults) messages.push(`An annotation in journal.jsonl was left out: ${fault}.`);
  return {
    engine,
    annotations,
    sources,
    quarantined: quarantined + missing,
    readings,
    nothingRead,
    messages,
    problems,
    locate,
    close,
  };
}

/** Finds the copies of events among the sources of a case. */
export async function settleCase(engine: QueryEngine, { manifest, evidence }: OpenCase): Promise<void> {
  const digests = new Map<number, string>();
  for (let row = 0; row < manifest.count; row += 1) {
    const { no, sha256 } = manifest.entryAt(row);
    if (sha256 !== null) digests.set(no, sha256);
  }
  await settle(engine, digests, (records) => evidence.contentHashes(records));
}

async function loadCase(path: string, options: LoadOptions): Promise<LoadedIndex> {
  const openCase = await OpenCase.open(path, { tool: options.tool, readOnly: true });
  try {
    return await loadOpenCase(openCase, options);
  } finally {
    await openCase.close();
  }
}

async function loadPaths(paths: readonly string[], options: LoadOptions): Promise<LoadedIndex> {
  const { files, failures } = await listLocal(paths);
  const unreadable = failures.filter(({ kind }) => kind === 'failed');
  // A path that was named and is not there is a mistake to be told, not a gap to be counted.
  const named = unreadable.find(({ path }) => paths.includes(path));
  if (named !== undefined) throw new InputError(named.message);
  const [first] = [...unreadable, ...failures];
  if (files.length === 0) throw new InputError(first?.message ?? `There are no files in ${paths.join(', ')}.`);
  const left: LeftOut[] = [];
  const onFault = (no: number, name: string, message: string): void => {
    keeper.failures.push(`${name}: ${message}`);
    left.push({ no, name, message });
  };
  const archives = new InPlaceArchives({ from: files.length, onFault });
  const keeper = new InPlaceSources((task, report) => archives.taken(task, report));
  try {
    return await loadFiles({ files, failures }, { ...options, keeper, archives, left });
  } catch (cause) {
    await archives.close();
    throw cause;
  }
}

async function loadFiles(
  { files, failures }: Pick<Listing, 'files' | 'failures'>,
  options: LoadOptions & {
    readonly keeper: InPlaceSources;
    readonly archives: InPlaceArchives;
    readonly left: readonly LeftOut[];
  },
): Promise<LoadedIndex> {
  const { keeper, archives, left } = options;
  const unreadable = failures.filter(({ kind }) => kind === 'failed').length;
  const tasks = files.map(({ path, uri, size, modified }, no): NewSourceTask => ({
    kind: 'new',
    no,
    range: { path, offset: 0, length: undefined },
    uri,
    size,
    modified,
    known: [],
  }));
  const engine = await readAll(tasks.values(), () => files.length + archives.members, {
    ...options,
    onProblem: (_source, message) => {
      keeper.failures.push(message);
    },
    onRun: (run) => {
      archives.run = run;
    },
  });
  if (keeper.count === 0) throw new InputError(keeper.failures[0] ?? 'None of the files could be read.');
  await settle(engine, keeper.digests, (records) => keeper.contentHashes(records));
  const list = new ReadingList();
  keeper.tellReadings(list, new Set(left.map(({ no }) => no)));
  for (const { name, message } of left) list.addLeftOut('unknown', name, message);
  for (const { path, kind, message } of failures)
    list.addLeftOut(kind === 'failed' ? 'unknown' : 'other', path, message);
  return {
    engine,
    annotations: new Annotations(),
    sources: keeper.count,
    quarantined: keeper.quarantined,
    readings: list.result,
    nothingRead: keeper.logsRead === 0,
    messages: [...failures.map(({ message }) => message), ...keeper.failures],
    problems: [],
    locate: (source) => keeper.locate(source),
    files: {
      find: (source) => keeper.place(source),
      faulty: unreadable + archives.faults + keeper.faulty,
      proof: () => keeper.proof(),
    },
    close: () => archives.close(),
  };
}

interface ReadOptions extends LoadOptions, Pick<IndexRunOptions, 'keeper' | 'onProblem'> {
  readonly annotations?: Annotations;
  /** The run is there, and has read nothing yet. */
  readonly onRun?: (run: IndexRun) => void;
}

/** Reads all sources into a query engine. */
async function readAll(tasks: Iterator<SourceTask>, total: () => number, options: ReadOptions): Promise<QueryEngine> {
  const { start, keeper, onProblem, onProgress, onRun, annotations = new Annotations() } = options;
  const store = new MemoryStore();
  const run: IndexRun = new IndexRun({
    pool: { start },
    keeper,
    onProblem,
    onChange: () => onProgress?.({ sources: run.totals.sources, total: total(), events: run.totals.events }),
  });
  try {
    onRun?.(run);
    run.add(tasks);
    const committed: string[] = [];
    while (run.state === 'reading' || run.pullable) {
      const segment = await run.next(committed.splice(0), { wait: WAIT });
      if (segment === undefined) continue;
      store.add(segment.bytes, segment.id);
      committed.push(segment.id);
    }
    if (run.failure !== undefined) throw run.failure;
  } finally {
    await run.close();
  }
  const engine = new QueryEngine(store, () => annotations);
  await engine.addSegments(await store.list());
  return engine;
}

/** Finds the copies of events: which one is shown depends on the sources' digests alone. */
async function settle(
  engine: QueryEngine,
  digests: ReadonlyMap<number, string>,
  contentHashes: (records: readonly Locator[]) => Promise<readonly string[]>,
): Promise<void> {
  const order = [...digests].sort(([a, shaA], [b, shaB]) => (shaA < shaB ? -1 : shaA > shaB ? 1 : a - b));
  await engine.setSourceRanks(new Map(order.map(([no], rank) => [no, rank])));
  await engine.settleDuplicates(contentHashes);
}
