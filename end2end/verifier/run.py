"""Holds the verifier that docs/audit-format.md prints against `passdesk audit verify`, tampering by tampering.

    python end2end/verifier/run.py [WORDS…]

Takes the script out of the document as it stands there, lets people work in a sandbox of its own ($PASSDESK_BIN, or target/debug/passdesk),
and shows both verifiers the same copies. WORDS choose the cases whose names contain all of them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cases
from tamper import Case, Copy
from trail import Trail, make

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/audit-format.md"
PROGRAM = Path(os.environ.get("PASSDESK_BIN") or ROOT / "target/debug/passdesk").resolve()
# No variable of ours: the program would take it for a setting.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("PASSDESK_")}


def fenced(language: str, beginning: str) -> str:
    """The one block of the document in this language that begins so."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (found,) = [block for block in blocks if block.startswith(beginning)]
    return found


def ours(copy: Copy, case: Case, keys: list[str]) -> tuple[int, str, int]:
    """The exit code, the first fault's word and its record."""
    command = [str(PROGRAM), "audit", "verify", "--database" if case.what == "database" else "--export", str(copy.file), *keys]
    done = subprocess.run(command, capture_output=True, env=PLAIN, cwd=copy.file.parent, timeout=60, check=False)
    told = done.stderr.decode().split("\n")[0]
    if any(not character.isprintable() for character in done.stdout.decode().replace("\n", "") + told):
        raise ValueError(f"it writes what is no text: {told!r}")
    # What is wrong with the database's guards, or with a list, is wrong with no record.
    fault = re.match(r"passdesk: ([^,:]+), records? (-?\d+)", told) or re.match(r"passdesk: (guards changed|a derived list differs)()", told)
    kind = "not proved" if told.startswith("passdesk: not proved: ") else told
    return done.returncode, fault[1] if fault else kind, int(fault[2] or 0) if fault else 0


def theirs(script: Path, copy: Copy, keys: list[str]) -> tuple[int, str]:
    """The exit code and the words of the document's script."""
    done = subprocess.run([sys.executable, str(script), *keys, str(copy.file)], capture_output=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).decode().strip()


def judged(case: Case, trail: Trail, script: Path, folder: Path) -> str | None:
    """Why the two are wrong about a case, or do not agree; None when all is well."""
    copy = Copy(trail, folder)
    case.tamper(copy)
    keys = ["--key", trail.key] + (["--checkpoints", str(trail.checkpoints)] if case.outside else [])
    (code, kind, first), (their_code, their_words) = ours(copy, case, keys), theirs(script, copy, keys)
    if (code, kind) != (2 if case.kind == "not proved" else 1 if case.kind else 0, case.kind):
        return f"passdesk ends with {code} and says {kind!r}, not {case.kind!r}"
    if case.first and first != case.first(copy):
        return f"passdesk names record {first}, not {case.first(copy)}"
    if their_code != (1 if case.kind and not case.is_hidden_from_python else 0) or "Traceback" in their_words:
        return f"the script ends with {their_code}: {their_words}"
    return None


def the_script_is_short(script: str) -> str | None:
    """What the document promises of it: a hundred lines, empty ones and comments apart."""
    lines = sum(bool(line.strip()) and not line.strip().startswith("#") for line in script.split("\n"))
    foreign = set(re.findall(r"^(?:import|from) (\w+)", script, re.MULTILINE)) - {"argparse", "cryptography"}
    return None if lines <= 100 and not foreign else f"{lines} lines, and imports {foreign}"


def the_example_holds(folder: Path, script: Path) -> str | None:
    """The worked example: its three lines verify with its key, and its numbers are those that the text names."""
    text, export = DOCUMENT.read_text(encoding="utf-8"), folder / "example.jsonl"
    export.write_text(fenced("json", '{"export":'), encoding="utf-8", newline="")
    key = re.search(r"passdesk-audit\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", text)
    if key is None:
        return "there is no key"
    verified = subprocess.run([sys.executable, str(script), "--key", key[0], str(export)], capture_output=True, check=False)
    by_us = subprocess.run([str(PROGRAM), "audit", "verify", "--export", str(export), "--key", key[0]], capture_output=True, env=PLAIN, check=False)
    if verified.returncode or by_us.returncode:
        return f"{verified.stderr.decode()} {by_us.stderr.decode()}"
    told = verified.stdout.decode().strip()
    if told not in text:
        return f"the document does not say {told!r}"
    note = json.loads(export.read_text(encoding="utf-8").split("\n")[-2])["checkpoint"]
    return None if note in text else "the checkpoint does not stand in it as a note"


