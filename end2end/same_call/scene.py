"""One action for one user: what the console shows of it, what it sends itself, and what the tools send."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from actions import BROKEN, CLIENT, HARD, POOL, REGION, Action
from botocore import UNSIGNED
from browser import Browser
from page import DIALECTS, Page
from sandbox import Control
from tools import PLACEHOLDER, Tools, documents_agree

WHY = {"reason": "Caller is locked out", "ticket": "INC-204817"}
# The console is told another one. A sign-in shows which of them arrived.
PASSWORD = "Basalt \"x\" 'y' $HOME `id` \\n !! 58-Lantern-"


class Scene:
    """What stands on the pages, and the request that the console made."""

    def __init__(self, action: Action, username: str, browser: Browser, control: Control, tools: Tools, is_short: bool = False, is_broken: bool = False) -> None:
        self.action, self.username, self.control, self.tools = action, username, control, tools
        # Each of the two CLI runs costs a second: the second one shows no more of a name.
        self.is_short = is_short or is_broken
        self.browser, self.is_broken = browser, is_broken
        self.runs = 0
        self.sub = control.ask("PUT", f"users/{POOL}/{quote(username, safe='')}", self.state())["sub"]
        pairs = (BROKEN if is_broken else HARD) if action.takes_metadata else []
        self.fields = WHY | action.fields
        for place, (key, value) in enumerate(pairs):
            self.fields |= {f"metadata[{place}][key]": key, f"metadata[{place}][value]": value}
        page = Page(browser.get(f"/users/{POOL}/{self.sub}?do={action.word}"))
        there, shown = self.checked(browser, page)
        self.form = shown.calls(action.infix)
        if is_broken:
            # No form sends it: it stands here by itself.
            self.expected = {"operation": action.operation, "region": REGION, "input": {"UserPoolId": POOL, "Username": username, "ClientMetadata": dict(pairs)}}
            self.record = self.form
            return
        self.expected = self.arrived(lambda: self.sent(browser, shown, there), "aws-sdk-rust/")
        record = browser.get(f"/audit/{self.result.split('/')[2].split('?')[0]}")
        self.record = Page(record).calls()
        self.secrets = [text for text in (action.fields.get("password"), PASSWORD) if text and text in record]

    def state(self) -> dict[str, Any]:
        """Somebody for whom it works, whatever was done before."""
        return {"enabled": True, "attempts": 0, "code": None} | self.action.state

    def leave(self) -> None:
        """Takes the user away: the next one may have the same contacts."""
        self.control.ask("DELETE", f"users/{POOL}/{quote(self.username, safe='')}")

    def checked(self, browser: Browser, page: Page) -> tuple[str, Page]:
        """The page that comes back from “Check without sending”."""
        status, there, body = browser.post(self.action.path, page.forms[self.action.path] | self.fields | {"check": "yes"})
        if status not in (302, 303) or not there.startswith("/users/"):
            raise OSError(f"the check led nowhere: {status} {there} {body[:300]!r}")
        there = there.split("#")[0]
        # 422 is a form in which something needs attention.
        return there, Page(browser.get(there, (200, 422)))

    def sent(self, browser: Browser, page: Page, there: str) -> None:
        """Sends the form that came back."""
        status, self.result, body = browser.post(self.action.path, page.forms[self.action.path] | self.fields)
        if status not in (302, 303) or not self.result.startswith("/results/"):
            raise OSError(f"{there} was not sent: {status} {self.result} {body[:300]!r}")

    def arrived(self, run: Any, agent: str) -> dict[str, Any]:
        """The one request that `run` made."""
        before = max((request["sequence"] for request in self.requests()), default=0)
        run()
        requests = self.requests(before)
        if len(requests) != 1 or not requests[0]["user_agent"].startswith(agent):
            raise OSError(f"not one request by {agent}: {requests}")
        return {name: requests[0][name] for name in ("operation", "region", "input")}

    def requests(self, after: int = 0) -> list[dict[str, Any]]:
        """What arrived of the action's operation."""
        return self.control.ask("GET", "requests?" + urlencode({"operation": self.action.operation, "after": after}))["requests"]

    # ---- what is held against it ------------------------------------------------------------------------------------

    def checks(self) -> dict[str, Any]:
        """Each by its name; a check answers why it does not hold."""
        form, (operation, region) = self.form, (self.expected["operation"], self.expected["region"])
        checks = {
            "AWS CLI": lambda: self.same("aws-cli/", lambda password: self.tools.aws_cli(form["aws-cli"], password)),
            "boto3": lambda: self.same("Boto3/", lambda password: self.tools.python(form["python"], password)),
            "YAML": lambda: self.same("Boto3/", lambda password: self.tools.yaml_document(operation, region, form["yaml"], password)),
            "bash in every locale": self.locales_agree,
        }
        # What no form sends is refused in a document too.
        if self.action.word in ("reset", "password") and not self.is_broken:
            checks["the documents fill in the form that shows them"] = self.comes_back
        if not self.is_short:
            checks |= {
                "JSON": lambda: self.same("aws-cli/", lambda password: self.tools.json_document(operation, region, form["json"], password)),
                "the record shows what the form shows": self.record_is_form,
                "the password is a placeholder": self.has_placeholder,
            }
        return checks

    def same(self, agent: str, run: Any) -> str | None:
        """Whether the tool makes the very request, in the state in which the console made it."""
        self.control.change(POOL, self.username, **self.state())
        self.runs += 1
        password = f"{PASSWORD}{self.runs}" if self.action.sets_password else ""
        found = self.arrived(lambda: run(password), agent)
        if found != self.expected:
            return f"{found}\n        and not\n        {self.expected}"
        return self.wrong_password(password) if password else None

    def wrong_password(self, password: str) -> str | None:
        """What a sign-in with the password shows, where it is not what it should."""
        client = self.tools.client(REGION, signature_version=UNSIGNED)
        parameters = {"USERNAME": self.username, "PASSWORD": password}
        answer = client.initiate_auth(ClientId=CLIENT, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        return None if answer.get("ChallengeName") == self.action.challenge else f"the sign-in is answered by {answer.get('ChallengeName')}"

    def locales_agree(self) -> str | None:
        """bash hands over the same in a locale that knows ASCII alone."""
        password = PASSWORD if self.action.sets_password else ""
        plain, wide = (self.tools.arguments(self.form["aws-cli"], password, locale) for locale in ("C", "C.UTF-8"))
        return None if plain == wide and len(wide) > 4 else f"{plain} and {wide}"

    def record_is_form(self) -> str | None:
        """The same six blocks, and JSON and YAML that hold the same."""
        if not documents_agree(self.form):
            return "JSON and YAML differ"
        different = [dialect for dialect in DIALECTS if self.form[dialect] != self.record[dialect] or not self.form[dialect]]
        return f"{different[0]}: {self.form[different[0]]}\n        and\n        {self.record[different[0]]}" if different else None

    def comes_back(self) -> str | None:
        """Both documents, pasted, open the form from which they were taken."""
        for dialect in ("json", "yaml"):
            self.control.change(POOL, self.username, **self.state())
            status, there, body = self.browser.post("/api/requests/read", {"document": self.form[dialect]})
            if status not in (302, 303) or not there.startswith(f"/users/{POOL}/{self.sub}?do={self.action.word}&draft="):
                return f"{dialect} leads to {status} {there} {body[:300]!r}"
            shown = Page(self.browser.get(there.split("#")[0])).calls(self.action.infix)
            different = [name for name in DIALECTS if shown[name] != self.form[name]]
            if different:
                return f"{dialect}, {different[0]}: {shown[different[0]]}\n        and\n        {self.form[different[0]]}"
        return None

    def has_placeholder(self) -> str | None:
        """No password stands anywhere, and the documents have a placeholder where the call has one."""
        if self.secrets:
            return "the record's page has the password"
        held = [dialect for dialect in ("json", "yaml") if PLACEHOLDER in self.form[dialect]]
        return None if len(held) == (2 if self.action.sets_password else 0) else f"a placeholder in {held}"

