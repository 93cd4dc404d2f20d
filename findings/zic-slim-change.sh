#!/bin/sh
# Versions:  zic and zdump 2.36 of Debian 12 (libc-bin); zic of 2026f, as in Debian's own tzdata, does not.
# Behaviour: With `-b slim` the clocks of America/Ojinaga are an hour ahead from 2022-10-30 to
#            2022-11-06: a week of summer time that never was. With `-b fat` the same rules give the right hour.
# Why:       Who compiles the IANA's newest rules with the zic at hand, to be up to date, gets a wrong hour that no
#            message tells, and `-b` ought to be a matter of size alone.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
PATH=$PATH:/usr/sbin
for tool in zic zdump; do
  command -v "$tool" >/dev/null || { echo "Needs $tool of Debian's libc-bin." >&2; exit 2; }
done
zic --version

# The end of the zone as the IANA has it, and the rules that it names.
cat >rules <<'RULES'
Rule m 2002 2022 - Apr Sun>=1 2 1 D
Rule m 2002 2022 - Oct lastSun 2 0 S
Rule u 2007 max - Mar Sun>=8 2 1 D
Rule u 2007 max - Nov Sun>=1 2 0 S
Zone Ojinaga -7 m M%sT 2010
 -7 u M%sT 2022 Oct 30 2
 -6 - CST 2022 Nov 30
 -6 u C%sT
RULES
hour() { TZ="$dir/$1/Ojinaga" date -d '2022-11-01 12:00 UTC' '+%H:%M %Z'; }
for form in slim fat; do
  zic -b "$form" -d "$form" rules
  echo "-b $form: 2022-11-01 12:00 UTC is $(hour "$form")"
done
[ "$(hour slim), $(hour fat)" = '07:00 CDT, 06:00 CST' ] && echo 'As stated.' && exit 0
echo 'This changed.'
exit 1
