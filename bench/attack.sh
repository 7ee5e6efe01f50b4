#!/bin/sh
# Everything at once against the built program while good clients go on; takes two minutes. Needs a limit of 20,000
# open files, openssl, and bench and dist packaged (mvn -q -B -DskipTests package).
# Usage: bench/attack.sh [-Dattack.each=10000] [-Dattack.seconds=40] [-Dattack.files=20000] ...
cd "${0%/*}/.." || exit 1
folder=$(mktemp -d) || exit 1
trap 'cp "$folder"/error.log bench/target/attack-error.log 2>/dev/null; rm -rf "$folder"' EXIT
cp bench/attack.conf "$folder"
java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m -Dweir.home=dist/target/weir \
    "-Dattack.java=-XX:+UseZGC -Xmx1g -XX:ZUncommitDelay=10" "$@" \
    -cp 'bench/target/classes:bench/target/dependency/*' dev.weir.attack.AttackRun "$folder"