def the_encoding_is_as_its_table_says() -> str | None:
    """Each row's canonical form is one, and the hash that stands beside the first record is that record's."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.split("### Canonical encoding")[1].split("### Hash")[0]
    rows = re.findall(r"^\| .* \| `([^|]*)` \| `([^|]*)` \|$", section, re.MULTILINE)
    for good, bad in rows:
        if json.dumps(json.loads(good), sort_keys=True, separators=(",", ":"), ensure_ascii=False) != good or good == bad:
            return f"{good} is not canonical"
    (found,) = re.findall(r"passdesk-audit 1 1 (0{64}) \\\n    '(.*)' \| sha256sum\n([0-9a-f]{64})  -\n", text)
    digest = hashlib.sha256(f"passdesk-audit\n1\n1\n{found[0]}\n{found[1]}".encode()).hexdigest()
    return None if len(rows) == 9 and digest == found[2] else f"{len(rows)} rows, and a hash of {digest}"


def both_exports_are_one(trail: Trail, folder: Path) -> str | None:
    """`passdesk audit export` writes what the console sends, but for the first line."""
    for form, file in (("jsonl", trail.whole), ("csv", trail.csv)):
        written = folder / f"written.{form}"
        subprocess.run([str(PROGRAM), "audit", "export", "--database", str(trail.database), "--format", form, "--output", str(written)], env=PLAIN, check=True)
        mine, sent = written.read_bytes().decode(), file.read_bytes().decode()
        # The spreadsheet was sent first: what was recorded since then is not in it.
        records = re.findall(r'^\{"sequence".*$' if form == "jsonl" else r"^\d+,.*\r$", sent, re.MULTILINE)
        if len(records) < 10 or any(record not in mine for record in records):
            return f"{form}: {len(records)} records, and not all of them are in both"
        if (written.stat().st_mode & 0o777) != 0o600:
            return "others may read it"
    return None


def hostile_text_is_inert(trail: Trail) -> str | None:
    """One line in JSON Lines, one row in CSV, nothing that is no text in either, and no cell that a spreadsheet calculates."""
    whole, sheet = trail.whole.read_text(encoding="utf-8"), trail.csv.read_bytes().decode("utf-8-sig")
    typed = [json.loads(line).get("body", {}).get("note", "") for line in whole.split("\n")[:-1]]
    if not any(all(part in note for part in ("=cmd|", "\x1b[31m", "\u202e", "\u3164", "\u2028")) for note in typed):
        return "what was typed is not on record"
    rows = list(csv.reader(io.StringIO(sheet, newline="")))
    if {len(row) for row in rows} != {len(rows[0])}:
        return "rows differ in length"
    if cells := [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r|%")]:
        return f"a formula: {cells[0]!r}"
    unprintable = {c for c in whole.replace("\n", "") + sheet.replace("\r\n", "") if not c.isprintable() or c in "\u200b\u3164"}
    return f"{unprintable!r}" if unprintable else None


def trouble(trail: Trail, folder: Path) -> str | None:
    """What cannot be verified ends with 2 and a sentence."""
    empty, text = folder / "empty", folder / "text"
    empty.write_bytes(b"")
    with sqlite3.connect(folder / "old.db") as old:
        old.execute("CREATE TABLE IF NOT EXISTS audit_records (sequence INTEGER PRIMARY KEY)")
    text.write_text("\x1b[31mno line\n" * 20)
    for words, command in {
        "there is no such file": ["--database", str(folder / "none.db")],
        "not a SQLite database": ["--database", str(text)],
        "of an earlier version (before migration 6)": ["--database", str(folder / "old.db")],
        "no audit trail": ["--database", str(empty)],
        "is no export in JSON Lines": ["--export", str(text)],
        "cannot be read": ["--export", str(folder / "none.jsonl")],
        "holds no checkpoint": ["--database", str(trail.database), "--checkpoints", str(empty), "--key", trail.key],
        "needs the key": ["--export", str(trail.whole), "--checkpoints", str(trail.checkpoints)],
        "--key": ["--export", str(trail.whole), "--key", trail.key[:-3] + "AA="],
        "name what is to be verified": [],
    }.items():
        done = subprocess.run([str(PROGRAM), "audit", "verify", *command], capture_output=True, env=PLAIN, cwd=folder, check=False)
        told = done.stderr.decode()
        if done.returncode != 2 or words not in told or "\x1b" in told:
            return f"{command}: {done.returncode} {told!r}"
    return None


def main() -> int:
    """Runs, reports, and says by the exit code whether everything holds."""
    for cancelled in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(cancelled, lambda number, _: sys.exit(128 + number))
    words, began = [word.lower() for word in sys.argv[1:]], time.monotonic()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="passdesk-verifier-") as name:
        folder = Path(name)
        script = folder / "verify_trail.py"
        script.write_text(fenced("python", '"""Verifies an audit trail'), encoding="utf-8")
        trail = make(folder)
        (folder / "copies").mkdir()
        checks = {case.name: lambda case=case: judged(case, trail, script, folder / "copies") for case in cases.of_a_database() + cases.of_an_export()}
        checks |= {
            "the script is short": lambda: the_script_is_short(script.read_text(encoding="utf-8")),
            "the worked example holds": lambda: the_example_holds(folder, script),
            "the encoding is as its table says": the_encoding_is_as_its_table_says,
            "both exports are one": lambda: both_exports_are_one(trail, folder),
            "hostile text is inert": lambda: hostile_text_is_inert(trail),
            "what cannot be verified is said": lambda: trouble(trail, folder / "copies"),
        }
        for what, check in checks.items():
            if not all(word in what.lower() for word in words):
                continue
            try:
                why = check()
            except Exception as error:  # a case that breaks is a failed case, and the others go on
                why = f"{type(error).__name__}: {error}"
            passed, failed = passed + (why is None), failed + (why is not None)
            if why is not None:
                print(f"FAILED  {what}\n        {why}", flush=True)
    print(f"verifier: {passed} passed, {failed} failed in {time.monotonic() - began:.0f} s")
    if counts := os.environ.get("PASSDESK_COUNTS"):
        Path(counts).write_text(f"{passed} {failed}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
