import { isObject, member } from '../event/json';
import type { Json, JsonObject } from '../event/json';

/** What a configuration in evidence says of a trail. */
export interface TrailConfiguration {
  readonly source: number;
  readonly account: string;
  readonly homeRegion: string;
  readonly trail: string;
  /** Of GetEventSelectors: data events are logged for some resources. Null where it does not speak of it. */
  readonly dataEvents: boolean | null;
  /** Of DescribeTrails: it logs all regions, or its home region alone. Null where that is not said. */
  readonly allRegions: boolean | null;
  readonly words: string;
}

/**
 * Reads what `get-event-selectors` and `describe-trails` print. Sources: AWS CloudTrail API reference,
 * GetEventSelectors and DescribeTrails.
 */
export function readConfiguration(source: number, value: Json): TrailConfiguration[] {
  if (!isObject(value)) return [];
  const trails = member(value, 'trailList') ?? member(value, 'TrailList');
  if (Array.isArray(trails)) return (trails as readonly Json[]).flatMap((trail) => ofTrail(source, trail));
  const arn = member(value, 'TrailARN');
  const basic = listOf(value, 'EventSelectors');
  const advanced = listOf(value, 'AdvancedEventSelectors');
  if (typeof arn !== 'string' || (basic.length === 0 && advanced.length === 0)) return [];
  const named = ofArn(arn);
  if (named === undefined) return [];
  const dataEvents = basic.some(hasDataResources) || advanced.some((one) => !isManagementOnly(one));
  const words = dataEvents
    ? `The trail ${named.trail} logs data events of the resources that its selectors name.`
    : `The trail ${named.trail} logs no data events: reads and writes of single objects leave no record.`;
  return [{ source, ...named, dataEvents, allRegions: null, words }];
}

function listOf(object: JsonObject, name: string): readonly Json[] {
  const list = member(object, name);
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

/** `arn:aws:cloudtrail:region:account:trail/name` */
function ofArn(arn: string): { account: string; homeRegion: string; trail: string } | undefined {
  const [, , service, homeRegion = '', account = '', rest = ''] = arn.split(':');
  if (service !== 'cloudtrail' || !rest.startsWith('trail/')) return undefined;
  return { account, homeRegion, trail: rest.slice('trail/'.length) };
}

function hasDataResources(selector: Json): boolean {
  return isObject(selector) && listOf(selector, 'DataResources').length > 0;
}

/** An advanced selector whose eventCategory is none but Management. */
function isManagementOnly(selector: Json): boolean {
  if (!isObject(selector)) return true;
  return listOf(selector, 'FieldSelectors').some((field) => {
    if (!isObject(field) || member(field, 'Field') !== 'eventCategory') return false;
    const equal = listOf(field, 'Equals');
    return equal.length > 0 && equal.every((category) => category === 'Management');
  });
}

function ofTrail(source: number, trail: Json): TrailConfiguration[] {
  if (!isObject(trail)) return [];
  const arn = member(trail, 'TrailARN');
  const named = typeof arn === 'string' ? ofArn(arn) : undefined;
  if (named === undefined) return [];
  const says = [
    member(trail, 'IsMultiRegionTrail') === true ? 'all regions' : `the region ${named.homeRegion} alone`,
    member(trail, 'IsOrganizationTrail') === true ? 'all accounts of the organization' : undefined,
    member(trail, 'IncludeGlobalServiceEvents') === false ? 'without global services such as IAM' : undefined,
    member(trail, 'LogFileValidationEnabled') === true
      ? 'with digests'
      : 'without digests, so nothing of it can be proven',
  ].filter((part) => part !== undefined);
  const words = `The trail ${named.trail} logs ${says.join(', ')}.`;
  const multi = member(trail, 'IsMultiRegionTrail');
  return [{ source, ...named, dataEvents: null, allRegions: typeof multi === 'boolean' ? multi : null, words }];
}
