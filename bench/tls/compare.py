#!/usr/bin/env python3
"""Weir against nginx over TLS, in one run: CPU time per message of a tunnel, per handshake, memory of idle connections.

    compare.py --weir weir=dist/target/weir/bin/weir [--weir other=...] [--scenarios a,b] [--rounds 5] [--seconds 2]

Contenders have one worker and are pinned to CPU 1, load and echo server to CPU 0. All are started and warmed up first,
then the rounds go in turn, each beginning with another contender. Ratios are to nginx in the same round: median and
range. All traffic stays on 127.0.0.1.
"""
import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WARM_LOAD = 3
FAST = "-C ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256"

# name: (certificate, arguments of tlsload)
SCENARIOS = {
    "ping-pong": ("rsa", "messages -c 64 -s 128"),
    "32-in-flight": ("rsa", "messages -c 64 -s 128 -d 32"),
    "32-own-records": ("rsa", "messages -c 64 -s 128 -d 32 -o"),
    "64k": ("rsa", "messages -c 16 -s 65536 -d 4"),
    "ping-pong-1.2": ("rsa", f"messages -c 64 -s 128 -2 {FAST}"),
    "new-rsa": ("rsa", "handshakes -c 16"),
    "new-ec": ("ec", "handshakes -c 16"),
    "resumed": ("rsa", "handshakes -c 16 -r"),
    "new-rsa-1.2": ("rsa", f"handshakes -c 16 -2 {FAST}"),
    "new-ec-1.2": ("ec", f"handshakes -c 16 -2 {FAST}"),
    "resumed-1.2": ("rsa", f"handshakes -c 16 -r -2 {FAST}"),
    "idle": ("rsa", "idle -c 1000"),
}

CONF = """daemon off;
{user}pid {dir}/pid;
error_log {dir}/error.log error;
worker_processes 1;
worker_rlimit_nofile 20000;
events {{ worker_connections 19900; }}
http {{
    access_log off;
    {more}
    keepalive_timeout 3600s;
    ssl_session_tickets on;
    {servers}
}}
"""

