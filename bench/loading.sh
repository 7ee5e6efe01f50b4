#!/bin/sh
# From exec to the pid file, with 10 and with 10,000 locations; each line has all runs in milliseconds, sorted.
# Usage: bench/loading.sh [dist/target/weir/bin/weir [runs [port]]]
weir=${1:-dist/target/weir/bin/weir} runs=${2:-9} port=${3:-18647}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/logs"
for count in 10 10000; do
    awk -v n=$count -v port=$port 'BEGIN {
        print "events {}\nhttp { access_log off;\nserver { listen 127.0.0.1:" port ";"
        for (i = 0; i < n; i++) printf "location /api/v%d/item%d/ { return 200 \"l%d\"; }\n", i % 17, i, i
        print "}\n}" }' >"$folder/$count.conf"
done
# The first start after a build lacks the class archive: it is not counted, nor are those until there is one.
"$weir" -t -q -p "$folder" -c 10.conf
for count in 10 10000; do
    times=
    for run in $(seq "$runs"); do
        rm -f "$folder/logs/weir.pid"
        start=$(date +%s%N)
        "$weir" -p "$folder" -c $count.conf &
        until [ -s "$folder/logs/weir.pid" ]; do sleep 0.005; done
        times="$times $((($(date +%s%N) - start) / 1000000))"
        kill $! && wait $!
    done
    echo "$count locations:" $(echo $times | tr ' ' '\n' | sort -n)
done
