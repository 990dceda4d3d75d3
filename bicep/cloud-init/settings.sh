#!/usr/bin/env bash
# Gets the listener's settings, which are the user data of this machine, and restarts it if asked to and they have changed.
set -euo pipefail

settings=${MAILCLOUD_SETTINGS:-/var/lib/mailcloud/settings.env}

mkdir --parents "$(dirname "$settings")"
curl --fail --silent --show-error --max-time 20 --noproxy '*' --header 'Metadata: true' \
    'http://169.254.169.254/metadata/instance/compute/userData?api-version=2021-01-01&format=text' | base64 --decode >"$settings.new"

if [[ ! -s $settings.new ]]; then
    echo 'The machine has no settings in its user data.' >&2
    exit 1
fi
if cmp --silent "$settings.new" "$settings"; then
    rm "$settings.new"
    exit 0
fi
mv "$settings.new" "$settings"
if [[ ${1-} == --restart ]]; then
    echo 'The settings have changed.'
    systemctl restart --no-block mailcloud.service
fi
