import { nodeText } from '../event/exact-record';
import { FACETS, facetPosition, isFacetName, isSaidFacet } from '../event/facet-catalogue';
import type { FacetDefinition } from '../event/facet-catalogue';
import { parseEventTime } from '../event/event-time';
import { NO_TIME } from '../event/facet-values';
import { parsePath } from '../event/fields';
import { CONTEXT_COLUMNS } from './context-columns';
import type { CsvColumn } from './csv-column';
import { heldFields, otherPaths } from './other-fields';
import type { RecordView } from './record-view';
import { VALUE_SEPARATOR } from './record-view';
import { saidColumn } from './said-columns';
import { openClock, zoneTime } from './zone-clock';
import type { ZoneClock } from './zone-clock';

export type { CsvColumn, EvidencePlace, RowContext } from './csv-column';
export { NOT_CHECKED } from './context-columns';

/** No such column. The message says what can be written instead. */
export class ColumnError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ColumnError';
  }
}

const ISO_FRACTION = /^.{19}(\.\d+)/;
const UTC: ZoneClock = { name: 'UTC', offsetAt: () => 0 };

/** @param loose names that an analyst chose are found ignoring case, as a filter finds them */
function pathColumn(path: string, label: string, loose = false): CsvColumn {
  const steps = parsePath(path);
  if (steps === undefined || steps.length === 0) {
    throw new ColumnError(
      `${path} is no column and no JSON path. Write a facet's name, or a path such as requestParameters.bucketName.`,
    );
  }
  const field = steps.map(String);
  return { name: path, label, source: path, field, text: ({ view }) => view.at(steps, loose) };
}

function facetColumn(facet: FacetDefinition): CsvColumn {
  const at = facetPosition(facet.name) ?? -1;
  return {
    name: facet.path ?? facet.name,
    label: facet.label,
    source: facet.source,
    text({ view }) {
      const value = view.values.facets[at];
      if (value === undefined) return '';
      return typeof value === 'string' ? value : value.join(VALUE_SEPARATOR);
    },
  };
}

/** The time as the clocks of a zone showed it; a time that cannot be read is given as it is in UTC, and not at all elsewhere. */
function timeText(view: RecordView, clock: ZoneClock): string {
  const { eventTime } = view;
  // Aggregated records state no eventTime, but the window that they count.
  if (eventTime === undefined || eventTime === null) {
    return view.values.time === NO_TIME ? '' : zoneTime(clock, view.values.time, '');
  }
  const seconds = parseEventTime(eventTime);
  if (seconds !== NO_TIME && typeof eventTime === 'string') {
    if (clock === UTC && eventTime.endsWith('Z')) return eventTime;
    return zoneTime(clock, seconds, ISO_FRACTION.exec(eventTime)?.[1] ?? '');
  }
  if (clock !== UTC) return '';
  return typeof eventTime === 'string' ? eventTime : JSON.stringify(eventTime);
}

const EVENT_TIME: CsvColumn = {
  name: 'eventTime',
  label: 'Time (UTC)',
  field: ['eventTime'],
  source:
    'eventTime in UTC, ISO 8601; as delivered where it is no time; of aggregated records the start of their window',
  text: ({ view }) => timeText(view, UTC),
};

function zoneColumn(clock: ZoneClock): CsvColumn {
  return {
    name: `eventTime (${clock.name})`,
    label: `Time (${clock.name})`,
    source: `eventTime in ${clock.name}, ISO 8601 with its offset`,
    text: ({ view }) => timeText(view, clock),
  };
}

function named(name: string): CsvColumn {
  if (!isFacetName(name)) throw new ColumnError(`No facet is called ${name}.`);
  return facetColumn(FACETS[facetPosition(name) ?? 0] as FacetDefinition);
}

const SESSION = 'userIdentity.sessionContext';

