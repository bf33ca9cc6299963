"""Every case, in the order in which they run."""

from __future__ import annotations

import json
import sqlite3

import tamper as t
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tamper import Case, Copy

# Records that never come to be, and no error.
SWALLOWS = "CREATE TRIGGER quiet BEFORE INSERT ON audit_records WHEN NEW.kind = 'denied' BEGIN SELECT RAISE(IGNORE); END"


def at(place: int):
    """The record at a fixed place."""
    return lambda _: place


def rows(change):
    """A change of rows."""
    return lambda copy: copy.change(change)


def sql(*statements):
    """A change of anything else in a database."""
    return lambda copy: copy.run(*statements)


def second_note(change):
    """Another note in the place of the second checkpoint's."""
    return lambda copy: t.forged(copy, lambda _, size, note: change(copy, size, note), 1)


def lines(change, what="whole"):
    """A change of an export's lines."""
    return lambda copy: copy.lines(change, what)


def of_a_database() -> list[Case]:
    """What is done to a database."""
    cut = lambda copy: lambda size, head: copy.note(size, head, f"cut {'ab' * 32}\n")  # noqa: E731
    plain = lambda copy: lambda size, head: copy.note(size, head)  # noqa: E731
    stranger = lambda copy: lambda size, head: copy.note(size, head, f"cut {'ab' * 32}\n", Ed25519PrivateKey.generate())  # noqa: E731

    def by_a_stranger(copy: Copy, size: int, _: str) -> str:
        return copy.note(size, copy.rows()[size - 1][2], key=Ed25519PrivateKey.generate())

    def before_the_first(rows: list[list]) -> None:
        body = t.other(rows[0][4])
        rows.insert(0, [0, bytes(32), t.digest(0, bytes(32), body), 1, body, 0])

    def two_less(rows: list[list]) -> None:
        del rows[4:6]
        t.numbered(rows)

    def changed_under_the_cut(copy: Copy) -> None:
        t.pruned(copy, cut(copy), left=1)
        with copy.open(again=True) as database:
            database.execute("UPDATE audit_records SET body = replace(body, '127.0.0.1', '127.0.0.2') WHERE sequence = 2")

    def planted(statement: str):
        """What is done to the database's own guards, and left so."""

        def plant(copy: Copy) -> None:
            copy.run()
            database = sqlite3.connect(copy.file, isolation_level=None)
            database.execute(statement)
            database.close()

        return plant

    return [
        Case("a copy", "database", sql()),
        Case("a copy that was vacuumed", "database", sql("VACUUM")),
        Case("a copy, and checkpoints that were kept elsewhere", "database", sql(), outside=True),
        Case("a record's content was changed", "database", rows(lambda rows: t.edit(rows, 4)), "edited", at(5)),
        Case("a record's content was changed with its hash", "database", rows(lambda rows: t.edit_with_hash(rows, 4)), "edited", at(5)),
        Case("the last record was changed with its hash", "database", rows(lambda rows: t.edit_with_hash(rows, -1)), "forked"),
        Case("a record's hash was changed", "database", sql("UPDATE audit_records SET hash = zeroblob(32) WHERE sequence = 5"), "edited", at(5)),
        Case("the hash before was changed", "database", sql("UPDATE audit_records SET previous_hash = zeroblob(32) WHERE sequence = 5"), "edited", at(5)),
        Case("a record's version was changed", "database", sql("UPDATE audit_records SET encoding = 2 WHERE sequence = 5"), "edited", at(5)),
        Case("a record was deleted", "database", sql("DELETE FROM audit_records WHERE sequence = 5"), "deleted", at(5)),
        Case("two were deleted and the rest renumbered", "database", rows(two_less), "deleted", at(5)),
        Case("a record was inserted and the rest renumbered", "database", rows(lambda rows: t.insert(rows, 4)), "inserted", at(5)),
        Case("a record was put before the first", "database", rows(before_the_first), "inserted", at(0)),
        Case("two records changed places", "database", rows(lambda rows: t.swap(rows, 3, 6, [1, 2, 4])), "swapped", at(4)),
        Case("two contents changed places", "database", rows(lambda rows: t.swap(rows, 3, 6, [4])), "swapped", at(4)),
        Case("the end was cut off", "database", lambda copy: t.cut_off(copy, 2, with_checkpoints=False), "truncated", lambda copy: copy.size - 1),
        Case("an older state was put back", "database", lambda copy: t.cut_off(copy, 2, with_checkpoints=True), "rolled back", lambda copy: copy.size - 1, outside=True),
        Case("everything was written anew from a record on", "database", lambda copy: t.rewritten(copy, copy.sealed), "forked", lambda copy: copy.sealed + 1),
        Case("an older state was put back and gone on with", "database", t.gone_on, "forked", lambda copy: copy.sealed + 1, outside=True),
        Case("a checkpoint's time was changed", "database", second_note(lambda copy, size, note: note.replace("time 20", "time 19")), "forged checkpoint"),
        Case("a checkpoint was signed by another key", "database", second_note(by_a_stranger), "forged checkpoint"),
        Case("a checkpoint names a key that colours the terminal", "database", second_note(lambda copy, size, note: note.replace("\u2014 passdesk", "\u2014 \x1b[31m\u202e")), "forged checkpoint"),
        Case("a checkpoint was filed under another size", "database", sql("UPDATE audit_checkpoints SET size = size - 1 WHERE id = 2"), "forged checkpoint"),
        Case("a checkpoint was deleted", "database", sql("DELETE FROM audit_checkpoints WHERE id = 2"), "checkpoint missing"),
        Case("the first checkpoint was deleted", "database", sql("DELETE FROM audit_checkpoints WHERE id = 1"), "checkpoint missing"),
        Case("all checkpoints were deleted", "database", sql("DELETE FROM audit_checkpoints"), "checkpoint missing"),
        Case("a trigger was removed", "database", planted("DROP TRIGGER audit_records_no_update"), "guards changed", is_hidden_from_python=True),
        Case("a trigger was planted", "database", planted(SWALLOWS), "guards changed", is_hidden_from_python=True),
        Case("a list that is made from the records was changed", "database", sql("UPDATE audit_records SET opening = 1 WHERE sequence = 5"), "a derived list differs", is_hidden_from_python=True),
        Case("the first records were pruned behind a signed cut", "database", lambda copy: t.pruned(copy, cut(copy))),
        Case("the first records were deleted behind a cut by another key", "database", lambda copy: t.pruned(copy, stranger(copy)), "forged checkpoint"),
        Case("the first records were deleted behind a checkpoint that is none of a cut", "database", lambda copy: t.pruned(copy, plain(copy)), "forged checkpoint"),
        Case("a cut is filed under another time", "database", lambda copy: t.pruned(copy, cut(copy), made_at=0), "forged checkpoint", is_hidden_from_python=True),
        Case("a record still stands under a signed cut", "database", lambda copy: t.pruned(copy, cut(copy), left=1)),
        Case("a record under a signed cut was changed", "database", changed_under_the_cut, "edited", at(2)),
        Case("a cut names another archive than was signed", "database", lambda copy: t.pruned(copy, cut(copy), "cd" * 32), "forged checkpoint"),
    ]


