#!/bin/sh
# Versions:  zip 3.0 and unzip 6.0 of Debian 12.
# Behaviour: `zip -FF split.zip --out whole.zip` joins the parts of a split archive. With -q, as in scripts, it writes
#            an empty archive and exits with 0.
# Why:       Logs come in split archives. An option that should only be silent loses all of them, with exit status 0.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
for tool in zip unzip; do
  command -v "$tool" >/dev/null || { echo "Needs the Debian package $tool." >&2; exit 2; }
done
zip -v | sed -n 2p

mkdir logs
for n in 1 2 3 4 5; do head -c 50000 /dev/urandom >"logs/$n"; done
zip -qr -s 64k split.zip logs

loud=0
timeout 20 zip -FF split.zip --out loud.zip </dev/null >/dev/null || loud=$?
quiet=0
timeout 20 zip -q -FF split.zip --out quiet.zip </dev/null >/dev/null || quiet=$?
joined=0
timeout 20 zip -q -s 0 split.zip --out joined.zip </dev/null >/dev/null || joined=$?

entries() { unzip -Z1 "$1" 2>/dev/null | grep -c / || true; }
echo "zip -FF:    exit $loud, $(entries loud.zip) entries"
echo "zip -q -FF: exit $quiet, $(entries quiet.zip) entries"
echo "zip -s 0:   exit $joined, $(entries joined.zip) entries"
seen="$loud $(entries loud.zip) $quiet $(entries quiet.zip) $joined $(entries joined.zip)"
[ "$seen" = '0 6 0 0 0 6' ] && echo 'As stated.' && exit 0
echo 'This changed.'
exit 1
