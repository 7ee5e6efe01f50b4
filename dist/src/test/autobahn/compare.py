#!/usr/bin/env python3
"""Compares the index.json of an Autobahn report with expected.json.

    compare.py reports/index.json [--agent Weir]     prints differences, exits with 1 if any is worse
    compare.py reports/index.json --write            makes the report the expectation
"""
import argparse
import json
import pathlib
import sys

EXPECTED = pathlib.Path(__file__).with_name("expected.json")
FIELDS = ("behavior", "behaviorClose")
# From good to bad. A word that is not here counts as the worst: better a question than a fault unseen.
RANKS = ("OK", "INFORMATIONAL", "NON-STRICT", "UNIMPLEMENTED", "UNCLEAN", "WRONG CODE", "FAILED BY CLIENT", "FAILED")


def rank(word):
    return RANKS.index(word) if word in RANKS else len(RANKS)


def in_order(case):
    return [int(number) for number in case.split(".")]


def results(index, agent):
    """The fields of each case of one agent, which may be left out where the report has only one."""
    if agent is None and len(index) == 1:
        agent = next(iter(index))
    if agent not in index:
        sys.exit(f"compare.py: name one of the report's agents with --agent: {', '.join(sorted(index))}")
    return {case: {field: found[field] for field in FIELDS} for case, found in index[agent].items()}


def differences(expected, found):
    """Yields (case, text, worse) for each case that is not as expected."""
    for case in sorted(expected.keys() | found.keys(), key=in_order):
        if case not in found:
            yield case, "was not run", True
        elif case not in expected:
            words = found[case].values()
            yield case, f"is not expected: {' / '.join(words)}", any(rank(word) > 0 for word in words)
        else:
            for field in FIELDS:
                was, now = expected[case][field], found[case][field]
                if was != now:
                    yield case, f"{field}: expected {was}, found {now}", rank(now) > rank(was)


def write(found):
    lines = (f'    "{case}": {json.dumps(found[case])}' for case in sorted(found, key=in_order))
    EXPECTED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="Compares an Autobahn report with expected.json.")
    parser.add_argument("index", type=pathlib.Path, help="index.json of the report")
    parser.add_argument("--agent", help="whose results, where the report has several agents")
    parser.add_argument("--write", action="store_true", help="make the report the expectation")
    options = parser.parse_args()
    found = results(json.loads(options.index.read_text(encoding="utf-8")), options.agent)
    if options.write:
        write(found)
        return 0
    told = list(differences(json.loads(EXPECTED.read_text(encoding="utf-8")), found))
    for case, text, worse in told:
        print(f"{'WORSE' if worse else 'note '} {case} {text}")
    bad = sum(worse for _, _, worse in told)
    print(f"{len(found)} cases, {len(told)} differences, {bad} worse")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
