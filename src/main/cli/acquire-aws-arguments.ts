import * as v from 'valibot';
import { rangeEnd } from '../../contract/discovery';
import { UsageError } from './cli-error';

/** What is asked of AWS that is no choice of a bucket's objects. Regions left out: those that are usual. */
export type AwsWish =
  | ({
      readonly what: 'event-history';
      readonly regions: readonly string[] | undefined;
      readonly exact: boolean;
    } & Period)
  | ({
      readonly what: 'configuration';
      readonly regions: readonly string[] | undefined;
      readonly buckets: readonly string[] | undefined;
    } & Period)
  | { readonly what: 'notification'; readonly path: string };

interface Period {
  readonly from?: string;
  readonly to?: string;
}

export const AWS_OPTIONS = {
  history: { type: 'boolean' },
  configuration: { type: 'boolean' },
  notification: { type: 'string' },
  buckets: { type: 'string' },
} as const;

interface Values {
  readonly history?: boolean | undefined;
  readonly configuration?: boolean | undefined;
  readonly notification?: string | undefined;
  readonly buckets?: string | undefined;
  readonly regions?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly 'exact-regions'?: boolean | undefined;
  readonly [other: string]: string | boolean | undefined;
}

/** Options that mean something for objects of a bucket alone. */
const OF_OBJECTS = ['dry-run', 'list', 'accounts', 'kinds', 'exact-days', 'everything'];

/**
 * Undefined where objects of a bucket are wanted.
 * @throws UsageError
 */
export function awsWish(values: Values, positionals: readonly string[]): AwsWish | undefined {
  const { history, configuration, notification: path } = values;
  const wanted = [history === true, configuration === true, path !== undefined].filter(Boolean).length;
  if (wanted === 0) {
    if (values.buckets !== undefined) throw new UsageError('--buckets goes with --configuration.');
    return undefined;
  }
  if (wanted > 1) throw new UsageError('acquire takes one of --history, --configuration and --notification at a time.');
  if (positionals.length > 0)
    throw new UsageError(`acquire of this kind takes no address: leave out ${positionals[0] ?? ''}.`);
  const idle = OF_OBJECTS.find((name) => values[name] !== undefined);
  if (idle !== undefined) throw new UsageError(`--${idle} goes with an address such as s3://BUCKET/PREFIX.`);
  if (path !== undefined) return { what: 'notification', path };
  const regions = list(values.regions);
  const period = { ...bound('from', values.from), ...bound('to', values.to) };
  if (configuration === true) return { what: 'configuration', regions, buckets: list(values.buckets), ...period };
  return { what: 'event-history', regions, exact: values['exact-regions'] === true, ...period };
}

function bound(name: 'from' | 'to', value: string | undefined): Period {
  if (value === undefined) return {};
  const read = v.safeParse(rangeEnd, value);
  if (read.success) return { [name]: read.output };
  throw new UsageError(`--${name} ${value} ${read.issues[0].message}.`);
}

function list(text: string | undefined): string[] | undefined {
  const names = text?.split(',').map((one) => one.trim());
  return names?.filter((one) => one !== '');
}
