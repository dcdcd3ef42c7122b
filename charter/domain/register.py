"""The public register: how an award stands on a day, and which of what happened to it everybody may know."""

from __future__ import annotations

import datetime as dt
import unicodedata

from charter.domain.award_states import HOLDS, AwardEvent, AwardState

LIVE = HOLDS | {AwardState.SUSPENDED}
# What is told of an award without a name or a reason. Reviews, returns and conditions are between body and institution.
PUBLIC_EVENTS = (
    AwardEvent.CONFERRED,
    AwardEvent.GRACE_GIVEN,
    AwardEvent.SUSPENDED,
    AwardEvent.REINSTATED,
    AwardEvent.WITHDRAWN,
    AwardEvent.EXPIRED,
    AwardEvent.SUPERSEDED,
)

LONGEST_SEARCH_NAME = 600
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`\u00b4\u02bc"))
# Letters that are one sign to Unicode, and two to whoever types them or leaves them out.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "&": " and "}
)
_SAME = {"saint": "st"}


def search_name(name: str) -> str:
    """Give a name as it is looked for: the same for whoever leaves accents, capitals and signs out.

    “St. Mary’s”, “ST MARYS” and “Saint Mary's” are one. Where there is no letter and no digit it is empty. No database
    folds letters as another does, so none is asked to: names are kept and looked for as they come out of here. Whoever
    changes this folds the names that are kept anew, by a migration.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    spaced = "".join(sign if sign.isalnum() else " " for sign in bare.translate(_LETTERS))
    return " ".join(_SAME.get(word, word) for word in spaced.split())[:LONGEST_SEARCH_NAME]


def state_on(state: AwardState, valid_until: dt.date, ends_on: dt.date, today: dt.date) -> AwardState:
    """Give how an award stands on a day, also where the worker has not noted yet that its time ran out.

    Parameters
    ----------
    state: as it is noted.
    valid_until: its own last day.
    ends_on: its last day with a period of grace counted in.

    Returns
    -------
    The state; one that ended otherwise than by the calendar stays as it is.
    """
    if state in LIVE and ends_on < today:
        return AwardState.EXPIRED
    if state == AwardState.CURRENT and valid_until < today:
        return AwardState.GRACE
    return state


def ended_on(state: AwardState, since_on: dt.date, ends_on: dt.date) -> dt.date | None:
    """Give the day on which an award ended; None where it has not: it holds, or is suspended.

    Parameters
    ----------
    state: as it stands on the day, of ``state_on``.
    since_on: the day from which that state is noted.
    ends_on: the last day of its time.
    """
    if state in LIVE:
        return None
    return ends_on if state == AwardState.EXPIRED else since_on
