"""A trail to verify: real records of a sandbox, its checkpoints, and exports of both kinds."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conformance"))

from browser import Browser  # noqa: E402
from sandbox import Control, Sandbox  # noqa: E402

POOL = "eu-west-1_Nw4Customers"
HELP_DESK, SUPERVISOR, AUDITOR = "nw-1002", "nw-1003", "nw-1005"
# What people may type as a reason: a formula, quotes, markup, turned text, invisible letters.
HOSTILE = "=cmd|'/c calc'!A1 \"quoted\" \\ </textarea><script>alert(1)</script> \u202etxt.exe \u3164 漢字 e\u0301 😀"
# And to search for: line feeds and colours too.
WORSE = f"{HOSTILE}\n=1+1\r\t\u001b[31mred\u2028\u200b\u0085"


@dataclass
class Trail:
    """Files of one trail that nobody has touched."""

    database: Path
    checkpoints: Path
    key: str
    key_file: Path
    whole: Path
    filtered: Path
    csv: Path


def make(folder: Path) -> Trail:
    """Lets people work in a sandbox, takes exports over HTTP, and copies what the sandbox leaves behind."""
    with Sandbox() as sandbox:
        data = sandbox.folder / "data"
        control = Control(sandbox.cognito_port)
        desk, supervisor, auditor = (Browser(sandbox.port, sandbox.port + 2) for _ in range(3))
        desk.sign_in(HELP_DESK)
        work(desk, control, "amara.okafor")
        supervisor.sign_in(SUPERVISOR)
        auditor.sign_in(AUDITOR)
        # Each export is sealed before it begins: so there are checkpoints in between.
        download(auditor, folder / "first.jsonl", format="jsonl", everything="on")
        work(supervisor, control, "kofi.mensah")
        desk.get(f"/users?{urlencode({'q': WORSE})}")
        download(auditor, folder / "second.csv", format="csv", action="password.reset")
        # A lost answer leaves a doubt, which is on another of the console's lists.
        control.ask("POST", "faults", {"operation": "AdminResetUserPassword", "kind": "cut_after", "times": 1})
        work(desk, control, "amara.okafor")
        denied, _, _ = desk.post("/audit/export", {"format": "jsonl", "everything": "on"})
        if denied != 403:
            raise OSError(f"the help desk may export: {denied}")
        trail = Trail(
            folder / "passdesk.db", folder / "checkpoints.ndjson", "", folder / "audit-key.pem",
            folder / "whole.jsonl", folder / "filtered.jsonl", folder / "whole.csv",
        )
        download(auditor, trail.filtered, format="jsonl", action="password.reset")
        download(auditor, trail.csv, format="csv", everything="on")
        download(auditor, trail.whole, format="jsonl", everything="on")
        trail.key = json.loads(trail.whole.read_text(encoding="utf-8").split("\n", 1)[0])["export"]["verifier_key"]
        # The last thing it does is to seal what was recorded since, so that nothing here is beyond a checkpoint.
        sandbox.end()
        with sqlite3.connect(data / "passdesk.db") as source, sqlite3.connect(trail.database) as copy:
            source.backup(copy)
        shutil.copy(data / "checkpoints.ndjson", trail.checkpoints)
        shutil.copy(data / "audit-key.pem", trail.key_file)
    return trail


def work(browser: Browser, control: Control, username: str) -> None:
    """Looks a user up and sends them a reset code."""
    sub = control.user(POOL, username)["sub"]
    browser.get(f"/users/{POOL}/{sub}")
    fields = {"pool": POOL, "sub": sub, "username": username, "action_id": str(uuid.uuid4()), "reason": HOSTILE, "ticket": "INC-204817"}
    status, there, body = browser.post("/api/passwords/reset", fields)
    if status != 303 or not there.startswith("/results/"):
        raise OSError(f"a reset of {username}: {status} {there} {body[:300]!r}")
    browser.get(there)


def download(browser: Browser, file: Path, **fields: str) -> None:
    """An export over HTTP."""
    status, _, body = browser.post("/audit/export", fields)
    if status != 200:
        raise OSError(f"an export: {status} {body[:300]!r}")
    file.write_bytes(body)
