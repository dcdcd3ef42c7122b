"""Scanning files of evidence with ClamAV's clamd, where one is set: when a file was added, and once a minute."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from huey import crontab

from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.evidence import store_of
from charter.services.scanning import CannotScan, Scan, Scanner, ScannerDown, scan_waiting
from charter.settings import Settings

logger = logging.getLogger(__name__)

SECONDS = 60  # for one answer: a large document takes the scanner some
BUFFER_BYTES = 1024**2


@huey.periodic_task(crontab(minute="*"))
def scan_evidence() -> None:
    """Scan what waits; without a scanner it stays "not scanned"."""
    settings = Settings.from_environment()
    if not settings.clamd_url or not settings.signing_key:
        return
    scanner = Scanner(
        store=store_of(settings),
        scan=clamd_at(settings.clamd_url),
        key=settings.signing_key.encode(),
        clock=now,
        site_url=settings.site_url,
    )
    with task_session() as session:
        scan_waiting(session, scanner)


@huey.task()
def scan_added() -> None:
    """Scan what waits, at once: somebody has just added a file."""
    scan_evidence.call_local()


def clamd_at(url: str) -> Scan:
    """Give what scans with the clamd at ``unix:/path`` or ``tcp://host:port``."""

    def scan(parts: Iterator[bytes]) -> str:
        client = _client(url)
        try:
            return _scan(client, parts)
        finally:
            # The library forgets to where it could not connect.
            if hasattr(client, "clamd_socket"):
                client.clamd_socket.close()

    return scan


def _client(url: str) -> ClamdNetworkSocket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return ClamdUnixSocket(parts.path, timeout=SECONDS)
    return ClamdNetworkSocket(parts.hostname or "127.0.0.1", parts.port or 3310, timeout=SECONDS)


def _scan(client: ClamdNetworkSocket, parts: Iterator[bytes]) -> str:
    """Ask whether clamd is there; after that, whatever goes wrong is about this file."""
    try:
        client.ping()
    except (ClamdError, OSError) as error:
        logger.warning("The scanner does not answer: %s", type(error).__name__)
        raise ScannerDown from error
    try:
        found: dict[str, Any] = client.instream(io.BufferedReader(_Readable(parts), BUFFER_BYTES))
    except (ClamdError, OSError, ValueError) as error:
        logger.warning("The scanner could not scan a file: %s", type(error).__name__)
        raise CannotScan from error
    state, finding = next(iter(found.values()), ("", ""))
    if state not in ("OK", "FOUND"):
        logger.warning("The scanner could not scan a file: %s", state or "no answer")
        raise CannotScan
    return (finding or "something") if state == "FOUND" else ""


class _Readable(io.RawIOBase):
    """Bytes that come a part at a time, as a file."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill ``target``; give how much of it was filled, 0 at the end."""
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = part
        count = min(len(target), len(self._rest))
        target[:count], self._rest = self._rest[:count], self._rest[count:]
        return count
