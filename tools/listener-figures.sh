#!/usr/bin/env bash
# What ways of publishing the listener cost: size of the folder, time and processor time from start to SMTP's greeting, memory at rest. The figures of decision 45 come from here.
#   MAILCLOUD_STORAGE=<connection string, such as Azurite's> tools/listener-figures.sh jit r2r self-contained trimmed aot
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${MAILCLOUD_STORAGE:?is the connection string of a storage account}"

runs=5
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mail.example.org -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
export MAILCLOUD_HOSTNAME=mail.example.org MAILCLOUD_TLS_CERTIFICATE=$work/cert.pem MAILCLOUD_TLS_KEY=$work/key.pem MAILCLOUD_BIND=127.0.0.1
export MAILCLOUD_PORT_SMTP=42525 MAILCLOUD_PORT_SUBMISSION=42587 MAILCLOUD_PORT_SUBMISSIONS=42465 MAILCLOUD_PORT_IMAPS=42993 MAILCLOUD_PORT_POP3S=42995
export MAILCLOUD_HEALTH_PORT=42080 DOTNET_EnableDiagnostics=0

options() {
    case $1 in
        jit) ;;
        r2r) echo --runtime linux-x64 --no-self-contained -p:PublishReadyToRun=true ;;
        self-contained) echo --runtime linux-x64 --self-contained -p:PublishReadyToRun=true ;;
        trimmed) echo --runtime linux-x64 --self-contained -p:PublishReadyToRun=true -p:PublishTrimmed=true -p:TrimmerSingleWarn=false -p:TreatWarningsAsErrors=false ;;
        aot) echo --runtime linux-x64 -p:PublishAot=true -p:CppCompilerAndLinker=gcc -p:TrimmerSingleWarn=false -p:TreatWarningsAsErrors=false ;;
        *) echo "$1 is none of jit, r2r, self-contained, trimmed, aot" >&2; return 2 ;;
    esac
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# Starts the listener, waits for the greeting, and for 5 seconds more; writes both times and the memory. Processor time hardly changes when others are busy too.
run_once() { # folder
    local begun used greeted=''
    begun=$(milliseconds)
    "$1/MailCloud.Listener" >"$work/log" 2>&1 &
    local listener=$!
    for _ in {1..3000}; do
        if { exec 3<>/dev/tcp/127.0.0.1/$MAILCLOUD_PORT_SMTP; } 2>/dev/null; then
            if read -r -t 10 greeting <&3 && [[ $greeting == 220* ]]; then
                greeted=$(($(milliseconds) - begun))
                used=$(awk -v hertz="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / hertz) }' /proc/$listener/stat)
            fi
            exec 3>&-
            break
        fi
        kill -0 $listener 2>/dev/null || break
        sleep 0.01
    done
    if [[ -z $greeted ]]; then
        echo 'no greeting:' >&2
        head -5 "$work/log" >&2
        kill $listener 2>/dev/null || true
        return 1
    fi
    sleep 5
    echo "$greeted $used $(awk '/^VmRSS/ { print int($2 / 1024) }' /proc/$listener/status)"
    kill $listener
    wait $listener || true
}

median() { cut -d' ' -f"$1" "$work/figures" | sort -n | sed -n "$((runs / 2 + 1))p"; }

row='%-16s %10s %6s %14s %14s %10s\n'
printf "$row" published warnings MB 'until 220 (ms)' 'processor (ms)' 'RSS (MB)'
for way in "$@"; do
    mapfile -t arguments < <(options "$way" | tr ' ' '\n')
    if ! dotnet publish src/MailCloud.Listener --configuration Release --output "$work/$way" -p:RunAnalyzers=false "${arguments[@]}" >"$work/$way.log" 2>&1; then
        printf '%-16s does not publish: %s\n' "$way" "$(grep -m 1 error "$work/$way.log")"
        continue
    fi
    warnings=$({ grep -o 'warning IL[0-9]*.*' "$work/$way.log" || true; } | sort -u | wc -l)
    size=$(du -sm --exclude='*.dbg' --exclude='*.pdb' --exclude='*.xml' "$work/$way" | cut -f1)
    : >"$work/figures"
    for ((run = 0; run < runs; run++)); do run_once "$work/$way" >>"$work/figures" || break; done
    printf "$row" "$way" "$warnings" "$size" "$(median 1)" "$(median 2)" "$(median 3)"
done
