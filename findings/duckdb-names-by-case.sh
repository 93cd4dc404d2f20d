#!/bin/sh
# Versions:  @duckdb/node-api 1.5.6-r.1, which is DuckDB 1.5.6 (npm).
# Behaviour: read_json refuses records whose nested members differ in name only by case, such as Bucket and bucket, and
#            advises to try ignore_errors. With that, each record is still counted, but only the spelling met first is
#            read: requestParameters.bucket gives the value of Bucket, and NULL for the record that has bucket. At the
#            top, the second spelling becomes another column, username_1. Read as JSON, nothing is lost.
# Why:       The services that write CloudTrail do not agree on case. The advice in the message turns a refusal into
#            values that are silently missing, and a comparison on them finds fewer calls than there were.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  @duckdb/node-api@1.5.6-r.1 >/dev/null || exit 2

cat >nested.json <<'END'
{"eventName":"GetObject","requestParameters":{"Bucket":"logs"}}
{"eventName":"PutObject","requestParameters":{"bucket":"logs"}}
END
cat >top.json <<'END'
{"userName":"ann"}
{"username":"bob"}
END

cat >show.mjs <<'END'
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
async function ask(query) {
  try {
    const answer = await connection.runAndReadAll(query);
    return `${answer.columnNames().join()} ${JSON.stringify(answer.getRowsJson())}`;
  } catch (error) {
    return `error: ${error.message.split('\n')[0]}`;
  }
}
const cases = [
  [`SELECT eventName FROM read_json('nested.json')`, /^error: .*Duplicate name "bucket".*ignore_errors/],
  [`SELECT count(*) AS n FROM read_json('nested.json', ignore_errors=true)`, 'n [["2"]]'],
  [
    `SELECT eventName, requestParameters.bucket AS b FROM read_json('nested.json', ignore_errors=true)`,
    'eventName,b [["GetObject","logs"],["PutObject",null]]',
  ],
  [
    `SELECT count(*) AS n FROM read_json('nested.json', ignore_errors=true) WHERE requestParameters.bucket = 'logs'`,
    'n [["1"]]',
  ],
  [`SELECT * FROM read_json('top.json')`, 'userName,username_1 [["ann",null],[null,"bob"]]'],
  [
    `SELECT r->>'Bucket' AS B, r->>'bucket' AS b1 FROM read_json('nested.json', columns={requestParameters: 'JSON'}) AS t(r)`,
    'B,b1 [["logs",null],[null,"logs"]]',
  ],
];
console.log(`DuckDB ${(await ask('SELECT version() AS v')).replace(/[^\d.]/g, '')}`);
let asStated = true;
for (const [query, expected] of cases) {
  const got = await ask(query);
  console.log(`  ${query}\n    ${got}`);
  asStated &&= expected instanceof RegExp ? expected.test(got) : got === expected;
}
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
