#!/bin/sh
# Builds Weir if need be, starts examples/quickstart.conf and says what to try. Ctrl-C ends it.
set -e
cd "$(dirname "$0")/.."
[ -x bin/weir ] || {
    echo "Building (the first time Maven fetches what it needs) ..."
    mvn -q -B -DskipTests package
    cd dist/target/weir
}
cat <<'TEXT'

Weir is starting. Try:

  http://localhost:8080/stat                 the statistics, live in a browser (?format=json, ?format=prometheus)
  ws://localhost:8080/chat                   a WebSocket through the gateway to an echo service, for example:
      npx wscat -c ws://localhost:8080/chat
      or, in a browser's console:
      s = new WebSocket("ws://localhost:8080/chat"); s.onmessage = e => console.log(e.data); s.onopen = () => s.send("hello")

Every frame that passes is logged below. Ctrl-C ends Weir.

TEXT
exec bin/weir -c examples/quickstart.conf
