"""A PostgreSQL server of our own for the tests: in a temporary folder, reached by a socket in it, gone afterwards."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

OPTIONS = " ".join(
    f"-c {option}"
    for option in (
        "listen_addresses=''",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "autovacuum=off",
        "max_connections=60",
    )
)
USER = "charter"


class NoServer(Exception):
    """No PostgreSQL server can be had; the message says why."""


@cache
def server_url() -> str:
    """Give the address of a server on which we may make databases: one that is named, else our own.

    Raises
    ------
    NoServer
        When there is none.
    """
    named = os.environ.get("CHARTER_TEST_DATABASE_URL")
    if named:
        return "postgresql+psycopg" + named[named.index("://") :]
    folder = Path(tempfile.mkdtemp(prefix="charter-pg-", dir="/tmp"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        _start(_programs(), folder)
    except (OSError, subprocess.SubprocessError, KeyError) as error:
        raise NoServer(f"PostgreSQL did not start ({error})") from error
    return f"postgresql+psycopg://{USER}@/postgres?host={folder}"


def _programs() -> Path:
    """Give the folder of the newest PostgreSQL's programs."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    packed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not packed:
        raise NoServer("PostgreSQL is not installed")
    return packed[-1].parent


def _start(programs: Path, folder: Path) -> None:
    """Start a server; it refuses to run as root, who lends it another user."""
    account = _unprivileged_account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    files = folder / "files"

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            cwd=folder,
            check=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    call("initdb", "-D", str(files), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    call("pg_ctl", "-D", str(files), "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {OPTIONS}", "start")
    atexit.register(call, "pg_ctl", "-D", str(files), "-m", "immediate", "stop")


def _unprivileged_account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")
