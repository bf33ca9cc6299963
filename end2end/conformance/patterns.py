"""The patterns of AWS's model: texts that fit, and texts that do not.

AWS holds the whole value against a pattern. Password is the exception: its pattern asks for something that is no space.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """What is known of a pattern: a frame that fits and takes filling, and texts outside of it."""

    outside: tuple[tuple[str, str], ...] = ()
    frame: str = "{}"
    takes_any_letter: bool = True

    @property
    def shortest(self) -> int:
        """The length of the shortest text that this knows to fit."""
        return len(self.frame.format("a"))

    def filled(self, length: int, letter: str) -> str:
        """A fitting text of that many characters."""
        frame = self.frame if length >= self.shortest else "{}"
        return frame.format(letter * (length - len(frame.format(""))))


EMPTY = ("that is empty", "")
SPACES = ("of nothing but spaces", "     ")

PATTERNS = {
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+": Pattern(
        (("with a space", "two words"), ("with a control character", "bell\u0007"), ("with an invisible format character", "zero\u200bwidth"))
    ),
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+": Pattern((("with a control character", "bell\u0007"),)),
    r"[\w-]+_[0-9a-zA-Z]+": Pattern(
        (
            ("without an underscore", "eu-west-1"),
            ("with nothing after the underscore", "eu-west-1_"),
            ("with a sign after the underscore", "eu-west-1_a!"),
            ("with a space", "eu-west-1_a b"),
        ),
        "eu-west-1_{}",
        False,
    ),
    r"[\S]+": Pattern((SPACES,)),
    r"[\w+]+": Pattern((("with a hyphen", "abc-def-0123456789"), ("with a space", "two words"), ("of signs only", "!!!")), takes_any_letter=False),
    r"[\w+=/]+": Pattern((("with a hyphen", "abc-def"), ("of signs only", "!!!")), takes_any_letter=False),
    r"[\w+=,.@-]*": Pattern((("with a space", "two words"), ("with a slash", "a/b"), ("with a letter outside of ASCII", "zoë")), takes_any_letter=False),
    r"[\w+=,.@:\/-]*": Pattern((("with a space", "two words"), ("with an asterisk", "a*b"), ("with a letter outside of ASCII", "zoë")), takes_any_letter=False),
    # An ARN of STS: anything printable to the model, and more to the service.
    r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+": Pattern(
        (("with a control character", "arn:aws:iam::123456789012:role/bell\u0007"), ("that is no ARN of a role", "arn:aws:iam::123456789012:user/someone")),
        "arn:aws:iam::123456789012:role/{}",
        False,
    ),
    r"[A-Za-z0-9-_=.]+": Pattern((EMPTY, ("with a space", "Bearer abc"), ("of signs only", "!!!")), takes_any_letter=False),
}


def pattern(text: str | None) -> Pattern:
    """What is known of a pattern; a new one in the model has to be added here."""
    if text is None:
        return Pattern()
    try:
        return PATTERNS[text]
    except KeyError:
        raise SystemExit(f"conformance: AWS's model has a new pattern {text!r}; add it to patterns.py") from None
