"""One Chromium for the process, kept up between charts by Kaleido: starting it takes a second, a chart a tenth."""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from collections.abc import Mapping
from typing import Any

logger = logging.getLogger(__name__)
START_SECONDS = 30
CHART_SECONDS = 20
END_SECONDS = 5


class BrowserFailed(Exception):
    """Chromium did not start, or did not answer in time."""


class Browser:
    """Chromium in a thread of its own; it draws one figure after another."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._kaleido: Any = None
        self._end: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="charts", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS) or self._kaleido is None:
            self.close()
            raise BrowserFailed(f"{path} did not start.")

    def draw(self, figure: Mapping[str, Any], width: int, height: int) -> bytes:
        """Give the figure as SVG. Raises BrowserFailed."""
        options = {"format": "svg", "width": width, "height": height}
        drawing = asyncio.run_coroutine_threadsafe(self._kaleido.calc_fig(dict(figure), opts=options), self._loop)
        try:
            return bytes(drawing.result(CHART_SECONDS))
        except Exception as error:
            drawing.cancel()
            raise BrowserFailed(f"{self.path} did not draw a chart ({type(error).__name__}).") from error

    def is_up(self) -> bool:
        """Tell whether it can still be asked."""
        return self._thread.is_alive() and self._kaleido is not None

    def close(self) -> None:
        """End it; nothing is left behind after a few seconds."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop)
            self._thread.join(END_SECONDS)

    def _stop(self) -> None:
        if self._end is not None:
            self._end.set()
        for task in asyncio.all_tasks(self._loop):
            if self._kaleido is None:
                task.cancel()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - whatever it is, tables stand in
            logger.warning("Charts cannot be drawn: %s: %s", type(error).__name__, error)
        finally:
            self._kaleido = None
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        from kaleido import Kaleido  # noqa: PLC0415 - heavy, and only those who draw need it

        self._end = asyncio.Event()
        async with Kaleido(path=self.path, mathjax=False, timeout=CHART_SECONDS) as kaleido:
            self._kaleido = kaleido
            self._ready.set()
            await self._end.wait()


_lock = threading.Lock()
_open: dict[str, Browser] = {}


def browser(path: str) -> Browser:
    """Give the process's browser at a path, started where it is not up. Raises BrowserFailed."""
    with _lock:
        known = _open.get(path)
        if known is None or not known.is_up():
            _open[path] = known = Browser(path)
        return known


@atexit.register
def close_browsers() -> None:
    """End every browser of this process."""
    with _lock:
        for known in _open.values():
            known.close()
        _open.clear()
