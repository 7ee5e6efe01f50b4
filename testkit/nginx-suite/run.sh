#!/bin/sh
# Runs files of nginx's public test suite against the built distribution and prints how many pass.
#
#   NGINX_TESTS=dir testkit/nginx-suite/run.sh [-j jobs] [-o folder] [file ...]
#
# NGINX_TESTS is a checkout of the suite (github.com/nginx/nginx-tests), which is not part of this repository. Without
# names the files of files.txt are run. -j: how many at a time, 2 if not told. -o: where each file's output goes; else it
# is thrown away. WEIR: the binary, dist/target/weir/bin/weir if not told.
#
# Needs perl and, from Debian, libprotocol-websocket-perl and libio-socket-ssl-perl.
set -u

here=$(cd "${0%/*}" && pwd -P)
jobs=2
out=
while getopts j:o: option; do
    case $option in
        j) jobs=$OPTARG ;;
        o) out=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))

suite=${NGINX_TESTS:?names no checkout of the nginx test suite}
WEIR=${WEIR:-$here/../../dist/target/weir/bin/weir}
[ -x "$WEIR" ] || { echo "no distribution at $WEIR: build it first" >&2; exit 2; }
[ -d "$suite/lib/Test" ] || { echo "no test suite at $suite" >&2; exit 2; }
[ $# -gt 0 ] || set -- $(cat "$here/files.txt")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -n "$out" ] || out=$work
mkdir -p "$out"
export WEIR
export TEST_NGINX_BINARY="$here/as-nginx.sh"
# Each file gets ports of its own, so that files can run side by side.
printf '%s\n' "$@" | (cd "$suite" && xargs -P "$jobs" -I{} sh -c '
    timeout 300 prove -v {}.t >"$1/{}.out" 2>&1
    echo $? >"$1/{}.rc"
' sh "$out")

good=0
all=0
passed=0
planned=0
for name; do
    all=$((all + 1))
    ok=$(grep -c "^ok " "$out/$name.out")
    bad=$(grep -c "^not ok " "$out/$name.out")
    todo=$(grep -c "^not ok .*# TODO" "$out/$name.out")
    plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$out/$name.out" | tail -1)
    plan=${plan:-$((ok + bad))}
    passed=$((passed + ok + todo))
    planned=$((planned + plan))
    if [ "$(cat "$out/$name.rc")" = 0 ] && ! grep -q 'skipped: \|^1\.\.0 # SKIP' "$out/$name.out"; then
        good=$((good + 1))
    else
        echo "$name: $((ok + todo)) of $plan"
    fi
done
echo "files ok: $good of $all, subtests ok: $passed of $planned"
[ $good -eq $all ]
