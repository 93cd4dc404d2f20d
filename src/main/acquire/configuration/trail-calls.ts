import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  type CloudTrailClient,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { jsonAnswer } from '../remote/json-answer';
import type { CallPlace, SendOptions } from '../remote/patient-caller';
import type { TimeSpan } from './acquired-time';
import type { Asker } from './asker';
import { configName } from './config-name';

export interface TrailRegion {
  readonly account: string;
  readonly region: string;
  readonly client: CloudTrailClient;
  readonly place: CallPlace;
}

/** Pages of public keys; a year has a few keys only, so that more is a service that does not stop. */
const KEY_PAGES_MOST = 1_000;

/** Asks for the trails that a region knows: its own, and those of other regions that record it as well. */
export async function askTrails(asker: Asker, to: TrailRegion): Promise<readonly Trail[]> {
  const { account, region, client, place } = to;
  const call = {
    uri: trailsName(account, region),
    call: 'DescribeTrails',
    permission: 'cloudtrail:DescribeTrails',
    where: region,
    place,
    check: jsonAnswer('DescribeTrails', 'trailList'),
    send: (options: SendOptions) => client.send(new DescribeTrailsCommand({}), options),
  };
  return (await asker.ask(call, true))?.trailList ?? [];
}

/** Asks for the state of one trail, in its home region. */
export async function askTrail(asker: Asker, home: TrailRegion, trail: Trail, foundIn: string): Promise<void> {
  const { account, region, client, place } = home;
  const { TrailARN: arn, Name: name = arn } = trail;
  if (arn === undefined || name === undefined) return;
  const about = (part: string, call: string, permission = `cloudtrail:${call}`) => ({
    uri: configName(account, region, 'trail', name, part),
    parent: trailsName(account, foundIn),
    call,
    permission,
    where: `${region}, of the trail ${name}`,
    place,
  });
  await asker.ask({
    ...about('status', 'GetTrailStatus'),
    check: jsonAnswer('GetTrailStatus', 'IsLogging'),
    send: (options) => client.send(new GetTrailStatusCommand({ Name: arn }), options),
  });
  await asker.ask({
    ...about('event-selectors', 'GetEventSelectors'),
    check: jsonAnswer('GetEventSelectors', 'TrailARN', 'EventSelectors', 'AdvancedEventSelectors'),
    send: (options) => client.send(new GetEventSelectorsCommand({ TrailName: arn }), options),
  });
  await asker.ask({
    ...about('insight-selectors', 'GetInsightSelectors'),
    check: jsonAnswer('GetInsightSelectors', 'TrailARN', 'InsightSelectors'),
    tells: /^InsightNotEnabledException$/,
    send: (options) => client.send(new GetInsightSelectorsCommand({ TrailName: arn }), options),
  });
}

/** Asks for the keys with which digests were signed in a time. They are everyone's, and the same in all accounts. */
export async function askPublicKeys(asker: Asker, to: TrailRegion, { from, to: end }: TimeSpan): Promise<void> {
  const { account, region, client, place } = to;
  const period = { StartTime: new Date(from), EndTime: new Date(end) };
  const folder = `${compact(from)}_${compact(end)}`;
  if (!asker.concerns(configName(account, region, 'public-keys', folder))) return;
  let token: string | undefined;
  const tokens = new Set<string>();
  for (let page = 1; page <= KEY_PAGES_MOST; page += 1) {
    const NextToken = token;
    const first = configName(account, region, 'public-keys', folder, pageName(1));
    const call = {
      uri: configName(account, region, 'public-keys', folder, pageName(page)),
      parent: first,
      call: 'ListPublicKeys',
      permission: 'cloudtrail:ListPublicKeys',
      where: region,
      place,
      check: jsonAnswer('ListPublicKeys', 'PublicKeyList'),
      send: (options: SendOptions) =>
        client.send(
          new ListPublicKeysCommand({ ...period, ...(NextToken === undefined ? {} : { NextToken }) }),
          options,
        ),
    };
    // Later pages are reached through the first alone.
    token = (await asker.ask(call, true))?.NextToken;
    if (token === undefined || token === '') return;
    if (tokens.has(token) || page === KEY_PAGES_MOST) {
      const uri = configName(account, region, 'public-keys', folder, pageName(page + 1));
      await asker.refuse({ ...call, uri }, 'The service says that there is more, and does not give it.');
      return;
    }
    tokens.add(token);
  }
}

function pageName(page: number): string {
  return `page-${String(page).padStart(4, '0')}`;
}

function trailsName(account: string, region: string): string {
  return configName(account, region, 'trails');
}

function compact(at: number): string {
  return new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}
