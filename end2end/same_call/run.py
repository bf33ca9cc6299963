"""Runs what forms and records show for other tools, unchanged, and sees the very request arrive that the console itself makes.

    python end2end/same_call/run.py [WORDS…]

Starts $PASSDESK_BIN (or target/debug/passdesk) itself. The AWS CLI is $PASSDESK_AWSCLI (or `aws`), boto3 and PyYAML are this Python's own.
PowerShell and R are not run: what they are shown is tried letter by letter in src/domain/same_call/tests.rs.
WORDS choose the actions whose names contain all of them.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

for neighbour in ("conformance", "verifier"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / neighbour))

from actions import ACTIONS, NAMES, RESET, TEMPORARY  # noqa: E402
from browser import Browser  # noqa: E402
from sandbox import Control, Sandbox  # noqa: E402
from scene import Scene  # noqa: E402
from tools import Tools  # noqa: E402

SUPERVISOR = "nw-1003"


def scenes(browser: Browser, control: Control, tools: Tools) -> dict[str, Callable[[], Scene]]:
    """Every scene by its name."""
    made = {action.name: lambda action=action, at=at: Scene(action, f"same.call.{at}", browser, control, tools) for at, action in enumerate(ACTIONS)}
    made |= {f"reset code for {name!r}": lambda name=name: Scene(RESET, name, browser, control, tools, is_short=True) for name in NAMES}
    made[f"temporary password for {NAMES[0]!r}"] = lambda: Scene(TEMPORARY, NAMES[0], browser, control, tools, is_short=True)
    made["reset code with line breaks"] = lambda: Scene(RESET, "same.call.lines", browser, control, tools, is_broken=True)
    return made


def told(check: Callable[[], str | None]) -> str | None:
    """Why a check does not hold. One that breaks has failed, and the others go on."""
    try:
        return check()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def shown(make: Callable[[], Scene]) -> Iterator[tuple[str, str | None]]:
    """Each check of a scene with why it does not hold; where the scene cannot be set, that alone."""
    made: list[Scene] = []
    if why := told(lambda: made.append(make())):
        yield "the console", why
        return
    (scene,) = made
    for check, holds in scene.checks().items():
        yield check, told(holds)
    scene.leave()


def main() -> int:
    """Runs, reports, and says by the exit code whether everything holds."""
    for cancelled in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(cancelled, lambda number, _: sys.exit(128 + number))
    words, began, passed = [word.lower() for word in sys.argv[1:]], time.monotonic(), 0
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="passdesk-same-call-") as name, Sandbox() as sandbox:
        control, browser = Control(sandbox.cognito_port), Browser(sandbox.port, sandbox.port + 2)
        tools = Tools(Path(name), sandbox.cognito_port)
        browser.sign_in(SUPERVISOR)
        for what, make in scenes(browser, control, tools).items():
            if not all(word in what.lower() for word in words):
                continue
            for check, why in shown(make):
                passed += why is None
                if why is not None:
                    failed.append(f"{what}: {check}")
                    print(f"FAILED  {what}: {check}\n        {why}", flush=True)
    print(f"same call: {passed} passed, {len(failed)} failed in {time.monotonic() - began:.0f} s")
    if counts := os.environ.get("PASSDESK_COUNTS"):
        Path(counts).write_text(f"{passed} {len(failed)}\n")
    if failed and (failures := os.environ.get("PASSDESK_FAILURES")):
        with open(failures, "a", encoding="utf-8") as file:
            file.writelines(f"same call: {what}\n" for what in failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
