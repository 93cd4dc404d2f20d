#!/bin/sh
# Versions:  @duckdb/node-api 1.5.6-r.1, which is DuckDB 1.5.6 (npm).
# Behaviour: If a member is text in some records and a number or a list in others, read_json gives the column the type
#            JSON, in which each text keeps its quotes. port = '22' then finds the number 22 and not the text "22", and
#            LIKE 'i-%' finds no text at all, both without an error; = 'i-0abc' fails. The Node package reports such a
#            column as VARCHAR. Where all records have text, the same queries find all. ->> '$' reads both alike.
# Why:       One odd record anywhere in the sample changes what a saved query finds in all the others, and the answer
#            "no such call" looks like any other.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  @duckdb/node-api@1.5.6-r.1 >/dev/null || exit 2

cat >text.json <<'END'
{"requestParameters":{"instance":"i-0abc","port":"22"}}
{"requestParameters":{"instance":"i-0def","port":"22"}}
END
cat >mixed.json <<'END'
{"requestParameters":{"instance":"i-0abc","port":"22"}}
{"requestParameters":{"instance":["i-0abc","i-0def"],"port":22}}
END

cat >show.mjs <<'END'
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
async function ask(query) {
  try {
    return (await connection.runAndReadAll(query)).getRowsJson().flat().join();
  } catch (error) {
    return `error: ${error.message.split('\n')[0]}`;
  }
}
const count = (file, where) => ask(`SELECT count(*) FROM (SELECT requestParameters.* FROM '${file}') WHERE ${where}`);
const cases = [
  [`port = '22'`, '2', '1'],
  [`port ->> '$' = '22'`, null, '2'],
  [`instance LIKE 'i-%'`, '2', '0'],
  [`instance ->> '$' LIKE 'i-%'`, null, '1'],
  [`instance = 'i-0abc'`, '1', /^error: /],
];
console.log(`DuckDB ${await ask('SELECT version()')}`);
const sample = await connection.runAndReadAll(`SELECT requestParameters.port AS p, typeof(p) FROM 'mixed.json'`);
const rows = JSON.stringify(sample.getRowsJson());
console.log(`  mixed.json, port and its type: ${rows}; the package says ${sample.columnType(0)}`);
let asStated = rows === '[["\\"22\\"","JSON"],["22","JSON"]]' && String(sample.columnType(0)) === 'VARCHAR';
for (const [where, inText, inMixed] of cases) {
  const mixed = await count('mixed.json', where);
  const text = inText === null ? null : await count('text.json', where);
  console.log(`  ${where}: ${text === null ? '' : `text.json ${text}, `}mixed.json ${mixed}`);
  asStated &&= text === inText && (inMixed instanceof RegExp ? inMixed.test(mixed) : mixed === inMixed);
}
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
