"""What is done to a database or to an export, and what both verifiers are to say of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from trail import Trail

ROWS = "SELECT sequence, previous_hash, hash, encoding, body, opening FROM audit_records ORDER BY sequence"


# When notes say that they were made, in microseconds since 1970.
NOTED = 1_795_316_400_000_000


@dataclass(frozen=True)
class Case:
    """One copy of the trail, and what is done to it."""

    name: str
    # Of "database", "whole" and "filtered".
    what: str
    tamper: Callable[[Copy], None]
    # What `passdesk audit verify` says first; empty: nothing is wrong.
    kind: str = ""
    # The first record that it names, by the copy; None: whichever.
    first: Callable[[Copy], int] | None = None
    # Whether checkpoints that were kept elsewhere are shown.
    outside: bool = False
    # Nothing that the script reads was touched.
    is_hidden_from_python: bool = False


class Copy:
    """A copy of the trail that an intruder has: they know this source, and have not got the key."""

    def __init__(self, trail: Trail, folder: Path) -> None:
        self.trail = trail
        self.file = folder / "copy"
        self.key = load_pem_private_key(trail.key_file.read_bytes(), None)

    # A database.

    @contextmanager
    def open(self, *, again: bool = False) -> Iterator[sqlite3.Connection]:
        """The database without its triggers, which are put back afterwards; `again`: as it was left."""
        if not again:
            self.file.write_bytes(self.trail.database.read_bytes())
        database = sqlite3.connect(self.file, isolation_level=None)
        triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        yield database
        for _, sql in triggers:
            database.execute(sql)
        database.close()

    def change(self, change: Callable[[list[list]], None]) -> None:
        """Changes the rows: sequence, hash before, own hash, encoding, body, opening."""
        with self.open() as database:
            rows = [list(row) for row in database.execute(ROWS)]
            change(rows)
            database.execute("DELETE FROM audit_records")
            # A record that stands twice has two ids, so that the table takes it.
            database.executemany("INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, opening) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def run(self, *statements: str) -> None:
        """Changes anything else."""
        with self.open() as database:
            for statement in statements:
                database.execute(statement)

    def rows(self) -> list[tuple]:
        """The rows as they were."""
        with sqlite3.connect(self.trail.database) as database:
            return database.execute(ROWS).fetchall()

    def seals(self) -> list[tuple[int, int, str]]:
        """The checkpoints as they were: number, size, note."""
        with sqlite3.connect(self.trail.database) as database:
            return database.execute("SELECT id, size, note FROM audit_checkpoints ORDER BY id").fetchall()

    @property
    def size(self) -> int:
        """How many records there were."""
        return len(self.rows())

    @property
    def sealed(self) -> int:
        """The size of the first checkpoint that has records behind it, and is not the last."""
        return next(size for _, size, _ in self.seals() if size > 3)

    # An export.

    def lines(self, change: Callable[[list[str]], list[str] | None], what: str = "whole") -> None:
        """Changes the lines of an export; the first is its head."""
        lines = getattr(self.trail, what).read_text(encoding="utf-8").split("\n")[:-1]
        changed = change(lines)
        self.file.write_text("".join(f"{line}\n" for line in (changed or lines)), encoding="utf-8", newline="")

    # Notes.

    def note(self, size: int, digest: bytes, extension: str = "", key: Ed25519PrivateKey | None = None) -> str:
        """A checkpoint as the console writes it, by its own key or another."""
        origin, key = self.trail.key.split("+")[0], key or self.key
        public = b"\x01" + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        text = f"{origin}\n{size}\n{base64.b64encode(digest).decode()}\ntime 2026-11-22T03:00:00Z\n{extension}"
        signature = hashlib.sha256(f"{origin}\n".encode() + public).digest()[:4] + key.sign(text.encode())
        return f"{text}\n\u2014 {origin} {base64.b64encode(signature).decode()}\n"


def digest(sequence: int, before: bytes, body: str) -> bytes:
    """A record's hash."""
    return hashlib.sha256(f"passdesk-audit\n1\n{sequence}\n{before.hex()}\n{body}".encode()).digest()


def other(body: str) -> str:
    """Another body of the same shape, with an id of its own."""
    value = json.loads(body)
    last = value["action_id"][-1]
    value["action_id"] = value["action_id"][:-1] + ("1" if last != "1" else "2")
    value["note"] = "nothing happened"
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chained(rows: list[list], start: int) -> None:
    """Numbers and hashes everything anew from a place on."""
    for at in range(start, len(rows)):
        before = rows[at - 1][2] if at else bytes(32)
        rows[at][0], rows[at][1] = at + 1, before
        rows[at][2] = digest(at + 1, before, rows[at][4])


