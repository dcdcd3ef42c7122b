"""Which passwords are refused: short ones, the commonest, and those that others would guess of this person.

Length counts and nothing is asked of the kinds of characters (NIST SP 800-63B-4, section 3.1.1.2).
"""

from __future__ import annotations

import re

SHORTEST, LONGEST = 12, 128
# What people begin with when a long password is asked of them; digits and signs around it make it no better.
COMMONEST = frozenset({
    "aaa", "abc", "abcdefghijkl", "admin", "administrator", "asdfghjkl", "athena", "atwal", "autumn",
    "baseball", "batman", "changeme", "charter", "charterpassword", "computer", "dragon", "england",
    "football", "freedom", "hello", "hospital", "iloveyou", "letmein", "letmeinplease", "liverpool", "login",
    "london", "manchester", "master", "mentor", "mentoring", "mentoringcharter", "michael", "monkey",
    "mypassword", "nhs", "nhsengland", "nhspassword", "nothing", "p4ssword", "pass", "passphrase", "passw0rd",
    "password", "princess", "qwerty", "qwertyuiop", "qwertyuiopasdf", "secret", "secretpassword", "shadow",
    "spring", "starwars", "summer", "sunshine", "superman", "swan", "test", "testing", "thisismypassword",
    "trustno", "trustpassword", "welcome", "whatever", "winter", "zxcvbnm",
})  # fmt: skip
RUNS = ("0123456789" * 13, "9876543210" * 13, "abcdefghijklmnopqrstuvwxyz" * 5, "qwertyuiopasdfghjklzxcvbnm" * 5)
FEWEST_DIFFERENT = 5
SHORTEST_OWN = 5  # shorter parts of a name are in too many words


def password_fault(password: str, *own: str) -> str | None:
    """Give what is wrong with a new password, as a sentence; None when it will do.

    Parameters
    ----------
    password
        As it is typed, normalised.
    own
        The person's name and e-mail address.
    """
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more. Three or four words that do not belong together are easy to keep"
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    plain = password.casefold()
    if _is_common(plain):
        return "Too many people use this password. Take three or four words that do not belong together"
    if any(part in plain for part in _own_parts(own)):
        return "Leave your name and e-mail address out of the password"
    return None


def _is_common(plain: str) -> bool:
    squeezed = re.sub(r"[\s\W_]", "", plain)
    core = squeezed.strip("0123456789")
    return (
        len(set(squeezed)) < FEWEST_DIFFERENT
        or core in COMMONEST
        or _once(core) in COMMONEST
        or any(squeezed in run for run in RUNS)
    )


def _once(text: str) -> str:
    """Give the part that a text repeats; itself where it repeats nothing."""
    for length in range(1, len(text) // 2 + 1):
        if text == text[:length] * (len(text) // length):
            return text[:length]
    return text


def _own_parts(own: tuple[str, ...]) -> set[str]:
    texts = [text.casefold() for text in own]
    parts = {part for text in texts for part in re.split(r"[^\w]+|_", text.partition("@")[0])}
    whole = {re.sub(r"[\W_]", "", text) for text in texts}
    return {part for part in parts | whole if len(part) >= SHORTEST_OWN}
