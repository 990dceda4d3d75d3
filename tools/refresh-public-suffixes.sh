#!/usr/bin/env bash
# Takes the rules out of a copy of the Public Suffix List: tools/refresh-public-suffixes.sh public_suffix_list.dat
# The list is at https://publicsuffix.org/list/public_suffix_list.dat; it changes every few days, and once or twice a year is enough here.
set -euo pipefail
list=${1:?which file is the list?}
target=$(dirname "${BASH_SOURCE[0]}")/../src/MailCloud.SenderAuthentication/Dmarc/PublicSuffixes.txt
rules=$(sed -e 's/[[:space:]].*$//' "$list" | grep -v -e '^//' -e '^$')
# A file that is cut off, or is another one, must not replace the rules.
grep -qx 'co.uk' <<<"$rules" && (($(wc -l <<<"$rules") > 9000)) || { echo "$list is not the whole list" >&2; exit 1; }
{ grep '^//' "$target"; echo "$rules"; } >"$target.new"
mv "$target.new" "$target"