def numbered(rows: list[list]) -> None:
    """Numbers everything anew and hashes nothing."""
    for at, row in enumerate(rows):
        row[0] = at + 1


def edit(rows: list[list], at: int) -> None:
    rows[at][4] = other(rows[at][4])


def edit_with_hash(rows: list[list], at: int) -> None:
    edit(rows, at)
    rows[at][2] = digest(rows[at][0], rows[at][1], rows[at][4])


def swap(rows: list[list], low: int, high: int, columns: list[int]) -> None:
    for column in columns:
        rows[low][column], rows[high][column] = rows[high][column], rows[low][column]


def insert(rows: list[list], at: int) -> None:
    row = [at + 1, rows[at][1], b"", 1, other(rows[at][4]), at + 1]
    row[2] = digest(at + 1, row[1], row[4])
    rows.insert(at, row)
    numbered(rows)


def cut_off(copy: Copy, places: int, *, with_checkpoints: bool) -> None:
    last = copy.size - places
    statements = [f"DELETE FROM audit_records WHERE sequence > {last}"]
    if with_checkpoints:
        statements.append(f"DELETE FROM audit_checkpoints WHERE size > {last}")
    copy.run(*statements)


def rewritten(copy: Copy, at: int) -> None:
    def change(rows: list[list]) -> None:
        edit(rows, at)
        chained(rows, at)

    copy.change(change)


def gone_on(copy: Copy) -> None:
    """Put back to an older state, and then gone on with beyond what it was."""

    def change(rows: list[list]) -> None:
        template, sealed = rows[0][4], copy.sealed
        del rows[sealed:]
        for number in range(copy.size - sealed + 2):
            value = json.loads(template)
            value["action_id"] = f"00000000-0000-4000-8000-{number:012d}"
            rows.append([0, b"", b"", 1, json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False), sealed + 1 + number])
        chained(rows, sealed)

    copy.change(change)
    with copy.open(again=True) as database:
        database.execute("DELETE FROM audit_checkpoints WHERE size > ?", (copy.sealed,))
        database.execute("DELETE FROM audit_open_intents")
        database.execute("DELETE FROM audit_doubts")


def pruned(copy: Copy, note: Callable[[int, bytes], str], archive: str = "ab" * 32, *, left: int = 0, made_at: int = NOTED) -> None:
    """Cut behind the second record: neither of the two is half of an action. The last `left` of them are still there."""
    last = 2
    head = copy.rows()[last - 1][2]
    with copy.open() as database:
        database.execute("DELETE FROM audit_records WHERE sequence <= ?", (last - left,))
        database.execute("INSERT INTO audit_cuts VALUES (?, ?, ?, 'archive.jsonl', ?, ?)", (last, head, note(last, head), archive, made_at))


def forged(copy: Copy, change: Callable[[int, int, str], str], number: int) -> None:
    identity, size, note = copy.seals()[number]
    with copy.open() as database:
        database.execute("UPDATE audit_checkpoints SET note = ? WHERE id = ?", (change(identity, size, note), identity))


def record_at(lines: list[str], sequence: int) -> int:
    """Where a record's line is."""
    return next(at for at, line in enumerate(lines) if line.startswith(f'{{"sequence":{sequence},'))


def replaced(lines: list[str], at: int, pattern: str, by: str) -> None:
    changed = re.sub(pattern, lambda _: by, lines[at], count=1)
    if changed == lines[at]:
        raise ValueError(f"there is no {pattern} in line {at + 1}")
    lines[at] = changed


def with_escape(lines: list[str]) -> int:
    """The first line of a record in which something is escaped."""
    return next(at for at, line in enumerate(lines) if '"sequence"' in line and "\\u202e" in line)


def resigned(copy: Copy, lines: list[str]) -> None:
    """Every checkpoint signed again, by another key under the same name."""
    stranger = Ed25519PrivateKey.generate()
    for at, line in enumerate(lines):
        if line.startswith('{"checkpoint"'):
            _, size, head, *_ = json.loads(line)["checkpoint"].split("\n")
            lines[at] = json.dumps({"checkpoint": copy.note(int(size), base64.b64decode(head), key=stranger)})


def without_checkpoints_above(lines: list[str], size: int) -> list[str]:
    return [line for line in lines if not line.startswith('{"checkpoint"') or int(json.loads(line)["checkpoint"].split("\n")[1]) <= size]


def shortened(lines: list[str], last: int, *, says_so: bool) -> list[str]:
    """An export from which the end was taken, with its checkpoints."""
    kept = [line for line in without_checkpoints_above(lines, last) if not line.startswith('{"sequence"') or json.loads(line)["sequence"] <= last]
    if says_so:
        replaced(kept, 0, r'"until":\d+', f'"until":{last}')
    return kept
