"""Verifies an audit trail of passdesk, a database or exports in JSON Lines: exit code 0 if it is what it was, else 1."""
import argparse, base64, hashlib, itertools, json, operator, pathlib, re, sqlite3, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
once = lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else None  # an object, in which no name stands twice

def refuse(is_wrong, words):
    if is_wrong:
        raise ValueError(words)

def read_key(text):
    name, key_id, key = text.strip().split("+", 2)
    key = base64.b64decode(key)
    refuse(hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] != key_id, "the key is mistyped")
    return (name, key_id), Ed25519PublicKey.from_public_bytes(key[1:])

def open_note(note, keys):  # a checkpoint's size and hash, and its extension lines
    text, signatures = note.rsplit("\n\n", 1)
    for line in signatures.splitlines():
        name, signature = line.removeprefix("\u2014 ").rsplit(" ", 1)
        signature = base64.b64decode(signature)
        if key := keys.get((name, signature[:4].hex())):
            key.verify(signature[4:], text.encode() + b"\n")
            origin, size, digest, *extensions = text.splitlines()
            return int(size), base64.b64decode(digest), dict(line.split(" ", 1) for line in extensions)
    raise ValueError("it is by none of the keys")

def read_database(path):
    database = sqlite3.connect(pathlib.Path(path).resolve().as_uri() + "?mode=ro", uri=True)
    seals = database.execute("SELECT id, size, note FROM audit_checkpoints ORDER BY id").fetchall()
    for (number, size, note), (before, smaller, _) in zip(seals or [(0, 0, "")], [(0, 0, "")] + seals):
        refuse(number != before + 1 or size < smaller, f"record {size}: before checkpoint {number} one is missing, or knew of more")
        yield f"checkpoint {number}", "checkpoint", (note, size, None, {})
    for size, digest, note, archive in database.execute("SELECT last, last_hash, note, archive_sha256 FROM audit_cuts"):
        yield f"cut {size}", "checkpoint", (note, size, archive, {size: digest})
    for record in database.execute("SELECT sequence, previous_hash, hash, encoding, CAST(body AS BLOB) FROM audit_records ORDER BY 1"):
        yield f"row {record[0]}", "record", record

def read_export(path):
    digest, note, is_whole = hashlib.sha256(), "", True
    for number, text in enumerate(open(path, "rb"), 1):
        before, note, where = digest.hexdigest(), "", f"{path}, line {number}"
        digest.update(text)
        try:
            line = json.loads(text, object_pairs_hook=once)
            if number == 1:  # what a file is stands here, and nowhere else
                is_whole, until = operator.itemgetter("is_whole", "until")(line.pop("export"))
                yield where, "export", (is_whole, operator.index(until))
            elif "checkpoint" in line:
                yield where, "checkpoint", (note := line.pop("checkpoint"), None, None, {})
            else:
                body = json.dumps(line.pop("body"), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
                hashes = map(bytes.fromhex, (line.pop("previous_hash"), line.pop("hash")))
                yield where, "record", (operator.index(line.pop("sequence")), *hashes, line.pop("encoding"), body)
            refuse(line, "it has other names as well")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ValueError(f"{where} is no line of an export") from None
    # Of a filter: then its last line has to be signed over all that stands before it.
    yield from [] if is_whole else [(f"the end of {path}", "checkpoint", (note, None, None, {}, before))]

def read_notes(path):  # lines of JSON, as a sink writes them, or the notes themselves
    text = pathlib.Path(path).read_text(encoding="utf-8-sig")
    notes = [json.loads(note) for note in re.findall(r'(?m)^\s*\{\s*"checkpoint"\s*:\s*("(?:[^"\\]|\\.)*")\s*\}', text)]
    notes += re.findall("[^\n].*?\n\n\u2014.*?\n", re.sub(r"(?m)^\s*\{.*$", "", text), re.DOTALL)
    refuse(not notes, f"{path} holds no checkpoint")
    yield from ((f"{path}, checkpoint {number}", "checkpoint", (note, None, None, {})) for number, note in enumerate(notes, 1))

def verify(items, keys):
    hashes, before, notes, is_whole, until, last, sealed, cuts = {}, {0: bytes(32)}, [], True, 0, None, 0, [0]
    for where, kind, item in items:
        if kind == "export":
            is_whole, until = is_whole and item[0], max(until, item[1])
        elif kind == "checkpoint":
            notes.append((where, *item[:3], *item[4:]))
            before.update(item[3])
        else:
            sequence, previous, own, encoding, body = item
            is_next = sequence == last + 1 if is_whole and last is not None else sequence > 0 and sequence not in hashes
            refuse(not is_next, f"record {(last or 0) + 1} was deleted, moved, or another one inserted: {where} is record {sequence}")
            text = f"passdesk-audit\n{encoding}\n{sequence}\n{previous.hex()}\n".encode() + body
            refuse(encoding != 1 or hashlib.sha256(text).digest() != own, f"record {sequence} or its hash was changed ({where})")
            names = {previous, hashes.get(sequence - 1, previous), before.setdefault(sequence - 1, previous)}
            refuse(len(names) > 1 or before.get(sequence, own) != own, f"record {sequence} and its neighbours do not follow ({where})")
            hashes[sequence], last = own, sequence
    known = before | hashes
    start, end = min(hashes, default=max(known) + 1) - 1, max(known)
    for where, note, filed, archive, *over in notes if keys else []:
        try:
            size, digest, more = open_note(note, keys)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise ValueError(f"{where} was not signed like this {error}") from None
        refuse(filed not in (None, size) or archive not in (None, more.get("cut")), f"record {size}: {where} is filed as what it is not")
        refuse(over and over != [more.get("export")], f"{where} is not signed over what stands before it: nothing proves these records of a filter")
        refuse(is_whole and size > end, f"records {end + 1} to {size} are gone: {where} vouches for them")
        refuse(known.get(size, digest) != digest, f"record {size} is not the one that was sealed: {where} vouches for another")
        sealed, cuts = max(sealed, size * (size in known)), cuts + [size] * ("cut" in more)
    refuse(is_whole and end < until or keys and is_whole and (max(cuts) < start or start < end and sealed <= start), f"records {start + 1} to {end} are not all, or nothing vouches for them")
    return f"{len(hashes)} records{'' if is_whole else ' of a filter'}, the last is {end} {known[end].hex()}; sealed up to {sealed}"

parser = argparse.ArgumentParser(description=__doc__)
for name in ("--key", "--checkpoints"):
    parser.add_argument(name, action="append", default=[])
parser.add_argument("trail", nargs="+")
asked = parser.parse_args()
try:
    read = read_database if open(asked.trail[0], "rb").read(16) == b"SQLite format 3\0" else read_export
    print("OK:", verify(itertools.chain(*map(read_notes, asked.checkpoints), *map(read, asked.trail)), dict(map(read_key, asked.key))))
except (ValueError, OSError, sqlite3.Error) as error:
    sys.exit(f"NOT OK: {ascii(str(error))[1:-1]}")
