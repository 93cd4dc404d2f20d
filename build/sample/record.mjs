/** Assembles records in the order of fields in which CloudTrail delivers them. */

/**
 * One event of the case before delivery.
 * @typedef {object} SampleEvent
 * @property {Record<string, unknown>} record
 * @property {number} at seconds since 1970 UTC
 * @property {string} account the account it is delivered to
 * @property {string} region the folder's region
 * @property {readonly string[]} tags what the generator knows about it
 * @property {number | undefined} deliverAt seconds since 1970 UTC, for late records only
 */

/**
 * @typedef {object} Call
 * @property {number} at
 * @property {string} account
 * @property {string} region
 * @property {string} source event source without .amazonaws.com
 * @property {string} name
 * @property {Record<string, unknown>} who userIdentity
 * @property {string} ip
 * @property {string} agent
 * @property {unknown} [params]
 * @property {unknown} [response]
 * @property {Record<string, unknown>} [extra] additionalEventData
 * @property {readonly [string | null, string]} [error] code and message; code null = message alone
 * @property {boolean} [write]
 * @property {readonly object[]} [resources]
 * @property {string} [type]
 * @property {boolean} [data] a data event
 * @property {boolean} [tls]
 * @property {string} [host] clientProvidedHostHeader
 * @property {string} [version]
 * @property {Record<string, unknown>} [fields] rare fields, put before eventCategory
 * @property {Record<string, unknown>} [last] rare fields at the very end
 * @property {string | null} [requestId] null = the record has none
 * @property {readonly string[]} [tags]
 * @property {number} [deliverAt]
 */

const VERSIONS = {
  signin: '1.08',
  sts: '1.08',
  ssm: '1.08',
  cloudtrail: '1.09',
  config: '1.09',
  autoscaling: '1.08',
  iam: '1.10',
  ec2: '1.10',
  lambda: '1.10',
};

/** @param {number} at seconds since 1970 UTC */
export function isoTime(at) {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
}

/** The form of dates within response elements. @param {number} at seconds since 1970 UTC */
export function responseTime(at) {
  const date = new Date(at * 1000);
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][
    date.getUTCMonth()
  ];
  const hour = date.getUTCHours();
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const clock = `${hour % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock}`;
}

/** @param {Call} call */
function defaultHost(call) {
  return call.source === 'iam' ? 'iam.amazonaws.com' : `${call.source}.${call.region}.amazonaws.com`;
}

/**
 * @param {import('./random.mjs').Random} random
 * @param {Call} call
 * @returns {Record<string, unknown>}
 */
function assemble(random, call) {
  const recent = random.chance(0.7);
  const requestId = call.requestId === undefined ? random.uuid() : call.requestId;
  return {
    eventVersion: call.version ?? VERSIONS[/** @type {keyof typeof VERSIONS} */ (call.source)] ?? '1.11',
    userIdentity: call.who,
    eventTime: isoTime(call.at),
    eventSource: `${call.source}.amazonaws.com`,
    eventName: call.name,
    awsRegion: call.region,
    sourceIPAddress: call.ip,
    userAgent: call.agent,
    ...(call.error === undefined
      ? {}
      : { ...(call.error[0] === null ? {} : { errorCode: call.error[0] }), errorMessage: call.error[1] }),
    requestParameters: call.params ?? null,
    responseElements: call.response ?? null,
    ...(call.extra === undefined ? {} : { additionalEventData: call.extra }),
    ...(requestId === null ? {} : { requestID: requestId }),
    eventID: random.uuid(),
    readOnly: call.write !== true,
    ...(call.resources === undefined ? {} : { resources: call.resources }),
    eventType: call.type ?? 'AwsApiCall',
    managementEvent: call.data !== true,
    recipientAccountId: call.account,
    ...call.fields,
    eventCategory: call.data === true ? 'Data' : 'Management',
    ...(call.tls === false
      ? {}
      : {
          tlsDetails: {
            tlsVersion: recent ? 'TLSv1.3' : 'TLSv1.2',
            cipherSuite: recent ? 'TLS_AES_128_GCM_SHA256' : 'ECDHE-RSA-AES128-GCM-SHA256',
            clientProvidedHostHeader: call.host ?? defaultHost(call),
          },
        }),
    ...call.last,
  };
}

/** Gathers the events of one part of the case. */
export class Recorder {
  /** @param {import('./random.mjs').Random} random */
  constructor(random) {
    this.random = random;
    /** @type {SampleEvent[]} */
    this.events = [];
    // Front-end hosts answer again and again; only the tail of x-amz-id-2 is new each time.
    this.hosts = Array.from({ length: 24 }, () => random.base64(64));
  }

  /**
   * @param {Call} call
   * @returns {Record<string, unknown>} the record
   */
  call(call) {
    const record = assemble(this.random, call);
    this.events.push({
      record,
      at: call.at,
      account: call.account,
      region: call.region,
      tags: call.tags ?? [],
      deliverAt: call.deliverAt,
    });
    return record;
  }

  /**
   * The called account's own copy of a request: another eventID, the same sharedEventID and request,
   * and a caller without ARN.
   * @param {Call} call
   * @param {{ account: string, who: Record<string, unknown> }} copy
   */
  sharedCall(call, copy) {
    const shared = { sharedEventID: this.random.uuid() };
    const requestId = this.random.uuid();
    const both = { ...call, requestId, fields: { ...shared, ...call.fields }, tags: [...(call.tags ?? []), 'pair'] };
    this.call(both);
    this.call({ ...both, ...copy, tags: [...both.tags, 'pair-copy'] });
  }
}
