"""Runs what the console shows, unchanged, with the tools that it is for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.config import Config

PLACEHOLDER = "<password>"
# A Region that no pool is in: the call names its own.
ELSEWHERE = "us-west-2"
# bash takes what is typed at its prompt for more than a script: `!!`. Its standard input is line by line, as a paste into it is.
BASH = ["bash", "--norc", "--noprofile", "-i"]


def environment(folder: Path, port: int, locale: str) -> dict[str, str]:
    """A shell that has credentials, and knows where Cognito is; nothing of who runs this."""
    return {
        "PATH": f"{folder}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LC_ALL": locale,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "SANDBOX",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_DEFAULT_REGION": ELSEWHERE,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }


class Tools:
    """The real AWS CLI and the real boto3, against one sandbox."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        program = shutil.which(os.environ.get("PASSDESK_AWSCLI") or "aws")
        if program is None:
            raise SystemExit("same call: there is no AWS CLI; install it (make setup), or set PASSDESK_AWSCLI")
        (folder / "bin").mkdir()
        (folder / "bin/aws").symlink_to(program)
        self.keys = {"aws_access_key_id": "SANDBOX", "aws_secret_access_key": "sandbox"}

    def _run(self, command: list[str], typed: str, locale: str = "C.UTF-8") -> str:
        # In a session of its own there is no terminal: whoever asks for a password reads standard input.
        done = subprocess.run(
            command, input=typed.encode(), env=environment(self.folder, self.port, locale), cwd=self.folder, capture_output=True, timeout=120, check=False, start_new_session=True,
        )
        if done.returncode:
            raise OSError(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout).decode(errors='replace')[-600:]}")
        return done.stdout.decode()

    def aws_cli(self, text: str, password: str, locale: str = "C.UTF-8") -> None:
        """Pastes the command, and types the password where one is asked for."""
        self._run(BASH, f"{text}\n{password}\n" if password else f"{text}\n", locale)

    def arguments(self, text: str, password: str, locale: str) -> list[str]:
        """What bash hands to the program, without the program."""
        told = self._run(BASH, f"aws() {{ printf '%s\\0' \"$@\"; }}\n{text}\n" + (f"{password}\n" if password else ""), locale)
        return told.removeprefix("Password: ").split("\0")[:-1]

    def python(self, text: str, password: str) -> None:
        """Runs the snippet as a program."""
        file = self.folder / "snippet.py"
        file.write_text(text + "\n", encoding="utf-8")
        self._run([sys.executable, "-I", str(file)], f"{password}\n", "C")

    def json_document(self, operation: str, region: str, text: str, password: str) -> None:
        """Gives the document to the CLI's `--cli-input-json`, the password beside it."""
        file = self.folder / "input.json"
        file.write_text(text, encoding="utf-8")
        asked = [f"--password={password}"] if password else []
        self._run([f"{self.folder}/bin/aws", "cognito-idp", in_words(operation, "-"), "--region", region, "--cli-input-json", f"file://{file}", *asked], "")

    def skeleton(self, command: str) -> str:
        """What the CLI prints for somebody to begin with."""
        return self._run([f"{self.folder}/bin/aws", "cognito-idp", command, "--generate-cli-skeleton"], "")

    def yaml_document(self, operation: str, region: str, text: str, password: str) -> None:
        """Gives the document to boto3: version 1 of the CLI, which PyPI has, reads no YAML."""
        members: dict[str, Any] = yaml.safe_load(text)
        if password:
            members["Password"] = password
        getattr(self.client(region), in_words(operation, "_"))(**members)

    def client(self, region: str, **config: Any) -> Any:
        """A boto3 client of this program's own."""
        asked_once = Config(retries={"total_max_attempts": 1}, proxies={}, **config)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return boto3.Session().client("cognito-idp", region_name=region, endpoint_url=f"http://127.0.0.1:{self.port}", config=asked_once, **self.keys)


def in_words(name: str, separator: str) -> str:
    """AdminResetUserPassword as admin-reset-user-password."""
    return re.sub(r"(?<!^)(?=[A-Z])", separator, name).lower()


def documents_agree(calls: dict[str, str]) -> bool:
    """Whether JSON and YAML hold the very same."""
    return json.loads(calls["json"]) == yaml.safe_load(calls["yaml"])