SERVER = """
    server {{
        listen 127.0.0.1:{port} ssl backlog=4096;
        ssl_certificate {dir}/{kind}.pem;
        ssl_certificate_key {dir}/{kind}.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        location / {{ return 200 "fine"; }}
        location /ws {{
            proxy_pass http://127.0.0.1:{echo};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_read_timeout 3600s; proxy_send_timeout 3600s;
        }}
    }}
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def tree(pid):
    """A process and all below it."""
    found = [pid]
    for p in found:
        try:
            with open(f"/proc/{p}/task/{p}/children") as f:
                found += map(int, f.read().split())
        except OSError:
            pass
    return found


def pss_kb(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup") as f:
            total += int(re.search(r"^Pss: +(\d+)", f.read(), re.M).group(1))
    return total


class Contender:
    def __init__(self, name, command, workspace, echo):
        self.name = name
        self.command = command
        self.workspace = os.path.join(workspace, name)
        self.is_java = name != "nginx"
        self.echo = echo
        os.mkdir(self.workspace)
        for kind in ("rsa", "ec"):
            for end in ("pem", "key"):
                os.link(f"{workspace}/{kind}.{end}", f"{self.workspace}/{kind}.{end}")

    def start(self):
        rsa, ec = free_ports(2)
        self.ports = {"rsa": rsa, "ec": ec}
        temporary = "client_body_temp_path {0}/t1; proxy_temp_path {0}/t2; fastcgi_temp_path {0}/t3;" \
                    " uwsgi_temp_path {0}/t4; scgi_temp_path {0}/t5;"
        with open(f"{self.workspace}/weir.conf", "w") as f:
            f.write(CONF.format(
                dir=self.workspace,
                user="" if self.is_java else "user root;\n",
                more="" if self.is_java else temporary.format(self.workspace),
                servers="".join(SERVER.format(port=port, kind=kind, dir=self.workspace, echo=self.echo)
                                for kind, port in self.ports.items())))
        arguments = ["-p", self.workspace, "-c", f"{self.workspace}/weir.conf"]
        self.process = subprocess.Popen(["taskset", "-c", "1", *self.command.split(), *arguments],
                                        stdin=subprocess.DEVNULL)
        for _ in range(200):
            if self.process.poll() is not None:
                sys.exit(f"{self.name} does not start")
            try:
                socket.create_connection(("127.0.0.1", ec)).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit(f"{self.name} does not listen")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def load(self, tlsload, scenario, *options):
        kind, words = SCENARIOS[scenario]
        pids = ",".join(map(str, tree(self.process.pid)))
        run = subprocess.run(["taskset", "-c", "0", tlsload, *words.split(), "-p", str(self.ports[kind]), "-P", pids,
                              *options], capture_output=True, text=True, timeout=120)
        if run.returncode:
            print(f"{self.name} {scenario}: {run.stderr.strip()} {run.stdout.strip()}", file=sys.stderr)
        return dict(word.split("=") for word in run.stdout.split())

    def memory(self):
        pids = tree(self.process.pid)
        if self.is_java:
            jvm = next(p for p in pids if os.path.basename(os.readlink(f"/proc/{p}/exe")) == "java")
            for _ in range(2):
                subprocess.run(["jcmd", str(jvm), "GC.run"], capture_output=True, timeout=30)
            time.sleep(1)
        return pss_kb(tree(self.process.pid))


def idle_kb(contender, tlsload):
    """Memory of an idle connection in a fresh process that has seen as many before."""
    contender.start()
    count = int(SCENARIOS["idle"][1].split()[-1])
    figures = []
    for measured in (False, True):
        before = contender.memory() if measured else 0
        client = subprocess.Popen(["taskset", "-c", "0", tlsload, *SCENARIOS["idle"][1].split(), "-p",
                                   str(contender.ports["rsa"])],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        client.stdout.readline()
        time.sleep(1)
        if measured:
            figures.append((contender.memory() - before) / count)
        client.stdin.close()
        client.wait(20)
        time.sleep(1)
        if not measured:
            contender.stop()
            contender.start()
    contender.stop()
    return figures[0]


def certificates(folder):
    for kind, key in (("rsa", ["rsa:2048"]), ("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])):
        subprocess.run(["openssl", "req", "-x509", "-nodes", "-newkey", *key, "-days", "30", "-subj", "/CN=localhost",
                        "-keyout", f"{folder}/{kind}.key", "-out", f"{folder}/{kind}.pem"],
                       check=True, capture_output=True)


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def warm_up(contender, scenario, tlsload, seconds):
    """In several loads: when connections end for the first time, a JVM drops what it has compiled of their loop."""
    while seconds > 0:
        contender.load(tlsload, scenario, "-t", str(min(seconds, WARM_LOAD)))
        seconds -= WARM_LOAD


def compare(scenario, contenders, tlsload, options):
    for c in contenders:
        warm_up(c, scenario, tlsload, options.warm if c.is_java else 0.5)
    figures = {c.name: [] for c in contenders}
    for round_number in range(options.rounds):
        turn = round_number % len(contenders)
        for c in contenders[turn:] + contenders[:turn]:
            figures[c.name].append(c.load(tlsload, scenario, "-w", "0.3", "-t", str(options.seconds)))
    for c in contenders:
        mine = [float(f["cpu_us_per"]) for f in figures[c.name]]
        ratios = [float(f["cpu_us_per"]) / float(n["cpu_us_per"])
                  for f, n in zip(figures[c.name], figures["nginx"]) if int(f["count"]) and int(n["count"])]
        rate = statistics.median(float(f["per_s"]) for f in figures[c.name])
        reused = sum(int(f["reused"]) for f in figures[c.name]) / max(1, sum(int(f["count"]) for f in figures[c.name]))
        print(f"| {scenario} | {c.name} | {statistics.median(mine):.2f} | {spread(ratios)} | "
              f"{spread([1 / r for r in ratios])} | {rate:.0f} | {reused:.0%} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--nginx", default="nginx")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--warm", type=float, default=10, help="seconds before the first round, for a JVM")
    parser.add_argument("--tlsload", help="the built load generator; made in the workspace by default")
    options = parser.parse_args()
    scenarios = options.scenarios.split(",")
    with tempfile.TemporaryDirectory() as workspace:
        tlsload = options.tlsload or f"{workspace}/tlsload"
        if not options.tlsload:
            subprocess.run(["cc", "-O2", "-o", tlsload, f"{HERE}/tlsload.c", "-lssl", "-lcrypto"], check=True)
        certificates(workspace)
        port = free_ports(1)[0]
        echo = subprocess.Popen(["taskset", "-c", "0", tlsload, "echo", str(port)])
        commands = [("nginx", options.nginx), *(w.split("=", 1) for w in options.weir)]
        contenders = [Contender(name, command, workspace, port) for name, command in commands]
        try:
            if "idle" in scenarios:
                scenarios.remove("idle")
                for c in contenders:
                    print(f"| idle | {c.name} | {idle_kb(c, tlsload):.1f} KB |", flush=True)
            if scenarios:
                print("| Scenario | Contender | CPU us each | CPU ratio | rate per CPU ratio | per s | resumed |\n"
                      "|---|---|---|---|---|---|---|", flush=True)
                for c in contenders:
                    c.start()
                for scenario in scenarios:
                    compare(scenario, contenders, tlsload, options)
                for c in contenders:
                    c.stop()
        finally:
            echo.kill()
            for c in contenders:
                if hasattr(c, "process") and c.process.poll() is None:
                    c.stop()


if __name__ == "__main__":
    main()
