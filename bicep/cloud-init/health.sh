#!/usr/bin/env bash
# Restarts a listener that runs and does not answer. One that has ended is started again by systemd.
set -euo pipefail

systemctl is-active --quiet mailcloud.service || exit 0
for _ in 1 2 3; do
    if curl --fail --silent --output /dev/null --max-time 5 http://127.0.0.1:8080/live; then
        exit 0
    fi
    sleep 5
done
echo 'The listener does not answer.' >&2
systemctl restart --no-block mailcloud.service
