#!/usr/bin/env bash
# ./mailcloud test: formatting, build with warnings as errors, then every test project, one after the other.
# The last line is the sum: `N passed, N failed`, and `, N skipped` if any were. Exits 1 when anything failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'TEXT'
Usage: ./mailcloud test [--only PATTERN] [--fuzz SECONDS] [--screenshots] [-- FILTER …]

  --only PATTERN   only test projects whose name contains PATTERN, e.g. Imap (shell wildcards work); no formatting check
  --fuzz SECONDS   only fuzzing: how long each parser is given inputs that nobody wrote (60 in an ordinary run), with new ones each time
  --screenshots    only the webmail in a browser; its pictures go to docs/screenshots and not to artifacts/screenshots
  FILTER …         options of the xunit runner, e.g. -- -method '*Literal*'

MAILCLOUD_TEST_LIMIT sets how long one test project may run (default 20m).
TEXT
}

only='' filter=()
while (($#)); do
    case $1 in
        --only) only=${2:?--only needs a pattern}; shift 2 ;;
        --fuzz)
            only=Fuzz
            export MAILCLOUD_FUZZ_SECONDS=${2:?--fuzz needs seconds} MAILCLOUD_FUZZ_SEED=${MAILCLOUD_FUZZ_SEED:-random}
            # Two dozen targets, two at a time.
            export MAILCLOUD_TEST_LIMIT=${MAILCLOUD_TEST_LIMIT:-$((MAILCLOUD_FUZZ_SECONDS * 15 + 1200))s}
            shift 2 ;;
        --screenshots)
            only=Browser
            export MAILCLOUD_SCREENSHOTS=$PWD/docs/screenshots
            shift ;;
        --) shift; filter=("$@"); break ;;
        -h | --help) usage; exit 0 ;;
        *) echo "mailcloud test: unknown option $1" >&2; usage >&2; exit 2 ;;
    esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# No build processes that outlive the run.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
logs=artifacts/tests
passed=0 failed=0 skipped=0
mkdir -p "$logs"

heading() { printf '\n== %s\n' "$*"; }

# Programs that the tests talk to, and the Debian packages that bring them.
install_programs() {
    local missing=() programs=() pair
    local wanted=(
        swaks:swaks mbsync:isync msmtp:msmtp postfix:postfix saslpasswd2:sasl2-bin curl:curl jq:jq openssl:openssl python3:python3
        unbound:unbound interimap:interimap dkimsign:python3-dkim opendkim-testmsg:opendkim-tools node:nodejs npm:npm
        offlineimap:offlineimap3 mutt:mutt neomutt:neomutt getmail:getmail6 fetchmail:fetchmail mpop:mpop script:bsdutils
        chromium:chromium pebble:pebble
    )
    for pair in "${wanted[@]}"; do
        command -v "${pair%:*}" >/dev/null && continue
        programs+=("${pair%:*}")
        missing+=("${pair#*:}")
    done
    # What swaks needs for TLS, and arcsign to read results, their packages do not bring.
    perl -MNet::SSLeay -e 1 2>/dev/null || { programs+=(swaks); missing+=(libnet-ssleay-perl); }
    /usr/bin/python3 -c 'import authres' 2>/dev/null || { programs+=(arcsign); missing+=(python3-authres); }
    # Programs that are not on the path.
    [[ -x /usr/lib/dovecot/imap ]] || { programs+=(dovecot); missing+=(dovecot-imapd); }
    # What the browser writes Chinese and Arabic with.
    [[ -d /usr/share/fonts/opentype/noto && -e /usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf ]] \
        || { programs+=(fonts); missing+=(fonts-noto-cjk fonts-noto-core); }
    # A module without a program.
    /usr/bin/python3 -c 'import spf, dns.resolver' 2>/dev/null || { programs+=(pyspf); missing+=(python3-spf python3-dnspython); }
    ((${#missing[@]})) || return 0
    heading "Installing ${missing[*]}"
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        echo "Not installed, because this needs root on Debian: the tests that use ${programs[*]} are skipped."
    elif ! { timeout 300 apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        timeout 600 apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$logs/install.log" 2>&1; then
        echo "Not installed, apt-get failed ($(tail -1 "$logs/install.log")): the tests that use ${programs[*]} are skipped."
    fi
}

check_formatting() {
    heading Formatting
    if dotnet tool restore >"$logs/format.log" 2>&1 && dotnet csharpier check . >>"$logs/format.log" 2>&1; then
        tail -1 "$logs/format.log"
    else
        cat "$logs/format.log"
        echo "Formatting differs: run \`dotnet csharpier format .\`"
        failed=$((failed + 1))
    fi
}

build() {
    heading Build
    if dotnet build MailCloud.sln --configuration Release -warnaserror --nologo --verbosity quiet >"$logs/build.log" 2>&1; then
        echo "No warnings, no errors."
    else
        grep -E '(error|warning) [A-Z]+[0-9]+|error :' "$logs/build.log" | sort -u || cat "$logs/build.log"
        failed=$((failed + 1))
        finish
    fi
}

run_project() { # name
    local program=tests/$1/bin/Release/net10.0/$1.dll log=$logs/$1.log code=0 total broken bad idle
    heading "$1"
    with_limit dotnet "$program" -noColor -noLogo "${filter[@]}" >"$log" 2>&1 || code=$?
    # Failures and skips with their reasons are what is worth reading.
    grep -vE '^  (Discover|Start|Finish)|^=== TEST' "$log" || true

    total=$(count Total "$log") broken=$(count Errors "$log") bad=$(count Failed "$log") idle=$(count Skipped "$log")
    bad=$((bad + broken))
    ((code != 124)) || echo "$1 did not end within ${MAILCLOUD_TEST_LIMIT:-20m}."
    if ((code != 0 && bad == 0)); then
        echo "$1 ended with exit code $code."
        bad=1 total=$((total + 1))
    fi
    passed=$((passed + total - bad - idle)) failed=$((failed + bad)) skipped=$((skipped + idle))
}

count() { # word of the summary line, log
    local number
    number=$(sed -nE "/^ +[^ ]+  Total: [0-9]/s/.* $1: ([0-9]+).*/\1/p" "$2" | tail -1)
    echo "${number:-0}"
}

with_limit() {
    if command -v timeout >/dev/null; then
        timeout --kill-after=30 "${MAILCLOUD_TEST_LIMIT:-20m}" "$@"
    else
        "$@"
    fi
}

finish() {
    local line="$passed passed, $failed failed"
    ((skipped == 0)) || line+=", $skipped skipped"
    printf '\n%s\n' "$line"
    exit $((failed > 0))
}

install_programs
[[ -n $only ]] || check_formatting
build
for project in tests/*/*.Tests.csproj; do
    name=$(basename "$project" .csproj)
    # shellcheck disable=SC2053  # wildcards are meant
    [[ -z $only || $name == *$only* ]] || continue
    run_project "$name"
done
finish
