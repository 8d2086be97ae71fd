"""Restricted Markdown: what the office writes becomes markup that cannot do anything but look like a text.

No HTML, no pictures; links lead to http, https, mailto, tel or to this portal. The page has its own h1, so the
headings of a text begin at h2.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# Of this portal: a path, never „//host“ nor „/\host“, which browsers take for one; or a place on the same page.
ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\])|#)[^\s\\]*", re.IGNORECASE)
HIGHEST_HEADING, LOWEST_HEADING = 2, 4


@lru_cache(maxsize=64)
def as_html(text: str) -> str:
    """Return the text as HTML that is safe to be put into a page; empty for an empty text."""
    return _READER.render(text.replace("\0", ""))


def _may_link(url: str) -> bool:
    return bool(ALLOWED_LINK.fullmatch(url))


def _heading(self: RendererHTML, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
    """Lower a heading: the page's title is the only h1."""
    token = tokens[number]
    level = min(max(int(token.tag[1:]), HIGHEST_HEADING), LOWEST_HEADING)
    return f"<h{level}>" if token.nesting == 1 else f"</h{level}>\n"


def _link(self: RendererHTML, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
    """Tell other sites nothing, and give them no hold on this page."""
    token = tokens[number]
    if str(token.attrs.get("href", "")).lower().startswith("http"):
        token.attrs["rel"] = "noopener noreferrer"
    return self.renderToken(tokens, number, options, env)


def _cell(self: RendererHTML, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType) -> str:
    """Leave out the alignment of a column: it would be a style attribute, which the pages' policy forbids."""
    tokens[number].attrs.pop("style", None)
    return self.renderToken(tokens, number, options, env)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20}).enable("table")
    reader.disable(["image", "html_block", "html_inline", "code", "fence", "reference"])
    reader.validateLink = _may_link  # type: ignore[method-assign]
    for rule in ("heading_open", "heading_close"):
        reader.add_render_rule(rule, _heading)
    reader.add_render_rule("link_open", _link)
    for rule in ("th_open", "td_open"):
        reader.add_render_rule(rule, _cell)
    return reader


_READER = _reader()