def of_an_export() -> list[Case]:
    """What is done to exports in JSON Lines."""

    def move(lines: list[str]) -> None:
        place = t.record_at(lines, 5)
        lines[place], lines[place + 1] = lines[place + 1], lines[place]

    def otherwise_escaped(lines: list[str]) -> None:
        place = t.record_at(lines, 5)
        body = lines[place].index('"body"')
        lines[place] = lines[place][:body] + lines[place][body:].replace('"kind":"', '"k\\u0069nd" : "', 1)

    def removed(sequence: int):
        return lambda lines: lines.pop(t.record_at(lines, sequence)) and None

    def a_checkpoint_less(lines: list[str]) -> None:
        lines.pop(next(place for place, line in enumerate(lines) if line.startswith('{"checkpoint"')))

    def doubled_name(lines: list[str]) -> None:
        t.replaced(lines, t.record_at(lines, 5), '"kind":', '"kind":"denied","kind":')

    def torn(copy: Copy) -> None:
        text = copy.trail.whole.read_text(encoding="utf-8")
        copy.file.write_text(text[: text.index('{"sequence":6,') + 100], encoding="utf-8", newline="")

    def shorter(copy: Copy) -> None:
        copy.lines(lambda lines: t.shortened(lines, copy.sealed + 1, says_so=True))

    def made_up(lines: list[str]) -> None:
        place = first_of(lines)
        record = json.loads(lines[place])
        body = t.other(json.dumps(record["body"]))
        record["hash"] = t.digest(record["sequence"], bytes.fromhex(record["previous_hash"]), body).hex()
        lines[place] = json.dumps(record | {"body": json.loads(body)})

    def without_checkpoints(lines: list[str]) -> list[str]:
        before, written = bytes(32), [lines[0]]
        for line in lines:
            if line.startswith('{"sequence"'):
                record = json.loads(line)
                body = t.other(json.dumps(record["body"]))
                own = t.digest(record["sequence"], before, body)
                written.append(json.dumps(record | {"previous_hash": before.hex(), "hash": own.hex(), "body": json.loads(body)}))
                before = own
        return written

    def beside(more: str):
        """A name more in a record's line."""
        return lambda lines: t.replaced(lines, t.record_at(lines, 5), '{"sequence"', f'{{{more},"sequence"')

    def as_a_filter(lines: list[str]) -> None:
        t.replaced(lines, 0, '"is_whole":true', '"is_whole":false')
        lines.pop(t.record_at(lines, 5))

    def largest(lines: list[str]) -> None:
        place = first_of(lines)
        record = json.loads(lines[place])
        body = json.dumps(record["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        record |= {"sequence": 2**63 - 1, "hash": t.digest(2**63 - 1, bytes.fromhex(record["previous_hash"]), body).hex()}
        lines[place] = json.dumps(record)

    def first_of(lines: list[str]) -> int:
        return next(place for place, line in enumerate(lines) if line.startswith('{"sequence"'))

    return [
        Case("an export", "whole", lines(lambda lines: None)),
        Case("an export, and checkpoints that were kept elsewhere", "whole", lines(lambda lines: None), outside=True),
        Case("a character was written as another escape", "whole", lines(otherwise_escaped)),
        Case("an escape became another character", "whole", lines(lambda lines: t.replaced(lines, t.with_escape(lines), r"\\u202e", "\\u202d")), "edited"),
        Case("a line's content was changed", "whole", lines(lambda lines: t.replaced(lines, t.record_at(lines, 5), '"occurred_at":1', '"occurred_at":2')), "edited", at(5)),
        Case("two lines changed places", "whole", lines(move), "swapped", at(5)),
        Case("a line was taken out", "whole", lines(removed(5)), "deleted", at(5)),
        Case("the first line of a record was taken out", "whole", lines(removed(1)), "deleted", at(1)),
        Case("a line was doubled", "whole", lines(lambda lines: lines.insert(t.record_at(lines, 5), lines[t.record_at(lines, 5)])), "inserted", at(6)),
        Case("a name stands twice in a line", "whole", lines(doubled_name), "unreadable", at(5)),
        Case("a line is none of an export", "whole", lines(lambda lines: lines.insert(t.record_at(lines, 5), '{"sequence":"\\u001b[31m"}')), "unreadable", at(5)),
        Case("the file broke off in a line", "whole", torn, "unreadable", at(6)),
        Case("the last records were taken out", "whole", lines(lambda lines: [line for line in lines if not line.startswith('{"sequence":') or json.loads(line)["sequence"] < 7]), "truncated", at(7)),
        Case("the end was taken off with its checkpoints", "whole", lines(lambda lines: t.shortened(lines, 6, says_so=False)), "truncated", at(7)),
        Case("the same, and the first line says so: it is a shorter trail", "whole", shorter),
        Case("the same, and checkpoints that were kept elsewhere", "whole", shorter, "rolled back", lambda copy: copy.sealed + 2, outside=True),
        Case("nothing is left that a checkpoint vouches for", "whole", lines(lambda lines: t.shortened(lines, 3, says_so=True)), "checkpoint missing", at(1)),
        Case("a checkpoint less, which a later one covers", "whole", lines(a_checkpoint_less)),
        Case("every checkpoint was signed by another key", "whole", lambda copy: copy.lines(lambda lines: t.resigned(copy, lines)), "forged checkpoint"),
        Case("an export of a filter", "filtered", lines(lambda lines: None, "filtered")),
        Case("a line of a filter's export was changed", "filtered", lines(lambda lines: t.replaced(lines, first_of(lines), '"occurred_at":1', '"occurred_at":2'), "filtered"), "edited"),
        Case("a record of a filter's export was made up, and hashed", "filtered", lines(made_up, "filtered"), "edited"),
        Case("a record of a filter's export has the largest number", "filtered", lines(largest, "filtered"), "edited"),
        Case("a filter's export lost its end", "filtered", lines(lambda lines: lines.pop() and None, "filtered"), "not proved"),
        Case("a filter's export has a line behind its end", "filtered", lines(lambda lines: lines.append(lines[first_of(lines)]), "filtered"), "inserted"),
        Case("all was written anew without checkpoints", "whole", lines(without_checkpoints), "checkpoint missing", at(1)),
        Case("a record goes as a checkpoint", "whole", lines(lambda lines: beside(f'"checkpoint":{json.dumps(json.loads(lines[-1])["checkpoint"])}')(lines)), "unreadable", at(5)),
        Case("a record goes as a first line", "whole", lines(beside('"export":{"is_whole":true,"until":0}')), "unreadable", at(5)),
        Case("a record has a name more", "whole", lines(beside('"note":"nothing happened"')), "unreadable", at(5)),
        Case("a whole export goes as one of a filter, a record less", "whole", lines(as_a_filter), "edited"),
        Case("a second first line stands at the end", "whole", lines(lambda lines: lines.append(lines[0].replace('"is_whole":true', '"is_whole":false'))), "unreadable"),
        Case("a line of a filter's export was doubled", "filtered", lines(lambda lines: lines.insert(1, lines[first_of(lines)]), "filtered"), "inserted"),
    ]
