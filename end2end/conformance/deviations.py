"""Where the sandbox is known to differ from AWS, and why it may. A case that stands here has to fail; one that holds again has to go."""

from __future__ import annotations

NO_SECOND_FACTOR = "The sandbox asks for no second factor at the sign-in: the console never signs a user in. Where a code goes does heed the factor."

# The name of a case → why the sandbox differs.
KNOWN: dict[str, str] = {
    "InitiateAuth: a user with SMS MFA gets the challenge SMS_MFA and no tokens": NO_SECOND_FACTOR,
    "InitiateAuth: a user with a software token as MFA gets the challenge SOFTWARE_TOKEN_MFA and no tokens": NO_SECOND_FACTOR,
}
