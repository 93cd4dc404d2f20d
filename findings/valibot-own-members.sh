#!/bin/sh
# Versions:  valibot 1.5.0 (npm).
# Behaviour: record, looseObject and objectWithRest leave out the members named constructor and prototype, which JSON
#            may hold as any other, and say that all is well; nor is their value checked, so that a number passes for a
#            text. The other way round, object takes what every object inherits for a member: with toString optional,
#            the empty object is refused, "received Function".
# Why:       Tags and request parameters have the names that a user chose. A schema at the border of a tool that must
#            not lose evidence loses some, and what it hands on no longer has the hash of what came in.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  valibot@1.5.0 >/dev/null || exit 2

cat >show.mjs <<'END'
import fs from 'node:fs';
import * as v from 'valibot';
const tags = JSON.parse('{"constructor":"Acme","prototype":"yes","toString":"kept","team":"blue"}');
const schemas = {
  record: v.record(v.string(), v.string()),
  looseObject: v.looseObject({}),
  objectWithRest: v.objectWithRest({}, v.string()),
};
console.log(`valibot ${JSON.parse(fs.readFileSync('node_modules/valibot/package.json', 'utf8')).version}`);
console.log(`  given: ${Object.keys(tags)}`);
let asStated = true;
for (const [name, schema] of Object.entries(schemas)) {
  const { success, output } = v.safeParse(schema, tags);
  console.log(`  ${name}: success ${success}, ${Object.keys(output)}`);
  asStated &&= success && Object.keys(output).join() === 'toString,team';
}
const wrong = v.safeParse(schemas.record, JSON.parse('{"constructor":1}'));
console.log(`  record of texts, constructor is 1: success ${wrong.success}`);
const empty = v.safeParse(v.object({ toString: v.optional(v.string()) }), {});
console.log(`  object with toString optional, given {}: success ${empty.success}, ${empty.issues?.[0].message}`);
asStated &&= wrong.success && !empty.success && /Function/.test(empty.issues[0].message);
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
