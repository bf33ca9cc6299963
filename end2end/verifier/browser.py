"""As much of a browser as signing in, forms and downloads need."""

from __future__ import annotations

import http.client
import re
from html import unescape
from urllib.parse import urlencode, urlsplit


class Browser:
    """One person's browser. The issuer and the console share a host, and so their cookies, as in a real one."""

    def __init__(self, console: int, issuer: int) -> None:
        self.console = console
        self.issuer = issuer
        self.cookies: dict[str, str] = {}

    def get(self, path: str, statuses: tuple[int, ...] = (200, 203)) -> str:
        """A page that must be there."""
        status, _, body = self._ask(self.console, "GET", path)
        if status not in statuses:
            raise OSError(f"GET {path}: {status} {body[:300]!r}")
        return body.decode()

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, bytes]:
        """A form without scripts: its status, where it leads to, and its answer."""
        return self._ask(self.console, "POST", path, fields)

    def sign_in(self, persona: str) -> None:
        """Signs in at the issuer, by the persona's `sub`."""
        _, there, _ = self._ask(self.console, "GET", "/auth/login")
        asked = urlsplit(there)
        _, _, picker = self._ask(self.issuer, "GET", f"{asked.path}?{asked.query}")
        found = re.search(r'name="request"[^>]*value="([^"]*)"', picker.decode())
        if found is None:
            raise OSError("the issuer does not ask who it is")
        _, back, _ = self._ask(self.issuer, "POST", "/authorize/decision", {"request": unescape(found[1]), "persona": persona})
        returned = urlsplit(back)
        status, there, _ = self._ask(self.console, "GET", f"{returned.path}?{returned.query}")
        if (status, there) != (303, "/users"):
            raise OSError(f"{persona} is not signed in: {status} {there}")

    def _ask(self, port: int, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin", "user-agent": "verifier/1.0"}
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request(method, path, None if fields is None else urlencode(fields), headers)
            answer = line.getresponse()
            for cookie in answer.headers.get_all("set-cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                if "max-age=0" in cookie.lower():
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
            return answer.status, answer.headers.get("location", ""), answer.read()
        finally:
            line.close()
