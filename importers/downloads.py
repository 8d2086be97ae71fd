"""Downloads of open data: https only, bounded in size, never into a private network, also not by a redirect."""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from importers.errors import ImportRefused
from importers.limits import Limits, megabytes
from importers.readers.sniff import sniff

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
CHUNK_BYTES = 1 << 18
USER_AGENT = "gisportal (open data import)"
NOT_MODIFIED = 304


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast


@dataclass(frozen=True)
class Rules:
    """What a download may do. Tests replace schemes and addresses to reach a server of their own."""

    schemes: frozenset[str] = frozenset({"https"})
    may_connect: Callable[[Address], bool] = _is_public
    timeout_s: float = 30.0
    redirects: int = 5
    limits: Limits = field(default_factory=Limits)


def download(url: str, target: Path, rules: Rules) -> bool:
    """Download an address into a file; return whether it brought something new.

    A file that is there already is asked for only if it changed since. What arrives is looked at before it takes the
    place of the old file: a page that reports an error is refused like any other wrong format. Raises ImportRefused
    for all that goes wrong; the old file stays then.
    """
    _check(url, rules)
    target.parent.mkdir(parents=True, exist_ok=True)
    request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT})  # noqa: S310 - the scheme was checked
    if target.is_file():
        request.add_header("If-Modified-Since", formatdate(target.stat().st_mtime, usegmt=True))
    part = target.with_name(target.name + ".part")
    try:
        with _opener(rules).open(request, timeout=rules.timeout_s) as answer:
            _copy(answer, part, rules.limits, target.name)
            changed_at = answer.headers.get("Last-Modified")
        sniff(part, rules.limits)
        if changed_at:
            moment = parsedate_to_datetime(changed_at).timestamp()
            os.utime(part, (moment, moment))
        part.replace(target)
    except urllib.error.HTTPError as error:
        if error.code == NOT_MODIFIED:
            return False
        raise ImportRefused(f"{_host(url)} antwortet mit dem Fehler {error.code}.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ImportRefused(f"{_host(url)} ist nicht zu erreichen oder bricht ab.") from error
    finally:
        part.unlink(missing_ok=True)
    return True


def _copy(answer: Any, part: Path, limits: Limits, name: str) -> None:
    limits.check_file_size(int(answer.headers.get("Content-Length") or 0), name)
    size = 0
    with part.open("wb") as file:
        while chunk := answer.read(CHUNK_BYTES):
            size += len(chunk)
            if size > limits.file_bytes:
                raise ImportRefused(f"„{name}“ ist größer als {megabytes(limits.file_bytes)}.")
            file.write(chunk)


def _check(url: str, rules: Rules) -> None:
    parts = urlsplit(url)
    if parts.scheme not in rules.schemes or not parts.hostname:
        raise ImportRefused(f"Die Adresse „{url[:80]}“ beginnt nicht mit https://.")
    if parts.username or parts.password:
        raise ImportRefused("Eine Adresse mit Zugangsdaten wird nicht abgerufen.")


def _host(url: str) -> str:
    return urlsplit(url).hostname or "Der Server"


def _opener(rules: Rules) -> urllib.request.OpenerDirector:
    """Return an opener that knows http and https only, checks every redirect, and looks where it connects to."""

    class Redirects(urllib.request.HTTPRedirectHandler):
        max_redirections = rules.redirects

        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            _check(newurl, rules)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, req: Any) -> Any:
            return self.do_open(lambda host, **more: _guarded(http.client.HTTPSConnection(host, **more), rules), req)

    class Http(urllib.request.HTTPHandler):
        def http_open(self, req: Any) -> Any:
            return self.do_open(lambda host, **more: _guarded(http.client.HTTPConnection(host, **more), rules), req)

    director = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler({}),
        Http(),
        Https(),
        Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        director.add_handler(handler)
    return director


def _guarded(connection: Any, rules: Rules) -> Any:
    """Let a connection go only to an address that was looked at: the name is resolved once, here."""

    def connect(address: tuple[str, int], timeout: Any = None, source_address: Any = None) -> socket.socket:
        host, port = address
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for each in found:
            if not rules.may_connect(ipaddress.ip_address(each.split("%")[0])):
                raise ImportRefused(f"{host} liegt in einem privaten Netz und wird nicht abgerufen.")
        return socket.create_connection((found[0], port), timeout, source_address)

    connection._create_connection = connect
    return connection
