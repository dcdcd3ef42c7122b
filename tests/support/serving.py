"""A site behind gunicorn that can be killed and is back at once.

One process imports everything and forks the server whenever it is asked to: a start takes a fraction of a second.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

import requests

from charter.store.edition_shelf import CRITERIA_VARIABLE
from tests.support.people import sign_in
from tests.support.remembering import remember

ROOT = Path(__file__).resolve().parent.parent.parent
THREADS = 4
LONGEST_SECONDS = 30
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Killable:
    """A site with these settings that runs until it is killed, and can be started again."""

    def __init__(self, settings, environment):
        """Import what the site needs; ``environment`` is added to the settings' own."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._place = probe.getsockname()
        self.address = f"http://127.0.0.1:{self._place[1]}"
        self._environment = environment | {
            "CHARTER_DATABASE_URL": settings.database_url,
            "CHARTER_INSTANCE_DIR": str(settings.instance_dir),
        }
        self._nursery = _nursery(os.environ.get(CRITERIA_VARIABLE))
        self._server_id = 0

    def start(self):
        """Start the server, and wait until it listens; raises ConnectionError where it does not."""
        json.dump({"port": self._place[1], "environment": self._environment}, self._nursery.stdin)
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        self._server_id = int(self._nursery.stdout.readline())
        self._wait_until(is_listening=True)

    def kill(self):
        """End every process of the server at once, wherever it is."""
        if self._server_id:
            os.killpg(self._server_id, signal.SIGKILL)
            self._wait_until(is_listening=False)  # the next one must not be taken for this one
        self._server_id = 0

    def _wait_until(self, *, is_listening):
        for _ in range(LONGEST_SECONDS * 200):
            with socket.socket() as probe:
                if (not probe.connect_ex(self._place)) == is_listening:
                    return
            time.sleep(0.005)
        raise ConnectionError("The server did not start." if is_listening else "The server did not end.")


@cache
def _nursery(_criteria):
    """A process that has imported everything, with these criteria, and forks servers; it ends with ours."""
    folder = Path(tempfile.mkdtemp(prefix="charter-nursery-"))
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.support.serving"],
        cwd=ROOT,
        env=os.environ | {"CHARTER_QUEUE_URL": f"sqlite:///{folder / 'queue.sqlite'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(shutil.rmtree, folder)
    atexit.register(nursery.communicate)
    return nursery


class Browser:
    """Somebody's browser, whatever becomes of the server; ``is_sending`` is set when it sends something."""

    def __init__(self, app, site, who):
        self._site, self.is_sending = site, threading.Event()
        self._browser = requests.Session()
        self._browser.trust_env = False
        cookie = sign_in(app.test_client(), who).get_cookie("charter").value
        self._browser.cookies.set("charter", cookie, domain="127.0.0.1", path="/")
        self._token = ""

    def post(self, address, **sent):
        """Send a form; give the status, or None where the server went away meanwhile."""
        try:
            self._token = self._token or TOKEN.search(self._get("/account").text)[1]
            headers = {"X-CSRFToken": self._token, "Accept": "application/json"}
            self.is_sending.set()
            return self._browser.post(
                self._site + address, headers=headers, allow_redirects=False, timeout=LONGEST_SECONDS, **sent
            ).status_code
        except requests.RequestException:
            return None

    def _get(self, address):
        return self._browser.get(self._site + address, timeout=LONGEST_SECONDS)


def serve(port):
    """Be the server, as `make run` starts it with one worker."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 - only here is it needed

    from charter.web import create_app  # noqa: PLC0415 - as above

    class Site(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"127.0.0.1:{port}")
            self.cfg.set("threads", THREADS)
            self.cfg.set("loglevel", "critical")
            self.cfg.set("control_socket_disable", True)

        def load(self):
            return create_app()

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.argv = sys.argv[:1]
    Site().run()


def main():
    """Start a server for every line that comes in; say the number of its group of processes."""
    from gunicorn.workers import gthread  # noqa: F401, PLC0415 - so that a start need not
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415 - as above

    from charter.services.editions import newest_edition  # noqa: PLC0415 - as above
    from charter.web import create_app  # noqa: PLC0415 - as above

    newest_edition()
    configure_mappers()
    remember()
    for environment in ((pages := create_app().jinja_env), pages.lenient):
        for name in environment.list_templates(extensions=["html", "jinja"]):
            environment.get_template(name)
    gc.freeze()  # a server looks through none of it, and so copies none of it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    for line in sys.stdin:
        server_id = os.fork()
        if server_id:
            sys.stdout.write(f"{server_id}\n")
            sys.stdout.flush()
            continue
        os.setsid()
        asked = json.loads(line)
        os.environ.update(asked["environment"])
        serve(asked["port"])


if __name__ == "__main__":
    main()
