"""Holds the sandbox's Cognito against AWS's published model, case by case, with boto3.

    python end2end/conformance/run.py [--table] [--list] [WORDS…]

Starts $PASSDESK_BIN (or target/debug/passdesk) itself. WORDS choose the cases whose names contain all of them.
--table also prints what was covered as Markdown; --list prints the names of the cases and runs none.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Iterable
from pathlib import Path

import constraints
import errors
import passwords
import search
import sign_in
import states
from bench import Bench, Deviation
from cases import Case
from sandbox import Control, Sandbox


def all_cases() -> list[Case]:
    """Every case, in the order in which they run; those that look back on all the others come last."""
    return [*constraints.cases(), *errors.cases(), *states.cases(), *passwords.cases(), *sign_in.cases(), *search.cases()]


def main() -> int:
    """Runs, reports, and says by the exit code whether every case holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("words", nargs="*")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    cases = [case for case in all_cases() if all(word.lower() in case.name.lower() for word in asked.words)]
    if asked.list:
        print("\n".join(case.name for case in cases))
        return 0
    began = time.monotonic()
    with Sandbox() as sandbox:
        bench = Bench(sandbox.cognito_port, Control(sandbox.cognito_port))
        failed = {}
        for case in cases:
            why = outcome(case, bench)
            if why is not None:
                failed[case] = why
                print(f"FAILED  {case.name}\n        {why}", flush=True)
    passed = len(cases) - len(failed)
    print(f"{passed} passed, {len(failed)} failed in {time.monotonic() - began:.0f} s")
    if counts := os.environ.get("PASSDESK_COUNTS"):
        Path(counts).write_text(f"{passed} {len(failed)}\n")
    return 1 if failed else 0


def outcome(case: Case, bench: Bench) -> str | None:
    """Why a case does not hold; None when it does."""
    try:
        case.check(bench)
        return None
    except Deviation as deviation:
        return str(deviation)
    except Exception as error:  # noqa: BLE001 - a case that breaks is a failed case, and the others go on
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"[:400]
    finally:
        bench.tidy()


if __name__ == "__main__":
    sys.exit(main())
