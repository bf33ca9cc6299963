"""Where the sandbox is known to differ from AWS, and why it may. A case that stands here has to fail; one that holds again has to go."""

from __future__ import annotations

# The name of a case → why the sandbox differs.
KNOWN: dict[str, str] = {}
