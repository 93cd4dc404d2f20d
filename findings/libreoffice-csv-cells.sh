#!/bin/sh
# Versions:  LibreOffice 7.4.7 (Debian 12: libreoffice-calc-nogui).
# Behaviour: A CSV file that is converted without further options keeps 65,535 characters of a cell, and 32,767 where it
#            is written as .xlsx. The rest is dropped: no message, exit status 0. Of two identifiers of digits with one E
#            in the same column, 123E45 becomes the number 1.23E+47 while 123E4567, whose power no double holds, stays a
#            text; and an account number loses its leading zero.
# Why:       Policies and event data in a CloudTrail record exceed both lengths, account numbers may begin with 0, and
#            request ids are hexadecimal: a sheet that looks whole no longer says what the log says.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
for tool in soffice unzip; do
  command -v "$tool" >/dev/null || { echo "Needs the Debian packages libreoffice-calc-nogui and unzip." >&2; exit 2; }
done

node -e '
const rows = [["id", "value"], ["long", "x".repeat(70000)], ["a", "123E45"], ["b", "123E4567"], ["account", "012345678901"]];
process.stdout.write(rows.map((row) => `${row.join(",")}\r\n`).join(""));
' >cells.csv
for kind in fods xlsx; do
  status=0
  soffice -env:UserInstallation="file://$dir/profile" --headless --convert-to "$kind" cells.csv >"$kind.log" 2>&1 || status=$?
  echo "$status" >"$kind.status"
done
unzip -p cells.xlsx xl/sharedStrings.xml >strings.xml

soffice --version
cat >show.mjs <<'END'
import fs from 'node:fs';
const read = (name) => fs.readFileSync(name, 'utf8');
const longest = (xml, tag) => Math.max(...[...xml.matchAll(new RegExp(`<${tag}[^>]*>([^<]*)<`, 'g'))].map(([, text]) => text.length));
const cells = [...read('cells.fods').matchAll(/<table:table-cell([^>]*)>\s*<text:p>([^<]*)</g)];
const kindOf = (id) => {
  const at = cells.findIndex(([, , text]) => text === id);
  const [, attributes = '', text = ''] = cells[at + 1] ?? [];
  return `${/office:value-type="(\w+)"/.exec(attributes)?.[1]} ${text.slice(0, 20)}`;
};
const ods = longest(read('cells.fods'), 'text:p');
const xlsx = longest(read('strings.xml'), 't');
const statuses = [read('fods.status'), read('xlsx.status')].map((text) => text.trim());
const told = /trunc|too (long|many)|exceed|65,?535|maximum/i.test(read('fods.log') + read('xlsx.log'));
console.log(`70,000 characters: ${ods} kept in a LibreOffice document, ${xlsx} in .xlsx; statuses ${statuses}, ${told ? 'told' : 'not told'}`);
const [a, b, account] = ['a', 'b', 'account'].map(kindOf);
console.log(`123E45: ${a}; 123E4567: ${b}; 012345678901: ${account}`);
const asStated =
  ods === 65535 && xlsx === 32767 && !told && statuses.every((status) => status === '0') &&
  /^float 1\.23E/.test(a) && b === 'string 123E4567' && account === 'float 12345678901';
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
