"""Starts a sandbox of its own, talks to its control interface, and ends it by its process id."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[2]


class Control:
    """`/sandbox/…` on the Cognito listener: what a test arranges behind Cognito's back, and what it counts."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer; an `OSError` with the answer's words when the request is refused."""
        status, data = self.try_(method, path, body)
        if status >= 400:
            raise OSError(f"{method} /sandbox/{path}: {status} {data}")
        return data

    def page(self, path: str) -> str:
        """A page for people."""
        return self.try_("GET", path, accept="text/html")[1]

    def try_(self, method: str, path: str, body: Any = None, accept: str = "application/json") -> tuple[int, Any]:
        """The status and the JSON of an answer; its text when it is none."""
        headers = {"accept": accept}
        if body is not None:
            headers["content-type"] = "application/json"
        self._line = self._line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self._line.request(method, f"/sandbox/{path}", None if body is None else json.dumps(body), headers)
            answer = self._line.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            self._line = None
            raise
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError:
            return answer.status, text.decode(errors="replace")

    def user(self, pool: str, name: str) -> dict[str, Any]:
        """A user with what Cognito would not tell."""
        return self.ask("GET", f"users/{pool}/{quote(name, safe='')}")

    def change(self, pool: str, name: str, **patch: Any) -> dict[str, Any]:
        """Changes a user without an effect in the log and without a message."""
        return self.ask("POST", f"users/{pool}/{quote(name, safe='')}", patch)

    def outbox(self, pool: str, name: str) -> list[dict[str, Any]]:
        """The messages to a user, newest first."""
        return self.ask("GET", "outbox?" + urlencode({"format": "json", "pool": pool, "username": name}))["messages"]

    def effects(self, **wanted: str) -> list[dict[str, Any]]:
        """What really changed, oldest first."""
        return self.ask("GET", "effects?" + urlencode({"format": "json", **wanted}))["effects"]


class Sandbox:
    """A `passdesk sandbox` with a fresh data folder on free loopback ports."""

    def __init__(self) -> None:
        self.program = Path(os.environ.get("PASSDESK_BIN") or ROOT / "target/debug/passdesk").resolve()
        if not self.program.exists():
            raise SystemExit(f"conformance: there is no {self.program}; build it first, or set PASSDESK_BIN")
        self.folder = Path(tempfile.mkdtemp(prefix="passdesk-conformance-"))
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Sandbox:
        # Another program may take one of the three ports between the look and the start.
        for left in (2, 1, 0):
            self.port = three_free_ports()
            if self._start():
                return self
            said = (self.folder / "sandbox.log").read_text(errors="replace")[-2000:]
            self.end()
            if left == 0:
                shutil.rmtree(self.folder, ignore_errors=True)
                raise SystemExit(f"conformance: the sandbox did not start\n{said}")
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def cognito_port(self) -> int:
        """The console listens first, Cognito on the port after it."""
        return self.port + 1

    def _start(self) -> bool:
        # The program takes a variable of that prefix that it does not know for a mistake.
        own = {name: value for name, value in os.environ.items() if not name.startswith("PASSDESK_")}
        own |= {
            "PASSDESK_LISTEN": f"127.0.0.1:{self.port}",
            "PASSDESK_DATA_DIR": str(self.folder / "data"),
            "PASSDESK_VELOCITY_STAFF_IN_10_MINUTES": "off",
            "PASSDESK_VELOCITY_USER_IN_24_HOURS": "off",
            "PASSDESK_SITE_DIR": os.environ.get("PASSDESK_SITE_DIR") or str(ROOT / "target/site"),
        }
        with open(self.folder / "sandbox.log", "wb") as log:
            self.process = subprocess.Popen([str(self.program), "sandbox", "--fresh"], cwd=ROOT, env=own, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        control = Control(self.cognito_port)
        for _ in range(600):
            if self.process.poll() is not None:
                return False
            try:
                control.ask("GET", "clock")
                return True
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        return False

    def end(self) -> None:
        """Ends it in good order; what it wrote stays until the block is left."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def three_free_ports() -> int:
    """The first of three ports in a row on which nothing listens."""
    for _ in range(200):
        with socket.socket() as any_port:
            any_port.bind(("127.0.0.1", 0))
            first = any_port.getsockname()[1]
        if first + 2 < 65536 and all(is_free(first + step) for step in range(3)):
            return first
    raise SystemExit("conformance: no three free ports in a row")


def is_free(port: int) -> bool:
    """Whether the port can be listened on."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
