"""What was covered, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bench import Bench
from cases import Case
from deviations import KNOWN
from model import OPERATIONS, declared_errors
from role_sessions import ASSUME_ROLE

KINDS = ["constraint", "error", "state", "behaviour"]


def table(cases: list[Case], failed: dict[Case, str], bench: Bench) -> Iterator[str]:
    """The table's lines: cases of each kind, how many of the declared errors were answered, and the result."""
    yield "| operation | constraints | errors | user states | other behaviour | declared errors answered: by requests, or on demand | result |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    total: Counter[str] = Counter()
    for name in OPERATIONS:
        own = [case for case in cases if case.operation == name]
        counts = Counter(case.kind for case in own)
        total += counts
        declared = set(declared_errors(name))
        answered = declared & bench.seen[name], declared & (bench.seen[name] | bench.demanded[name])
        cells = [name, *(str(counts[kind]) for kind in KINDS), f"{len(answered[0])}, or {len(answered[1])} of {len(declared)}", result(own, failed)]
        yield f"| {' | '.join(cells)} |"
    own = [case for case in cases if case.operation == ASSUME_ROLE]
    counts = Counter(case.kind for case in own)
    total += counts
    yield f"| {ASSUME_ROLE} (STS) | {' | '.join(str(counts[kind]) for kind in KINDS)} | none: what they are about is not read | {result(own, failed)} |"
    yield f"| all | {' | '.join(str(total[kind]) for kind in KINDS)} | | {result(cases, failed)} |"
    if KNOWN:
        yield ""
        yield "| known deviation | why |"
        yield "|---|---|"
        for case, why in KNOWN.items():
            yield f"| {case} | {why} |"


def result(cases: list[Case], failed: dict[Case, str]) -> str:
    """`127 hold`, with what does not."""
    known = sum(case.name in KNOWN for case in cases)
    wrong = sum(case in failed for case in cases)
    words = [f"{len(cases) - known - wrong} hold"]
    if known:
        words.append(f"{known} deviate as known")
    if wrong:
        words.append(f"{wrong} FAIL")
    return ", ".join(words)
