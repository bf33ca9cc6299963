"""What the forms do, and for whom it works."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

POOL = "eu-west-1_Nw4Customers"
CLIENT = "4nwcustomersapp7q2m9x5k1ab"
REGION = "eu-west-1"

E_MAIL = {"email": "same.call@example.com", "email_verified": "true", "phone_number": None, "phone_number_verified": None}
PHONE = {"email": None, "email_verified": None, "phone_number": "+442079460999", "phone_number_verified": "true"}

# What is hard for one language or another, and goes through a form as it is.
HARD = [
    ("said by", "O'Brien said \"no\" to 'yes' twice"),
    ("key \"in\" 'marks'", "\u2018single\u2019 \u201cdouble\u201d \u201alow\u201e \u00abangle\u00bb"),
    ("shell", "$HOME ${PATH} $(id) `id` !! !x & | ; < > * ? ~ # [a] {b,c} %PATH% ^"),
    ("backslashes", "\\ \\\\ \\n \\u0041 \\U00000041 \\x41 C:\\temp\\"),
    ("zażółć", "παπαδόπουλος 李娜 e\u0301 שלום"),
    ("😀", "👩\u200d👩\u200d👧 🏴\U000e0067\U000e0062"),
    ("hidden", "a\u200bb\u202ec\u3164d\ufeffe\u2028f\u00a0g\u00ad"),
    ("Ticket", "upper"),
    ("ticket", "lower"),
    (" around ", "  before and after  "),
    ("place", "file:///etc/hostname"),
    ("@file", "@/etc/hostname"),
    ("list", "a=b,c=d"),
    ("json", "{\"a\": [1, null]}"),
    ("yaml", "- no: *x # ~"),
    ("number", "0123"),
    ("yes", "true"),
    ("--profile", "-- -x"),
    ("nothing", ""),
]
# What no form sends, and shows all the same where it was typed.
BROKEN = [("lines", "one\ntwo\r\nthree\tfour\u0085five"), ("colour", "\u001b[31mred\u007f")]

# The last one holds a letter that looks like a space and is none to Cognito, and a digit after it.
NAMES = ["file:///etc/hostname", "--profile", "O'Brien\"x\"$HOME`id`!!\\n", "ana😀\u31641"]


@dataclass(frozen=True)
class Action:
    """One of the console's actions."""

    name: str
    operation: str
    # The form on a user's page, and where it goes.
    word: str
    path: str
    # Somebody for whom it works.
    state: dict[str, Any]
    fields: dict[str, str] = field(default_factory=dict)
    takes_metadata: bool = False
    # Between `call` and the tool, in the ids of the form's blocks.
    infix: str = ""
    # The challenge of a sign-in with the password that it sets.
    challenge: str | None = None

    @property
    def sets_password(self) -> bool:
        """Whether the call carries a password."""
        return self.word == "password"


def password(lasts: str, challenge: str | None) -> Action:
    """A password that somebody types."""
    fields = {"lasts": lasts, "source": "typed", "password": "Quartz-Meadow-58-lantern"}
    return Action(f"{lasts} password", "AdminSetUserPassword", "password", "/api/passwords/set", {"status": "CONFIRMED", "attributes": E_MAIL}, fields, False, f"-{lasts}", challenge)


def marked(word: str, attribute: str, contact: dict[str, str | None]) -> Action:
    """A contact that somebody vouches for."""
    state = {"status": "CONFIRMED", "attributes": contact | {f"{attribute}_verified": "false"}}
    return Action(f"mark {attribute} verified", "AdminUpdateUserAttributes", word, "/api/users/mark_contact_verified", state, {"contact": attribute})


def invitation(name: str, contact: dict[str, str | None]) -> Action:
    """An invitation that is sent again."""
    return Action(name, "AdminCreateUser", "invitation", "/api/users/resend_invitation", {"status": "FORCE_CHANGE_PASSWORD", "attributes": contact}, takes_metadata=True)


RESET = Action("reset code", "AdminResetUserPassword", "reset", "/api/passwords/reset", {"status": "CONFIRMED", "attributes": E_MAIL}, takes_metadata=True)
TEMPORARY = password("temporary", "NEW_PASSWORD_REQUIRED")
ACTIONS = [
    RESET,
    TEMPORARY,
    password("permanent", None),
    invitation("invitation by e-mail", E_MAIL),
    invitation("invitation by SMS", PHONE),
    Action(
        "confirm sign-up", "AdminConfirmSignUp", "confirm", "/api/users/confirm_sign_up",
        {"status": "UNCONFIRMED", "attributes": E_MAIL | {"email_verified": "false"}}, takes_metadata=True,
    ),
    Action("enable", "AdminEnableUser", "enable", "/api/users/enable", {"enabled": False, "attributes": E_MAIL}),
    marked("verify-email", "email", E_MAIL),
    marked("verify-phone", "phone_number", PHONE),
    Action("sign out everywhere", "AdminUserGlobalSignOut", "sign-out", "/api/users/sign_out", {"status": "CONFIRMED", "attributes": E_MAIL}),
]
