import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { connectRequest } from '../../contract/acquire';
import type { ConnectRequest } from '../../contract/acquire';
import { choice as choiceSchema, TRAIL_KINDS, trailKind } from '../../contract/discovery';
import type { Choice } from '../../contract/discovery';
import { AWS_OPTIONS, awsWish, type AwsWish } from './acquire-aws-arguments';
import { argumentFault, UsageError } from './cli-error';

export interface AcquireArguments {
  readonly connect: ConnectRequest;
  readonly wish: { readonly what: 's3'; readonly choice: Choice } | AwsWish;
  /** As it was given. */
  readonly folder: string | undefined;
  readonly dryRun: boolean;
  /** What lies there is listed, and nothing is taken. */
  readonly list: 'text' | 'json' | undefined;
}

export const ACQUIRE_HELP = `       npm start --silent -- acquire s3://BUCKET[/PREFIX] --case DIR [options]

Takes CloudTrail logs from S3 into a case, which is made or opened; run again, it takes what is new or was missing.

  --case DIR            folder of the case
  --dry-run             only count what would be taken
  --list                only list accounts, regions, kinds and days of delivery; --format text (default) or json
  --accounts a,b        only these accounts
  --regions r,s         only these regions, and us-east-1, where global services record (without it: --exact-regions)
  --kinds k,l           only these kinds: ${TRAIL_KINDS.join(', ')} (default: all)
  --from T, --to T      the period of the events: days (2023-11-14) or times (2023-11-14T09:30:00Z); the day after --to
                        is taken too, since logs are delivered later (without it: --exact-days)
  --everything          every object under the address, whatever its name
  --profile P           a profile of the usual files (default: the default chain of credentials)
  --role-arn A          a role to assume; --external-id X, --mfa-serial S and --mfa-code C go with it
  --region R            region of the bucket, where it cannot be found
  --endpoint URL        an S3-compatible store; --path-style where it needs that
  --requester-pays      the requests are charged to this identity

       npm start --silent -- acquire --history | --configuration | --notification FILE --case DIR [options]

  --history             event history: management events of the last 90 days, without any trail, of --regions (default:
                        all that need no opting in), --from and --to
  --configuration       trails, their status and selectors, public keys and settings of buckets, as evidence, of
                        --regions, the buckets of the trails, and --buckets a,b
  --notification FILE   just the objects that CloudTrail's delivery messages name (SNS or SQS JSON, JSON Lines)`;

const OPTIONS = {
  case: { type: 'string' },
  'dry-run': { type: 'boolean' },
  list: { type: 'boolean' },
  format: { type: 'string' },
  accounts: { type: 'string' },
  regions: { type: 'string' },
  'exact-regions': { type: 'boolean' },
  kinds: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'exact-days': { type: 'boolean' },
  everything: { type: 'boolean' },
  profile: { type: 'string' },
  'role-arn': { type: 'string' },
  'external-id': { type: 'string' },
  'mfa-serial': { type: 'string' },
  'mfa-code': { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  'path-style': { type: 'boolean' },
  'requester-pays': { type: 'boolean' },
  ...AWS_OPTIONS,
} as const;

/** @throws UsageError which names the argument that is wrong */
export function parseAcquireArguments(argv: readonly string[]): AcquireArguments {
  const { values, positionals } = parse(argv);
  const dryRun = values['dry-run'] === true;
  const other = awsWish(values, positionals);
  const list = listFormat(values);
  if (values.case === undefined && !dryRun && list === undefined)
    throw new UsageError('acquire needs --case DIR, the folder of the case.');
  return {
    folder: values.case,
    dryRun,
    list,
    wish: other ?? { what: 's3', choice: choiceOf(values, positionals) },
    connect: checked(connectRequest, {
      ...given('profile', values.profile),
      ...given('roleArn', values['role-arn']),
      ...given('externalId', values['external-id']),
      ...given('mfaSerial', values['mfa-serial']),
      ...given('mfaCode', values['mfa-code']),
      ...given('region', values.region),
      ...given('endpoint', values.endpoint),
      ...given('pathStyle', values['path-style']),
      ...given('requesterPays', values['requester-pays']),
    }),
  };
}

/** Options that say what is taken, of which a list knows nothing. */
const OF_TAKING = ['case', 'dry-run', 'from', 'to', 'exact-days', 'everything'] as const;

function listFormat(values: ReturnType<typeof parse>['values']): AcquireArguments['list'] {
  const { list: wanted, format = 'text' } = values;
  if (wanted !== true) {
    if (values.format !== undefined) throw new UsageError('--format goes with --list.');
    return undefined;
  }
  const idle = OF_TAKING.find((name) => values[name] !== undefined);
  if (idle !== undefined) throw new UsageError(`--list takes nothing: leave out --${idle}.`);
  if (format === 'text' || format === 'json') return format;
  throw new UsageError(`--format ${format} is not known: use text or json.`);
}

function choiceOf(values: ReturnType<typeof parse>['values'], positionals: readonly string[]): Choice {
  const [uri, ...more] = positionals;
  if (uri === undefined || more.length > 0)
    throw new UsageError('acquire needs one address, such as s3://BUCKET/PREFIX.');
  return checked(choiceSchema, {
    uri,
    ...given('accounts', list(values.accounts)),
    ...given('regions', list(values.regions)),
    ...given('kinds', kinds(values.kinds)),
    ...given('from', values.from),
    ...given('to', values.to),
    ...given('everything', values.everything),
    ...given('exactDays', values['exact-days']),
    ...(values['exact-regions'] === true ? { globalRegion: false } : {}),
  });
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (cause) {
    throw argumentFault(cause);
  }
}

function given<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<K, T>>);
}

function list(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function kinds(text: string | undefined): string[] | undefined {
  const wanted = list(text);
  for (const kind of wanted ?? []) {
    if (!v.is(trailKind, kind)) throw new UsageError(`--kinds ${kind} is not known: use ${TRAIL_KINDS.join(', ')}.`);
  }
  return wanted;
}

function checked<const S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(`${optionOf(issue.path?.[0]?.key)} "${String(issue.input)}" ${issue.message}.`);
}

/** The option that a member of a request was given by. */
function optionOf(member: unknown): string {
  if (typeof member !== 'string') return 'The argument';
  return member === 'uri' ? 'The address' : `--${member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
