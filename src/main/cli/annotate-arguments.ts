import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { sayWish, type SayWish } from '../../contract/annotations';
import { STATUSES } from '../../core/annotation/action';
import { argumentFault, UsageError } from './cli-error';
import { withValues } from './given-values';

export interface AnnotateArguments {
  /** As it was given. */
  readonly folder: string;
  readonly filter: string;
  readonly zone: string;
  /** What is said of each event that the filter matches. */
  readonly action: SayWish['action'];
  /** Undefined: as the user's profile has it. */
  readonly author: string | undefined;
  readonly dryRun: boolean;
}

export const ANNOTATE_HELP = `       npm start --silent -- annotate CASE --filter TEXT WHAT [options]

Says something of every event of a case that matches, in the case's journal, as the window does. The case must not be
open in a window meanwhile. WHAT is one of:

  --tag TAG       tags them; with --remove takes the tag away
  --status S      ${STATUSES.join(', ')}; --reason TEXT says why; --status S --remove takes
                  any status away
  --star          stars them; with --remove takes the star away
  --note TEXT     writes one note, in Markdown, on all of them

  --author NAME   who says so (default: the name that the user has set in the window)
  --zone ZONE     zone of times in the filter: UTC (default), Europe/Berlin, +05:45
  --dry-run       only counts; nothing is written`;

const VALUES = ['filter', 'zone', 'tag', 'status', 'reason', 'note', 'author'] as const;
const OPTIONS = new Map(VALUES.map((name) => [`--${name}`, `--${name}`]));

/** @throws UsageError which names the argument that is wrong */
export function parseAnnotateArguments(argv: readonly string[]): AnnotateArguments {
  const { values, positionals } = parse(argv);
  const [folder, ...others] = positionals;
  if (folder === undefined || folder.trim() === '') throw new UsageError('annotate needs the folder of a case.');
  if (others.length > 0) throw new UsageError(`annotate takes one case: what is ${others.join(', ')}?`);
  if (values.filter === undefined) throw new UsageError('annotate needs --filter TEXT, which says which events.');
  const author = values.author?.trim();
  if (author !== undefined && (author === '' || author.length > 200))
    throw new UsageError('--author needs a name of at most 200 characters.');
  const { filter, zone = 'UTC', 'dry-run': dryRun = false } = values;
  return { folder, filter, zone, action: actionOf(values), author, dryRun };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: withValues(argv, OPTIONS),
      allowPositionals: true,
      options: {
        ...{ filter: text, zone: text, tag: text, status: text, reason: text, note: text, author: text },
        ...{ star: flag, remove: flag, 'dry-run': flag },
      },
    });
  } catch (cause) {
    throw argumentFault(cause);
  }
}

function actionOf(values: ReturnType<typeof parse>['values']): SayWish['action'] {
  const { tag, status, star, note, reason, remove = false } = values;
  const said = [tag, status, star, note].filter((one) => one !== undefined);
  if (said.length !== 1) throw new UsageError('annotate needs one of --tag, --status, --star and --note.');
  if (reason !== undefined && (status === undefined || remove))
    throw new UsageError('--reason goes with --status, and says why it is given.');
  if (remove && note !== undefined)
    throw new UsageError('--remove goes with --tag, --status and --star: notes are withdrawn in the window.');
  const action = { op: 'mark', change: changeOf(values, remove) };
  const wanted = note === undefined ? action : { op: 'note', note: crypto.randomUUID(), text: note };
  if (note?.trim() === '') throw new UsageError('--note needs a text.');
  const checked = v.safeParse(sayWish, { id: 'checked', action: wanted });
  if (!checked.success) throw new UsageError(`What is to be said is too long: ${checked.issues[0].message}.`);
  return checked.output.action;
}

function changeOf({ tag, status, reason }: ReturnType<typeof parse>['values'], remove: boolean): object {
  if (tag !== undefined) {
    if (tag.trim() === '') throw new UsageError('--tag needs a tag.');
    return { tag: tag.trim(), put: !remove };
  }
  if (status === undefined) return { star: !remove };
  const known = STATUSES.find((one) => one === status);
  if (known === undefined)
    throw new UsageError(`--status ${status} is not known. Statuses are: ${STATUSES.join(', ')}.`);
  return { status: remove ? null : known, ...(reason === undefined ? {} : { reason }) };
}
