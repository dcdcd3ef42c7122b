"""What a certificate and a badge say of an award, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.award_states import AwardState
from charter.domain.palettes import Palette


@dataclass(frozen=True, slots=True)
class TierPlace:
    """A tier's name and where it stands among the edition's tiers, so that a drawing needs no name to tell it."""

    name: str
    rank: int  # 1 = the lowest
    count: int  # how many tiers there are


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything that a certificate says."""

    body_name: str
    palette: Palette
    charter_title: str
    institution_name: str
    scope_text: str  # "" = the whole organisation, and nothing needs saying
    tier: TierPlace
    edition_text: str  # such as "Edition 1.0"
    awarded_on_text: str
    valid_until_text: str
    signatory_name: str
    signatory_position: str
    address: str  # of the award's public page
    digest: str  # SHA-256 that the public page and the verifier know the award by, hexadecimal
    credential: str = ""  # the signed credential (VC-JWT) to be attached; "" = none
    warning: str = ""  # such as "Example, not an award", printed plainly; "" = none


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says of an award on a day."""

    palette: Palette
    charter_title: str
    institution_name: str
    tier: TierPlace
    year: int  # of the award
    standing: AwardState
    until_text: str = ""  # such as "until 31 March 2029"; "" = says nothing
