#!/usr/bin/env bash
# Logs Podman in to the registry, with the identity of this machine. Good for about three hours.
set -euo pipefail

registry='{{registry}}'
identity='{{identity}}'
export REGISTRY_AUTH_FILE=${REGISTRY_AUTH_FILE:-/run/mailcloud/registry.json}

token=$(curl --fail --silent --show-error --max-time 20 --noproxy '*' --header 'Metadata: true' --get \
    --data-urlencode 'api-version=2018-02-01' \
    --data-urlencode 'resource=https://containerregistry.azure.net' \
    --data-urlencode "client_id=$identity" \
    http://169.254.169.254/metadata/identity/oauth2/token | jq --exit-status --raw-output .access_token)

# The tokens go through pipes, since everybody on the machine can read arguments.
refresh=$(printf %s "$token" | curl --fail --silent --show-error --max-time 20 \
    --data-urlencode 'grant_type=access_token' \
    --data-urlencode "service=$registry" \
    --data-urlencode access_token@- \
    "https://$registry/oauth2/exchange" | jq --exit-status --raw-output .refresh_token)

mkdir --parents "$(dirname "$REGISTRY_AUTH_FILE")"
printf %s "$refresh" | podman login --username 00000000-0000-0000-0000-000000000000 --password-stdin "$registry"
