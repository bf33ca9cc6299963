"""Holds the sandbox's Cognito against AWS's published model, case by case, with boto3.

    python end2end/conformance/run.py [--table] [--list] [WORDS…]

Starts $PASSDESK_BIN (or target/debug/passdesk) itself. WORDS choose the cases whose names contain all of them.
--table prints what was covered as Markdown, and nothing else but failures; --list prints the names of the cases and runs none.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import traceback
from pathlib import Path

import afterwards
import attributes
import auth_events
import challenge
import codes
import constraints
import errors
import faults
import filters
import history
import invitations
import lookup
import pages
import passwords
import races
import role_sessions
import sending
import sign_in
import state_cases
import temporary
import tokens
import wire
from bench import Bench
from cases import Case
from deviations import KNOWN
from expect import Deviation
from sandbox import Control, Sandbox
from table import table


def all_cases() -> list[Case]:
    """Every case, in the order in which they run; those that look back on all the others come last."""
    parts = [constraints, wire, errors, attributes, invitations, state_cases, passwords, history, temporary, sending]
    parts += [sign_in, challenge, codes, tokens, auth_events, filters, pages, lookup, races, faults, role_sessions, afterwards]
    cases = [case for part in parts for case in part.cases()]
    names = [case.name for case in cases]
    if double := {name for name in names if names.count(name) > 1}:
        raise SystemExit(f"conformance: two cases have the name {sorted(double)[0]!r}")
    if strangers := KNOWN.keys() - set(names):
        raise SystemExit(f"conformance: deviations.py names a case that is none: {sorted(strangers)[0]!r}")
    return cases


def main() -> int:
    """Runs, reports, and says by the exit code whether every case holds or deviates as known."""
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("\n\n")[1].strip(), description=(__doc__ or "").split("\n")[0])
    parser.add_argument("words", nargs="*")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    cases = [case for case in all_cases() if all(word.lower() in case.name.lower() for word in asked.words)]
    if asked.list:
        print("\n".join(case.name for case in cases))
        return 0
    # A cancelled run leaves no sandbox behind.
    for cancelled in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(cancelled, lambda number, _: sys.exit(128 + number))
    began = time.monotonic()
    failed: dict[Case, str] = {}
    with Sandbox() as sandbox:
        bench = Bench(sandbox.cognito_port, Control(sandbox.cognito_port))
        for case in cases:
            why = outcome(case, bench)
            if case.name in KNOWN:
                why = None if why else "it holds now: take it out of deviations.py"
            if why:
                failed[case] = why
                print(f"FAILED  {case.name}\n        {why}", file=sys.stderr if asked.table else sys.stdout, flush=True)
    if asked.table:
        print("\n".join(table(cases, failed, bench)))
    else:
        known = sum(case.name in KNOWN for case in cases)
        words = f", {known} of them known to deviate" if known else ""
        print(f"conformance: {len(cases) - len(failed)} passed{words}, {len(failed)} failed in {time.monotonic() - began:.0f} s")
    if counts := os.environ.get("PASSDESK_COUNTS"):
        Path(counts).write_text(f"{len(cases) - len(failed)} {len(failed)}\n")
    return 1 if failed else 0


def outcome(case: Case, bench: Bench) -> str | None:
    """Why a case does not hold; None when it does."""
    try:
        case.check(bench)
        return None
    except Deviation as deviation:
        return str(deviation)
    except Exception as error:  # a case that breaks is a failed case, and the others go on
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"[:400]
    finally:
        bench.tidy()


if __name__ == "__main__":
    sys.exit(main())
