"""What a page has for other tools, and what its forms would send: read as a browser reads it."""

from __future__ import annotations

from html.parser import HTMLParser

DIALECTS = ("aws-cli", "powershell", "r", "python", "json", "yaml")


class Page(HTMLParser):
    """A page's forms and its blocks of text, by their ids."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, dict[str, str]] = {}
        self.texts: dict[str, str] = {}
        self._form: dict[str, str] | None = None
        self._text: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), {})
        elif tag == "input" and self._form is not None and given.get("type") == "hidden":
            self._form[given.get("name", "")] = given.get("value", "")
        elif tag == "pre" and "id" in given:
            self._text = given["id"]
            self.texts[self._text] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "pre":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.texts[self._text] += data

    def calls(self, infix: str = "") -> dict[str, str]:
        """The six blocks; a `KeyError` where one is missing."""
        return {dialect: self.texts[f"call{infix}-{dialect}"] for dialect in DIALECTS}