/** Every field that has a column, in the order of the report. */
const CATALOGUED: readonly CsvColumn[] = [
  EVENT_TIME,
  named('timeNotation'),
  pathColumn('eventID', 'Event ID'),
  pathColumn('sharedEventID', 'Shared event ID'),
  pathColumn('requestID', 'Request ID'),
  pathColumn('recipientAccountId', 'Delivered-to account'),
  pathColumn('eventSource', 'Event source'),
  pathColumn('eventName', 'Event name'),
  pathColumn('readOnly', 'Read or write'),
  pathColumn('awsRegion', 'Region'),
  pathColumn('userIdentity.type', 'Identity type'),
  pathColumn('userIdentity.arn', 'ARN'),
  pathColumn('userIdentity.principalId', 'Principal ID'),
  pathColumn('userIdentity.accountId', 'Caller account'),
  pathColumn('userIdentity.accessKeyId', 'Access key'),
  pathColumn('userIdentity.userName', 'User name'),
  pathColumn('userIdentity.invokedBy', 'Via'),
  pathColumn('userIdentity.credentialId', 'Credential ID'),
  pathColumn('userIdentity.identityProvider', 'Identity provider'),
  pathColumn('userIdentity.onBehalfOf.userId', 'On behalf of user'),
  pathColumn('userIdentity.onBehalfOf.identityStoreArn', 'On behalf of identity store'),
  pathColumn('userIdentity.inScopeOf', 'In scope of'),
  pathColumn(`${SESSION}.sessionIssuer.arn`, 'Session issuer'),
  pathColumn(`${SESSION}.sourceIdentity`, 'Source identity'),
  pathColumn(`${SESSION}.assumedRoot`, 'Assumed root'),
  pathColumn(`${SESSION}.ec2RoleDelivery`, 'Instance metadata version'),
  pathColumn(`${SESSION}.webIdFederationData`, 'Web identity'),
  pathColumn(`${SESSION}.attributes.mfaAuthenticated`, 'Session with MFA'),
  named('mfa'),
  pathColumn('sourceIPAddress', 'Source IP'),
  pathColumn('userAgent', 'User agent'),
  pathColumn('errorCode', 'Error code'),
  pathColumn('errorMessage', 'Error message'),
  pathColumn('requestParameters.bucketName', 'Bucket'),
  pathColumn('requestParameters.key', 'Object key'),
  named('resource'),
  named('resourceStatedIn'),
  named('copySource'),
  named('copyTarget'),
  pathColumn('resources', 'Resources as listed'),
  pathColumn('additionalEventData.SignatureVersion', 'Signature version'),
  pathColumn('additionalEventData.AuthenticationMethod', 'Authentication method'),
  pathColumn('tlsDetails.tlsVersion', 'TLS version'),
  pathColumn('tlsDetails.cipherSuite', 'Cipher'),
  pathColumn('tlsDetails.clientProvidedHostHeader', 'Host header'),
  pathColumn('additionalEventData.bytesTransferredIn', 'Bytes in'),
  pathColumn('additionalEventData.bytesTransferredOut', 'Bytes out'),
  pathColumn('eventVersion', 'Event version'),
  pathColumn('eventType', 'Event type'),
  pathColumn('eventCategory', 'Event category'),
  pathColumn('managementEvent', 'Management event'),
  pathColumn('apiVersion', 'API version'),
  pathColumn('requestParameters', 'Request parameters'),
  pathColumn('responseElements', 'Response elements'),
  pathColumn('additionalEventData', 'Additional event data'),
  pathColumn('serviceEventDetails', 'Service event details'),
  pathColumn('vpcEndpointId', 'VPC endpoint'),
  pathColumn('vpcEndpointAccountId', 'VPC endpoint account'),
  pathColumn('sessionCredentialFromConsole', 'Console credentials'),
  pathColumn('addendum', 'Addendum'),
  pathColumn('edgeDeviceDetails', 'Edge device'),
  pathColumn('eventContext', 'Event context'),
  pathColumn('insightDetails', 'Insight'),
  pathColumn(`${SESSION}.attributes.creationDate`, 'Session created'),
  pathColumn(`${SESSION}.sessionIssuer.type`, 'Session issuer type'),
  pathColumn(`${SESSION}.sessionIssuer.accountId`, 'Session issuer account'),
  pathColumn(`${SESSION}.sessionIssuer.principalId`, 'Session issuer principal ID'),
  pathColumn(`${SESSION}.sessionIssuer.userName`, 'Session issuer name'),
];

const HELD = heldFields(CATALOGUED.flatMap(({ field }) => (field === undefined ? [] : [field])));

/** Everything of a record that has no column of its own: nothing that occurs is left out. */
const OTHER_FIELDS: CsvColumn = {
  name: 'otherFields',
  label: 'Other fields',
  source:
    'every field of the record that no other column holds, as JSON with its place in the record; empty where there is none',
  text({ view }) {
    const others = view.others(HELD);
    return others === undefined ? '' : nodeText(others);
  },
};

/** Event history wraps records in items, which say more than their records. */
const LOOKUP_ITEM: CsvColumn = {
  name: 'lookupEventsItem',
  label: 'Around the record',
  source: 'of event history (LookupEvents) what the item says around its record, as JSON; empty for other records',
  text({ view }) {
    const around = view.itemAround;
    return around === undefined ? '' : nodeText(around);
  },
};

/** Paths of a record that have no column of their own among all fields. */
export function uncataloguedPaths(view: RecordView): readonly string[] {
  const others = view.others(HELD);
  return others === undefined ? [] : otherPaths(others, HELD);
}

const CATALOGUE: readonly CsvColumn[] = [...CATALOGUED, OTHER_FIELDS, LOOKUP_ITEM, ...CONTEXT_COLUMNS];

const byName = new Map<string, CsvColumn>(CATALOGUE.map((column) => [column.name, column]));

/** Columns of an export: every field of the catalogue, or those that were chosen, in their order. */
export type ColumnChoice = 'all' | readonly string[];

/**
 * The columns of an export. Chosen ones are `time`, names of facets, `bytesOut`, names of the
 * catalogue, or JSON paths; a repeated one is given once. A facet's column holds what the view shows;
 * one of the catalogue, the record's own value. Beside the time in UTC stands that of the zone, if it
 * is another.
 *
 * @throws ColumnError for a name that is none, and for a zone that the rules in use do not know
 */
export function csvColumns(choice: ColumnChoice, zone = 'UTC'): readonly CsvColumn[] {
  const clock = openClock(zone);
  if (clock === undefined) {
    throw new ColumnError(`No time zone is called ${zone}. Write UTC, a name such as Europe/Berlin, or +05:45.`);
  }
  const zoned = clock.name === 'UTC' || clock.name.toUpperCase() === 'Z' ? [] : [zoneColumn(clock)];
  const chosen = choice === 'all' ? CATALOGUE : choice.map(chosenColumn);
  const columns = new Set(chosen.flatMap((column) => (column === EVENT_TIME ? [column, ...zoned] : [column])));
  if (columns.size === 0) throw new ColumnError('No column is chosen. Choose at least one.');
  return [...columns];
}

const facetColumns = new Map<string, CsvColumn>(
  FACETS.map((facet) => [facet.name, isSaidFacet(facet.name) ? saidColumn(facet.name) : facetColumn(facet)]),
);

function chosenColumn(name: string): CsvColumn {
  if (name === 'time') return EVENT_TIME;
  if (name === 'bytesOut') return byName.get('additionalEventData.bytesTransferredOut') ?? pathColumn(name, name);
  return facetColumns.get(name) ?? byName.get(name) ?? pathColumn(name, name, true);
}
