#!/bin/sh
# Versions:  AWS CLI 2.9.19 (Debian 12: awscli 2.9.19-1); so in version 1.45.11 of PyPI.
# Behaviour: "aws cloudtrail validate-logs" reads the zone of --start-time and --end-time and then puts UTC in its place
#            without converting: 12:00+02:00 is taken for 12:00 UTC, without a warning.
#            "aws cloudtrail lookup-events" converts the same text, so the two commands speak of other hours.
# Why:       Whoever pastes the local time of an incident with its offset validates other hours than those looked at.
#            The status is 0 where those are sound.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
python=/usr/bin/python3
for tool in apt-get dpkg-deb "$python"; do command -v "$tool" >/dev/null || { echo "Needs Debian's $tool." >&2; exit 2; }; done
# Only unpacked: nothing is installed.
apt-get download awscli=2.9.19-1 python3-awscrt python3-cffi-backend python3-colorama python3-cryptography \
  python3-dateutil python3-distro python3-docutils python3-jmespath python3-prompt-toolkit python3-pyasn1 \
  python3-roman python3-ruamel.yaml python3-ruamel.yaml.clib python3-six python3-urllib3 python3-wcwidth \
  >log 2>&1 || { cat log >&2; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done

export PYTHONPATH="$dir/root/usr/lib/python3/dist-packages" PYTHONDONTWRITEBYTECODE=1
export AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_EC2_METADATA_DISABLED=true AWS_MAX_ATTEMPTS=1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
# Nothing is to leave this machine: what is looked at is said, or made, before the first call fails.
export HTTPS_PROXY=http://127.0.0.1:9 HTTP_PROXY=http://127.0.0.1:9
aws() { "$python" "$dir/root/usr/bin/aws" cloudtrail "$@" --region eu-central-1 2>&1 || :; }

validated() {
  aws validate-logs --trail-arn arn:aws:cloudtrail:eu-central-1:111122223333:trail/main --s3-bucket none \
    --start-time "$1" --end-time 2024-05-03T00:00:00Z | sed -n 's/.* between \([^ ]*\) and .*/\1/p'
}
looked_up() {
  at=$(aws lookup-events --start-time "$1" --debug | sed -n 's/.*"StartTime": \([0-9]*\).*/\1/p' | head -n 1)
  date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ
}

aws --version | head -n 1 | sed 's/^/  /'
failed=0
check() { # text, what validate-logs takes it for, what lookup-events takes it for
  one=$(validated "$1") other=$(looked_up "$1")
  echo "  --start-time $1: validate-logs from $one, lookup-events from $other"
  [ "$one" = "$2" ] && [ "$other" = "$3" ] || failed=1
}
check 2024-05-01T12:00:00Z 2024-05-01T12:00:00Z 2024-05-01T12:00:00Z
check 2024-05-01T12:00:00+02:00 2024-05-01T12:00:00Z 2024-05-01T10:00:00Z
[ "$failed" = 0 ] || { echo 'This changed.'; exit 1; }
echo 'As stated.'
