"""A program that draws one figure after another in one Chromium, until nobody asks any more.

``reports/browser.py`` starts it, as a process of its own: whatever happens to Chromium or to its threads, ending this
one process group ends all of it. It takes a folder and the browser's path. Each line that it reads asks for the
figure in the folder's ``figure.json``; each line that it writes says ``ready`` or names what went wrong.

It imports nothing of ours, so that it starts quickly.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

from choreographer.browsers import Chromium
from kaleido import Kaleido, PageGenerator

READY = "ready"
# Nothing listens there: whatever Chromium might ask of the network, it does not get.
NOWHERE = "http://127.0.0.1:9"
HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
# What pages load too; it starts in half the time of the whole of Plotly, which stands in where it is not installed.
BASIC = HERE.parent / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
# Charts are measured with the font that paper prints, whatever the machine has. As data: a file would come too late.
STYLE = (
    "<style>@font-face {{ font-family: 'Atkinson Hyperlegible'; font-weight: {weight}; "
    "src: url(data:font/ttf;base64,{content}); }}</style>"
)
FACES = {"normal": "AtkinsonHyperlegibleNext-Regular.ttf", "bold": "AtkinsonHyperlegibleNext-Bold.ttf"}
TITLE, END = "</title>", "</html>"
# Kaleido draws as soon as the page is there; a font that is not read by then would be measured as another.
WAIT = """<script>
const draw = kaleido_scopes.plotly;
const faces = ["normal", "bold"].map((weight) => `${weight} 13px "Atkinson Hyperlegible"`);
const fonts = Promise.all(faces.map((face) => document.fonts.load(face)));
window.kaleido_scopes = { plotly: (...words) => fonts.then(() => draw(...words)) };
</script>"""


class Together(Chromium):
    """Chromium in our own process group, so that it can be ended with us."""

    def get_popen_args(self) -> dict[str, Any]:
        """Give the arguments of its start."""
        return {**super().get_popen_args(), "start_new_session": False}


class OwnPage(PageGenerator):
    """The page that charts are drawn on: Plotly from the disk, and our own fonts."""

    def generate_index(self) -> str:
        """Give the page."""
        styles = "".join(STYLE.format(weight=weight, content=_base64(FONTS / name)) for weight, name in FACES.items())
        page: str = super().generate_index()
        return page.replace(TITLE, TITLE + styles, 1).replace(END, WAIT + END, 1)


def main() -> None:
    """Draw what is asked for until there is nothing more to read."""
    folder, browser = Path(sys.argv[1]), sys.argv[2]
    # What libraries print must not stand among the answers.
    answers = os.dup(1)
    os.dup2(2, 1)
    asyncio.run(_serve(folder, browser, answers))


async def _serve(folder: Path, browser: str, answers: int) -> None:
    loop = asyncio.get_running_loop()
    page = OwnPage(plotly=BASIC.as_uri() if BASIC.is_file() else None, mathjax=False)
    async with Kaleido(path=browser, browser_cls=Together, page_generator=page, proxy_server=NOWHERE) as kaleido:
        _say(answers, READY)
        while await loop.run_in_executor(None, sys.stdin.buffer.readline):
            _say(answers, await _draw(kaleido, folder))


async def _draw(kaleido: Any, folder: Path) -> str:
    try:
        asked = json.loads((folder / "figure.json").read_bytes())
        picture = await kaleido.calc_fig(asked["figure"], opts={**asked["size"], "format": "svg"})
        (folder / "picture.svg").write_bytes(picture)
    except Exception as error:  # noqa: BLE001 - one figure that cannot be drawn is no reason to stop
        return type(error).__name__
    return READY


def _say(answers: int, words: str) -> None:
    os.write(answers, f"{words}\n".encode())


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode("ascii")


if __name__ == "__main__":
    main()
