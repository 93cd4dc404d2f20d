import { visibleJson } from '../../core/event/visible-json';
import path from 'node:path';
import type { AcquisitionProgress } from '../../contract/acquire';
import type { Choice, Measured } from '../../contract/discovery';
import { TrailbenchError } from '../../contract/errors';
import { formatBytes } from '../../core/event/format-number';
import type { CoveredRange } from '../../core/segment/layout';
import { AcquireService } from '../acquire/acquire-service';
import { CaseAcquisitions } from '../acquire/case-acquisitions';
import type { BegunImports } from '../cases/begun-imports';
import type { Manifest } from '../cases/manifest';
import { OpenCase } from '../open-case/open-case';
import { CaseIndexing } from '../indexing/case-indexing';
import type { StartWorker } from '../process/threads';
import { parseAcquireArguments, type AcquireArguments } from './acquire-arguments';
import { beginAws } from './acquire-aws';
import { listBucket } from './acquire-list';
import { isCaseFolder } from '../cases/case-file';
import { discardCase, openOrCreateCase } from './acquire-case';
import { acquireSummary, EXIT, NOTHING_THERE, type AcquireResult } from './acquire-summary';
import { UsageError } from './cli-error';
import { problemLines } from './case-problems';
import { counted } from './progress-line';
import { pullSegments } from './pull-segments';

export interface AcquireOptions {
  readonly start: StartWorker;
  readonly cwd: string;
  readonly tool: string;
  /** What this user began to import on this machine. */
  readonly begun?: BegunImports | undefined;
  readonly onMessage: (message: string) => void;
  readonly onProgress: (text: string) => void;
  /** Aborts when the user wants it to end: what is kept stays, and running it again goes on. */
  readonly signal: AbortSignal;
}

/** Begins an acquisition, or goes on with one; its number. */
type Begin = (acquisitions: CaseAcquisitions, openCase: OpenCase) => Promise<number>;

/** Milliseconds of one wait for work, and without any connection after which it ends. */
const WAIT = 2_000;
const OUTAGE = 120_000;

/**
 * The command `acquire`: takes what an address holds into a case.
 * @throws UsageError, InputError, TrailbenchError before anything was begun
 */
export async function acquire(argv: readonly string[], options: AcquireOptions): Promise<AcquireResult> {
  const given = parseAcquireArguments(argv);
  const service = new AcquireService();
  try {
    const connection = await connect(service, given);
    if (connection.identityNote !== null) options.onMessage(connection.identityNote);
    const connected = (): void => options.onMessage(`Connected: ${connection.caller?.arn ?? connection.label}.`);
    // Without an answer to who this is, nothing has answered yet.
    if (connection.caller !== null) connected();
    else service.connections.get(connection.id).onAnswer(connected);
    const folder = given.folder === undefined ? undefined : path.resolve(options.cwd, given.folder);
    const { wish } = given;
    if (wish.what !== 's3') {
      if (folder === undefined) throw new UsageError('acquire needs --case DIR, the folder of the case.');
      const { caller } = connection;
      const started: Begin = (acquisitions, openCase) =>
        beginAws(wish, { connection: connection.id, caller, acquisitions, openCase, cwd: options.cwd });
      return await intoCase(service, started, folder, options);
    }
    const { choice } = wish;
    if (given.list !== undefined) {
      return await listBucket(service, { ...options, connection: connection.id, choice, format: given.list });
    }
    if (folder === undefined || given.dryRun) return await dryRun(service, connection.id, choice, folder, options);
    // Nothing is counted beforehand, which would list everything twice: --dry-run does that.
    const begun: Begin = (acquisitions) => begin(acquisitions, connection.id, choice);
    return await intoCase(service, begun, folder, options);
  } catch (cause) {
    if (!(cause instanceof TrailbenchError) || cause.code !== 'bad-request') throw cause;
    throw new UsageError(cause.message, { cause });
  } finally {
    service.close();
  }
}

async function connect(service: AcquireService, { connect: request }: AcquireArguments) {
  try {
    return await service.connect(request);
  } catch (cause) {
    if (!(cause instanceof TrailbenchError) || cause.code !== 'mfa-required') throw cause;
    throw new UsageError(`${cause.message} Give it with --mfa-code.`);
  }
}

async function dryRun(
  service: AcquireService,
  connection: string,
  choice: Choice,
  folder: string | undefined,
  options: AcquireOptions,
): Promise<AcquireResult> {
  const known = folder !== undefined && (await isCaseFolder(folder));
  const opened = known ? await OpenCase.open(folder, { tool: options.tool, readOnly: true }) : undefined;
  try {
    const measured = await count(service, connection, choice, opened?.manifest, options);
    const { objects, unlisted } = measured;
    const exit = unlisted.length > 0 ? EXIT.someFailed : objects === 0 ? EXIT.nothing : EXIT.complete;
    return { text: `${visibleJson({ dryRun: true, ...measured })}\n`, exit };
  } finally {
    await opened?.close();
  }
}

