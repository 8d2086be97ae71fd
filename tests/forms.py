"""What a browser would send: the fields of a form on a page, as they stand there."""

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """Collects the fields of the form whose id ends as asked."""

    def __init__(self, ending: str) -> None:
        super().__init__()
        self.ending = ending
        self.data: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []
        self._inside = False
        self._select: str | None = None
        self._textarea: str | None = None
        self._option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = (given.get("id") or "").endswith(self.ending)
        if not self._inside:
            return
        name, value = given.get("name"), given.get("value") or ""
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind == "submit":
                self.buttons.append((name, value))
            elif kind not in ("checkbox", "radio") or "checked" in given:
                self.data.setdefault(name, []).append(value or ("on" if kind == "checkbox" else ""))
        elif tag == "button" and name:
            self.buttons.append((name, value))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.data.setdefault(self._select, []).append(value)
        elif tag == "textarea" and name:
            self._textarea = name
            self.data[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.data[self._textarea][0] += data


def read_form(response: Any, ending: str = "_form") -> dict[str, Any]:
    """Return the fields of the page's form, without its buttons; the empty rows for scripts are left out."""
    form = _Form(ending)
    form.feed(response.content.decode())
    return {
        name: (values if len(values) > 1 else values[0].removeprefix("\n").removeprefix("\r\n"))
        for name, values in form.data.items()
        if "__prefix__" not in name
    }


def buttons(response: Any, ending: str = "_form") -> list[tuple[str, str]]:
    """Return names and values of the buttons that send the page's form."""
    form = _Form(ending)
    form.feed(response.content.decode())
    return form.buttons
