"""Runs what forms and records show for other tools, unchanged, and sees the very request arrive that the console itself makes. Pastes the
documents into the console again, and holds its skeletons beside the AWS CLI's own.

    python end2end/same_call/run.py [WORDS…]

Starts $PASSDESK_BIN (or target/debug/passdesk) itself. The AWS CLI is $PASSDESK_AWSCLI (or `aws`), boto3 and PyYAML are this Python's own.
PowerShell and R are not run: what they are shown is tried letter by letter in src/domain/same_call/tests.rs.
WORDS choose the actions whose names contain all of them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

for neighbour in ("conformance", "verifier"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / neighbour))

from actions import ACTIONS, NAMES, RESET, TEMPORARY  # noqa: E402
from browser import Browser  # noqa: E402
from sandbox import Control, Sandbox  # noqa: E402
from scene import Scene  # noqa: E402
from tools import Tools  # noqa: E402

SUPERVISOR = "nw-1003"
COMMANDS = ("admin-reset-user-password", "admin-set-user-password")


def scenes(browser: Browser, control: Control, tools: Tools) -> dict[str, Callable[[], Scene | Skeletons]]:
    """Every scene by its name."""
    made: dict[str, Callable[[], Scene | Skeletons]] = {action.name: lambda action=action, at=at: Scene(action, f"same.call.{at}", browser, control, tools) for at, action in enumerate(ACTIONS)}
    made |= {f"reset code for {name!r}": lambda name=name: Scene(RESET, name, browser, control, tools, is_short=True) for name in NAMES}
    made[f"temporary password for {NAMES[0]!r}"] = lambda: Scene(TEMPORARY, NAMES[0], browser, control, tools, is_short=True)
    made["skeletons"] = lambda: Skeletons(browser, tools)
    made["reset code with line breaks"] = lambda: Scene(RESET, "same.call.lines", browser, control, tools, is_broken=True)
    return made


class Skeletons:
    """The documents to begin with, beside those of the real AWS CLI."""

    def __init__(self, browser: Browser, tools: Tools) -> None:
        self.browser, self.tools = browser, tools

    def checks(self) -> dict[str, Callable[[], str | None]]:
        """Version 1 of the CLI, which PyPI has, prints no YAML: that one only has to hold the same."""
        return {f"{command} {kind}": lambda command=command, kind=kind: self.same(command, kind) for command in COMMANDS for kind in ("json", "yaml")}

    def same(self, command: str, kind: str) -> str | None:
        """Letter by letter, or by what it holds."""
        text, expected = self.browser.get(f"/requests/skeletons/{command}.{kind}"), self.tools.skeleton(command)
        holds = text == expected if kind == "json" else list(yaml.safe_load(text).items()) == list(json.loads(expected).items())
        return None if holds else f"{text}\n        and\n        {expected}"

    def leave(self) -> None:
        """Nothing was made."""


def told(check: Callable[[], str | None]) -> str | None:
    """Why a check does not hold. One that breaks has failed, and the others go on."""
    try:
        return check()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def shown(make: Callable[[], Scene | Skeletons]) -> Iterator[tuple[str, str | None]]:
    """Each check of a scene with why it does not hold; where the scene cannot be set, that alone."""
    made: list[Scene | Skeletons] = []
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
