import { TrailbenchError } from '../../contract/errors';
import { escapeText } from '../../core/event/visible-text';
import { FACETS } from '../../core/event/facet-catalogue';
import type { StartWorker } from '../process/threads';
import { endInTime } from '../process/end-in-time';
import { FilterFaultError, InputError, UsageError } from './cli-error';
import type { BegunImports } from '../cases/begun-imports';
import { acquire } from './acquire';
import { ACQUIRE_HELP } from './acquire-arguments';
import type { AcquireResult } from './acquire-summary';
import { importFiles } from './import';
import { IMPORT_HELP } from './import-arguments';
import { counted, ProgressLine } from './progress-line';
import { annotate } from './annotate';
import { ANNOTATE_HELP } from './annotate-arguments';
import { annotationList } from './annotation-list';
import { ANNOTATIONS_HELP } from './annotation-list-arguments';
import { query, type QueryAnswer } from './query';
import { verify } from './verify';
import type { Printed } from './verify-report';

export interface CliOptions {
  readonly startWorker: StartWorker;
  /** Where the user stood. */
  readonly cwd: string;
  readonly version: string;
  /** The user's profile folder, where zone rules may lie. */
  readonly profile?: string;
  /** What this user began to import on this machine, for `import` and `acquire`. */
  readonly begun?: BegunImports;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

export const COMMANDS = ['query', 'annotate', 'annotations', 'verify', 'import', 'acquire', 'help'];
/** Commands that read a case into memory and ask it. */
const ASKING = new Map([
  ['query', query],
  ['annotate', annotate],
  ['annotations', annotationList],
]);
/** Messages about single sources that are shown; the count is complete. */
const MESSAGES_SHOWN = 20;

const HELP = `Usage: npm start --silent -- query CASE_OR_PATHS... [options]

Counts events of a case, or of log files and folders read in place. Nothing is written but an export.

  --filter TEXT   only events that match: field:value, wildcards, "quotes", AND, OR, NOT, (a OR b),
                  ranges, networks, any JSON path, and words that the record must hold
  --zone ZONE     zone of times in it: UTC (default), Europe/Berlin, +05:45
  --group-by a,b  events counted by up to three facets together; --distinct c counts another's values
  --zone-rules F  go by the rules of time zones in the file F, the IANA's tzdata.zi, and not by those that the program
                  brings or its user has put into the profile folder
  --facets a,b    values and counts of these facets: all of them, most frequent first
  --top N         only the first N values of each facet
  --rows N        the first N events
  --columns a,b   their columns: time, bytesOut and any facet
  --sort COLUMN   their order: time or a facet, with - before it for descending (default: time)
  --format F      json (default), jsonl or csv

  -o FILE         write every event that matches to a file, as the window exports it, with a manifest beside it
  --format F      csv (default), jsonl, or jsonl-evidence: each record with the places that hold it
  --columns a,b   of csv: names as above, and any JSON path (default: those that the window begins with)
  --all-fields    of csv: every field
  --sort a,-b     by several columns
  --zone ZONE     a second column with the times in this zone
  --raw           of csv: leave text alone that a spreadsheet would run as a formula
  --copies        every copy of an event as a row of its own
  --replace       FILE and its manifest may exist: regular files are replaced, which is said; nothing else is

Facets: ${FACETS.map(({ name }) => name).join(', ')}

       npm start --silent -- verify CASE_OR_PATHS... [options]

Checks log files against the digests that CloudTrail signed, without a network; of a case also the stored bytes,
the manifest, the custody ledger and the journal. Nothing is written.

  --keys FILE     public keys that are not among the evidence: the JSON of "aws cloudtrail list-public-keys",
                  PEM, or DER in base64; may be given several times
  --head HASH     of a case: a head hash that was lodged elsewhere; without one, a rewrite of the whole case that is
                  consistent to the end cannot be told
  --strict        what is not proven ends with status 3, as what is wrong does
  --format F      text (default) or json

${ANNOTATE_HELP}

${ANNOTATIONS_HELP}

${IMPORT_HELP}

${ACQUIRE_HELP}

Only the result goes to stdout. Exit status: 0 done, 1 wrong use, 2 nothing could be read, 3 the case is damaged, or of
verify something is invalid, missing or added, or in a gap between digests; of verify also 5 nothing to validate against
(no digests, or no public keys for them); of acquire and import also 4 some objects or files failed, 130 interrupted.
`;

/** Runs one command. @returns the exit status: 0 done, 1 wrong use, 2 unreadable input, 3 damaged case; of verify also 5, of import and acquire 4 and 130 */
export async function runCli(argv: readonly string[], options: CliOptions): Promise<number> {
  const { stdout, stderr, version } = options;
  const [command, ...rest] = argv;
  const say = (message: string): void => void stderr.write(`${escapeText(message)}\n`);
  if (command === '--version') {
    stdout.write(`Trailbench ${version}\n`);
    return 0;
  }
  if (command === 'help' || command === '--help' || command === '-h' || rest.includes('--help')) {
    stdout.write(HELP);
    return 0;
  }
  try {
    if (command === 'verify') {
      const { text, exit } = await runVerify(rest, options, say);
      stdout.write(text);
      return exit;
    }
    if (command === 'import' || command === 'acquire') {
      const { text, exit } = await runTaking(command === 'import' ? importFiles : acquire, rest, options, say);
      stdout.write(text);
      return exit;
    }
    const ask = ASKING.get(command ?? '');
    if (ask === undefined) throw new UsageError(unknownCommand(command));
    const { text, exit } = await runQuery(ask, rest, options, say);
    for (const piece of typeof text === 'string' ? [text] : text) stdout.write(piece);
    return exit;
  } catch (cause) {
    if (cause instanceof FilterFaultError) {
      say(cause.message);
      for (const line of cause.place) stderr.write(`${line}\n`);
      return 1;
    }
    if (cause instanceof UsageError) {
      say(`${cause.message} See: npm start --silent -- --help`);
      return 1;
    }
    if (cause instanceof InputError || cause instanceof TrailbenchError) {
      say(cause.message);
      return 2;
    }
    throw cause;
  }
}

function unknownCommand(command: string | undefined): string {
  const what = command === undefined ? 'No command was given.' : `"${command}" is no command.`;
  return `${what} Commands are: ${COMMANDS.join(', ')}.`;
}

async function runQuery(
  ask: typeof query,
  argv: readonly string[],
  options: CliOptions,
  say: (message: string) => void,
): Promise<QueryAnswer> {
  const { startWorker: start, stderr, cwd, version, profile } = options;
  const progress = new ProgressLine(stderr);
  const messages: string[] = [];
  const notices: string[] = [];
  try {
    return await ask(argv, {
      start,
      cwd,
      profile,
      tool: `Trailbench ${version}`,
      onMessage: (message) => messages.push(message),
      onNotice: (message) => notices.push(message),
      onProgress: ({ sources, total, events }) => {
        progress.show(`${counted(sources)} of ${counted(total)} sources, ${counted(events)} events`);
      },
      onSearch: ({ records, total }) => progress.show(`${counted(records)} of ${counted(total)} records searched`),
    });
  } finally {
    progress.clear();
    for (const message of messages.slice(0, MESSAGES_SHOWN)) say(message);
    const more = messages.length - MESSAGES_SHOWN;
    if (more > 0) say(`... and ${more} more messages of this kind.`);
    for (const notice of notices) say(notice);
  }
}

async function runVerify(
  argv: readonly string[],
  { stderr, cwd, version }: CliOptions,
  say: (message: string) => void,
): Promise<Printed> {
  const progress = new ProgressLine(stderr);
  const messages: string[] = [];
  try {
    return await verify(argv, {
      cwd,
      tool: `Trailbench ${version}`,
      onMessage: (message) => messages.push(message),
      onProgress: (text) => progress.show(text),
    });
  } finally {
    progress.clear();
    for (const message of messages.slice(0, MESSAGES_SHOWN)) say(message);
  }
}

/** A command that takes evidence into a case. */
async function runTaking(
  take: typeof acquire,
  argv: readonly string[],
  { startWorker: start, stderr, cwd, version, begun }: CliOptions,
  say: (message: string) => void,
): Promise<AcquireResult> {
  const progress = new ProgressLine(stderr, true);
  const abort = new AbortController();
  // Where its clean end takes too long the system ends it, which loses nothing either.
  const release = endInTime(() => abort.abort(new TrailbenchError('cancelled', 'Interrupted.')));
  try {
    return await take(argv, {
      start,
      cwd,
      tool: `Trailbench ${version}`,
      begun,
      signal: abort.signal,
      onMessage: (message) => {
        progress.clear();
        say(message);
      },
      onProgress: (text) => progress.show(text),
    });
  } finally {
    release();
    progress.clear();
  }
}