async function count(
  service: AcquireService,
  connection: string,
  choice: Choice,
  manifest: Manifest | undefined,
  { onProgress, onMessage, signal }: AcquireOptions,
): Promise<Measured> {
  const { measured } = await service.measure({ connection, choice }, manifest, signal, ({ objects, bytes }) => {
    onProgress(`Listing: ${counted(objects)} objects, ${formatBytes(bytes)}`);
  });
  const { objects, bytes, known, archived, unlisted } = measured;
  const there = known.objects > 0 ? `, of them ${counted(known.objects)} in the case already` : '';
  const away = archived.objects > 0 ? `; ${counted(archived.objects)} are archived and must be restored first` : '';
  onMessage(`${counted(objects)} objects, ${formatBytes(bytes)}${there}${away}.`);
  for (const folder of unlisted) onMessage(`${folder} may not be listed: what it holds is not counted.`);
  if (objects === 0) onMessage(NOTHING_THERE);
  return measured;
}

async function intoCase(
  service: AcquireService,
  begun: Begin,
  folder: string,
  options: AcquireOptions,
): Promise<AcquireResult> {
  const { openCase, made } = await openOrCreateCase(folder, options);
  for (const line of problemLines(openCase.problems)) options.onMessage(line);
  let nothing = true;
  const indexing = new CaseIndexing({ openCase, pool: { start: options.start }, wait: WAIT });
  const acquisitions: CaseAcquisitions = new CaseAcquisitions({
    openCase,
    indexing,
    connections: service.connections,
    download: { outageLimit: OUTAGE },
    patience: { outageLimit: OUTAGE },
    onChange: () => {
      const [newest] = acquisitions.progress();
      if (newest !== undefined) options.onProgress(inWords(newest));
    },
  });
  try {
    const no = await begun(acquisitions, openCase);
    for (const note of notesOf(openCase, no)) options.onMessage(note);
    nothing = false;
    // What the case has already needs no reading.
    await pullSegments(indexing, { covered: everything(openCase.manifest), signal: options.signal });
    // What was under way when it was interrupted is kept, or let go, before it is counted.
    if (options.signal.aborted) await indexing.close();
    const result = await acquireSummary(openCase, acquisitions.get(no), { ...options, made });
    nothing = result.exit === EXIT.nothing;
    return result;
  } finally {
    acquisitions.close();
    await indexing.close();
    // A case in which there is nothing would look as if something had been taken.
    if (made && nothing) await discardCase(openCase);
    else await openCase.close();
  }
}

/** What was added to a choice, in words. */
function notesOf({ ledger }: OpenCase, no: number): string[] {
  const begun = ledger.entries.findLast(
    ({ action, details }) => action === 'acquire-started' && details['acquisition'] === no,
  );
  const { what, notes } = begun?.details ?? {};
  return what === 's3' && Array.isArray(notes) ? notes.filter((note): note is string => typeof note === 'string') : [];
}

/** Goes on with one that was cut off, where it is the same; else begins a new one. */
async function begin(acquisitions: CaseAcquisitions, connection: string, choice: Choice): Promise<number> {
  const same = acquisitions.unfinished(choice);
  if (same === undefined) {
    return (await acquisitions.start({ what: 's3', connection, choice })).acquisition;
  }
  return (await acquisitions.control(same, { verb: 'resume', connection })).acquisition;
}

function everything(manifest: Manifest): CoveredRange[] {
  const covered: CoveredRange[] = [];
  for (let row = 0; row < manifest.count; row += 1) {
    const { no: source, records: end } = manifest.entryAt(row);
    if (end > 0) covered.push({ source, first: 0, end, last: true });
  }
  return covered;
}

function inWords({
  state,
  objectsDone,
  objectsTotal,
  bytesDone,
  failed,
  bytesPerSecond,
  ...rest
}: AcquisitionProgress) {
  const { secondsLeft, message, parallel, retrying, listed } = rest;
  const of = objectsTotal === null ? '' : ` of ${counted(objectsTotal)}${listed ? '' : ' or more'}`;
  const speed = bytesPerSecond > 0 ? `, ${formatBytes(bytesPerSecond)}/s` : '';
  const left = secondsLeft === null ? '' : `, ${counted(Math.ceil(secondsLeft))} s left`;
  const more = `${failed > 0 ? `, ${counted(failed)} failed` : ''}${retrying > 0 ? `, ${counted(retrying)} retrying` : ''}`;
  const about = message === null ? '' : ` - ${message}`;
  return `${state}: ${counted(objectsDone)}${of} objects, ${formatBytes(bytesDone)}${speed}${left}${more}, ${parallel} at a time${about}`;
}
