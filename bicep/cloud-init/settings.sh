#!/usr/bin/env bash
# Gets the listener's settings, which are the user data of this machine, and restarts it if asked to and they have changed.
set -euo pipefail

settings=${MAILCLOUD_SETTINGS:-/var/lib/mailcloud/settings.env}

mkdir --parents "$(dirname "$settings")"
# The timer and the listener's unit may run this at the same time.
new=$(mktemp "$settings.XXXXXX")
trap 'rm --force "$new"' EXIT
curl --fail --silent --show-error --max-time 20 --noproxy '*' --header 'Metadata: true' \
    'http://169.254.169.254/metadata/instance/compute/userData?api-version=2021-01-01&format=text' | base64 --decode >"$new"

if [[ ! -s $new ]]; then
    echo 'The machine has no settings in its user data.' >&2
    exit 1
fi
if cmp --silent "$new" "$settings"; then
    exit 0
fi
mv "$new" "$settings"
if [[ ${1-} == --restart ]]; then
    echo 'The settings have changed.'
    systemctl restart --no-block mailcloud.service
fi
