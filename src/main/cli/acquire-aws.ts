import path from 'node:path';
import type { Caller, StartAcquisition } from '../../contract/acquire';
import { defaultRegions } from '../../core/trail/regions';
import type { CaseAcquisitions } from '../acquire/case-acquisitions';
import { GLOBAL_REGION } from '../acquire/s3/choice-plan';
import type { OpenCase } from '../open-case/open-case';
import type { AwsWish } from './acquire-aws-arguments';
import { UsageError } from './cli-error';

export interface BeginAwsOptions {
  readonly connection: string;
  readonly caller: Caller | null;
  readonly acquisitions: CaseAcquisitions;
  readonly openCase: OpenCase;
  /** Where the user stood. */
  readonly cwd: string;
}

/**
 * Begins what is asked of AWS. Of event history that was asked before in the same words it goes on, or takes what is
 * new since; configuration and notifications are asked anew.
 *
 * @returns number of the acquisition
 */
export async function beginAws(wish: AwsWish, options: BeginAwsOptions): Promise<number> {
  const { acquisitions, openCase, caller, connection } = options;
  const request = requestOf(wish, options);
  const same = request.what === 'event-history' ? earlier(request, openCase, caller) : undefined;
  if (same === undefined) return (await acquisitions.start(request)).acquisition;
  const isWaiting = acquisitions.progress().some(({ no, state }) => no === same && state === 'waiting');
  const verb = isWaiting ? 'resume' : 'sync';
  return (await acquisitions.control(same, { verb, connection })).acquisition;
}

function requestOf(wish: AwsWish, { connection, caller, cwd }: BeginAwsOptions): StartAcquisition {
  switch (wish.what) {
    case 'notification':
      return { what: wish.what, connection, path: path.resolve(cwd, wish.path) };
    case 'configuration': {
      const { regions, buckets, ...rest } = wish;
      const given = { ...(regions === undefined ? {} : { regions: [...regions] }) };
      return { ...rest, ...given, ...(buckets === undefined ? {} : { buckets: [...buckets] }), connection };
    }
    case 'event-history': {
      const { exact, regions, ...rest } = wish;
      return { ...rest, connection, regions: wantedRegions(regions, exact, caller) };
    }
  }
}

function wantedRegions(regions: readonly string[] | undefined, exact: boolean, caller: Caller | null): string[] {
  const usual = defaultRegions(caller?.arn);
  const wanted = regions ?? usual;
  if (wanted.length === 0) throw new UsageError('--history needs --regions a,b.');
  // Events of global services are recorded there, whatever region is looked at.
  const global = exact || !usual.includes(GLOBAL_REGION) ? [] : [GLOBAL_REGION];
  return [...new Set([...global, ...wanted])];
}

/** The newest acquisition that the ledger knows of the same wish and account. */
function earlier(
  { regions, from, to }: Extract<StartAcquisition, { readonly what: 'event-history' }>,
  { ledger }: OpenCase,
  caller: Caller | null,
): number | undefined {
  const words = JSON.stringify([[...regions].sort(), from, to]);
  const found = ledger.entries.findLast(({ action, details }) => {
    if (action !== 'acquire-started' || details['what'] !== 'event-history') return false;
    if (caller === null || details['account'] !== caller.account || !Array.isArray(details['regions'])) return false;
    const wanted = (details['wanted'] ?? {}) as { readonly from?: unknown; readonly to?: unknown };
    return JSON.stringify([[...details['regions']].sort(), wanted.from, wanted.to]) === words;
  });
  const no = found?.details['acquisition'];
  return typeof no === 'number' ? no : undefined;
}
