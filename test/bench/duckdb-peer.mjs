/**
 * One task of the DuckDB peer, in a process of its own so that its memory can be told apart.
 * `node duckdb-peer.mjs load|query DATABASE CORPUS-GLOB` prints one JSON line of seconds.
 *
 * `load`: typed columns for what the facets need, JSON columns for the rest, as one would set it up
 * to investigate; 2 threads; checkpointed, so durable.
 */
import { statSync } from 'node:fs';
import process from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';

const RECORD = `STRUCT(
  eventVersion VARCHAR, eventTime TIMESTAMP, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR,
  sourceIPAddress VARCHAR, userAgent VARCHAR, errorCode VARCHAR, errorMessage VARCHAR, requestID VARCHAR,
  eventID VARCHAR, readOnly VARCHAR, eventType VARCHAR, recipientAccountId VARCHAR, eventCategory VARCHAR,
  sharedEventID VARCHAR, vpcEndpointId VARCHAR,
  userIdentity STRUCT(type VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, accessKeyId VARCHAR,
    userName VARCHAR, invokedBy VARCHAR, sessionContext JSON),
  requestParameters JSON, responseElements JSON, additionalEventData JSON, resources JSON, tlsDetails JSON)`;

export const FACETS = [
  'eventName',
  'principal',
  'sourceIPAddress',
  'signatureVersion',
  'eventSource',
  'awsRegion',
  'recipientAccountId',
  'errorCode',
];

const [task = '', database = '', glob = ''] = process.argv.slice(2);
const started = performance.now();
const instance = await DuckDBInstance.create(database, { threads: '2' });
const connection = await instance.connect();
/** A case is reopened in a program that runs already, and so is this: starting Node and loading the library are not in it. */
const opened = (performance.now() - started) / 1000;

async function seconds(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
const run = (sql) => connection.runAndReadAll(sql);

async function load() {
  await run(`CREATE TABLE events AS
    SELECT r.* EXCLUDE (userIdentity), r.userIdentity.type AS identityType, r.userIdentity.arn AS arn,
      r.userIdentity.principalId AS principalId, r.userIdentity.accountId AS accountId,
      r.userIdentity.accessKeyId AS accessKeyId, r.userIdentity.invokedBy AS invokedBy,
      r.userIdentity.sessionContext AS sessionContext,
      coalesce(r.userIdentity.arn, r.userIdentity.invokedBy, r.userIdentity.principalId) AS principal,
      json_extract_string(r.additionalEventData, '$.SignatureVersion') AS signatureVersion
    FROM (SELECT unnest(Records) AS r FROM read_json('${glob}', columns = {Records: '${RECORD.replaceAll('\n', ' ')}[]'},
      compression = 'gzip', maximum_object_size = 268435456))`);
  await run('CHECKPOINT');
}

async function facets(where) {
  for (const facet of FACETS) {
    await run(`SELECT ${facet}, count(*) AS n FROM events ${where} GROUP BY 1 ORDER BY n DESC, 1 LIMIT 200`);
  }
}

if (task === 'load') {
  const wall = await seconds(load);
  const rows = Number((await run('SELECT count(*) FROM events')).getRows()[0][0]);
  console.log(JSON.stringify({ wall, rows, bytes: statSync(database).size }));
} else {
  const reopen = opened + (await seconds(() => facets('')));
  const [from, principal] = (
    await run(`SELECT min(eventTime) + INTERVAL 3 DAY, mode(principal) FROM events`)
  ).getRows()[0];
  const narrow = `WHERE eventTime >= '${from}' AND eventTime < TIMESTAMP '${from}' + INTERVAL 7 DAY AND principal = '${principal}'`;
  const figures = { reopen, facets: [], narrow: [], histogram: [] };
  for (let round = 0; round < 5; round += 1) {
    figures.facets.push(await seconds(() => facets('')));
    figures.narrow.push(await seconds(() => facets(narrow)));
    figures.histogram.push(
      await seconds(() =>
        run(
          `SELECT time_bucket(INTERVAL 1 HOUR, eventTime) AS b, errorCode IS NULL AS ok, count(*) FROM events GROUP BY 1, 2`,
        ),
      ),
    );
  }
  console.log(JSON.stringify(figures));
}
connection.closeSync();
