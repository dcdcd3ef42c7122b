"""Published figures that the product compares with: organisations, survey results, WRES, national values.

Written only by ``store.reference_files``, from the folder ``reference/``; nobody types here.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from charter.store.base import Base


class ReferenceLoad(Base):
    """Which state of the folder ``reference/`` the tables hold; one row."""

    __tablename__ = "reference_loads"

    # always 1
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # SHA-256 over names and bytes of all files, hexadecimal
    digest: Mapped[str] = mapped_column(String(64))


class ReferenceSource(Base):
    """Where figures come from."""

    __tablename__ = "reference_sources"

    # short name by which other rows refer to it
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    # title as cited
    title: Mapped[str] = mapped_column(String(200))
    # who published it
    publisher: Mapped[str] = mapped_column(String(200))
    # year or years, as text: "2022 and 2025"
    year: Mapped[str] = mapped_column(String(40))
    # licence by name; "" where none is stated
    licence: Mapped[str] = mapped_column(String(100))
    # what a reader must know of it
    note: Mapped[str] = mapped_column(String(500))


class PeerGroup(Base):
    """A kind of organisation that the staff survey compares within."""

    __tablename__ = "reference_peer_groups"

    # short name, as in the organisations' rows
    peer_group: Mapped[str] = mapped_column(String(40), primary_key=True)
    # what one is called, lower case
    name_one: Mapped[str] = mapped_column(String(120))
    # what several are called, lower case
    name_many: Mapped[str] = mapped_column(String(120))
    # codes of organisation types of an edition that belong here, parted by spaces
    organisation_types: Mapped[str] = mapped_column(String(200))
    # the survey's own name of the group
    survey_group: Mapped[str] = mapped_column(String(120))


class ListedOrganisation(Base):
    """An organisation in a published list. Nothing that anybody answered here hangs on it."""

    __tablename__ = "reference_organisations"

    # Organisation Data Service code; parts of a trust have a fourth character
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    # name as people write it
    name: Mapped[str] = mapped_column(String(200), index=True)
    # organisation type in the codes of the charter's editions; "" where no published list tells it
    organisation_type: Mapped[str] = mapped_column(String(40))
    # group of the staff survey; "" where it took no part
    peer_group: Mapped[str] = mapped_column(String(40), index=True)
    # NHS region; "" where no published list tells it
    region: Mapped[str] = mapped_column(String(60), index=True)
    # integrated care system; "" where no published list tells it
    ics: Mapped[str] = mapped_column(String(120))
    # in the list of NHS trusts of 2022
    in_ods_2022: Mapped[bool]
    # in the list of NHS trusts of 2025
    in_ods_2025: Mapped[bool]
    # day it closed; None while open or unknown
    closed_on: Mapped[dt.date | None]
    # code of the trust that took over, only where the lists themselves show it; "" else
    successor: Mapped[str] = mapped_column(String(8))
    # code of the whole, for a part with figures of its own; "" else
    part_of: Mapped[str] = mapped_column(String(8))


class WresIndicator(Base):
    """An indicator of the Workforce Race Equality Standard that is published by trust."""

    __tablename__ = "reference_wres_indicators"

    # its number
    indicator: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # what it counts, in plain words
    title: Mapped[str] = mapped_column(String(200))
    # whether a higher rate is better for staff
    higher_is_better: Mapped[bool]


class WresRate(Base):
    """One indicator of one trust. Respondent counts are not published."""

    __tablename__ = "reference_wres_rates"

    # the trust
    code: Mapped[str] = mapped_column(ForeignKey("reference_organisations.code"), primary_key=True)
    # the indicator
    indicator: Mapped[int] = mapped_column(ForeignKey("reference_wres_indicators.indicator"), primary_key=True)
    # rate among White staff, percent; None = suppressed
    white_percent: Mapped[float | None]
    # rate among BME staff, percent; None = suppressed
    bme_percent: Mapped[float | None]
    # BME rate over White rate, from unrounded rates; None = suppressed
    ratio: Mapped[float | None]


class SurveyItemRow(Base):
    """A question of the NHS Staff Survey that speaks to the charter's themes."""

    __tablename__ = "reference_survey_items"

    # the survey's question number
    item: Mapped[str] = mapped_column(String(12), primary_key=True)
    # place in the order in which items are shown
    position: Mapped[int]
    # what the percentage counts, in plain words
    title: Mapped[str] = mapped_column(String(200))
    # answers that count as positive, parted by "|"
    positive_answers: Mapped[str] = mapped_column(String(100))
    # whether a higher percentage is better for staff
    higher_is_better: Mapped[bool]
    # whether it is shown as a funnel too
    has_funnel: Mapped[bool]


class SurveyItemTheme(Base):
    """A theme of a charter that a survey item speaks to."""

    __tablename__ = "reference_survey_item_themes"

    # id of the charter
    charter: Mapped[str] = mapped_column(String(60), primary_key=True)
    # the item
    item: Mapped[str] = mapped_column(ForeignKey("reference_survey_items.item"), primary_key=True)
    # id of the theme in the charter's editions
    theme: Mapped[str] = mapped_column(String(20), primary_key=True)


class SurveyResult(Base):
    """One item of one organisation."""

    __tablename__ = "reference_survey_results"
    __table_args__ = (Index("ix_reference_survey_results_item", "item"),)

    # the organisation
    code: Mapped[str] = mapped_column(ForeignKey("reference_organisations.code"), primary_key=True)
    # the item
    item: Mapped[str] = mapped_column(ForeignKey("reference_survey_items.item"), primary_key=True)
    # percent of positive answers, weighted as published; None = suppressed
    percent: Mapped[float | None]
    # respondents to the item; None = suppressed
    base_n: Mapped[int | None]


class NationalMeasure(Base):
    """What a national value measures."""

    __tablename__ = "reference_national_measures"

    # short name
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    # place in the order in which measures are shown
    position: Mapped[int]
    # what is measured, in plain words
    title: Mapped[str] = mapped_column(String(200))
    # ratio or pct
    unit: Mapped[str] = mapped_column(String(10))


class NationalFigure(Base):
    """A national value of one year."""

    __tablename__ = "reference_national_figures"

    # the measure
    measure: Mapped[str] = mapped_column(ForeignKey("reference_national_measures.measure"), primary_key=True)
    # year or span, as published
    year: Mapped[str] = mapped_column(String(10), primary_key=True)
    # group of staff it is about, "" = as the measure says
    group: Mapped[str] = mapped_column(String(40), primary_key=True)
    # the value, in the measure's unit
    value: Mapped[float]
    # where it was read
    source: Mapped[str] = mapped_column(ForeignKey("reference_sources.source"))


class OccupationRow(Base):
    """Ethnicity of the survey's respondents in one occupation group."""

    __tablename__ = "reference_occupations"

    # the survey's name of the group
    occupation: Mapped[str] = mapped_column(String(120), primary_key=True)
    # White respondents, percent
    white_percent: Mapped[float]
    # BME respondents, percent
    bme_percent: Mapped[float]
    # respondents who gave their ethnicity
    base_n: Mapped[int]


class ShownOccupation(Base):
    """An occupation group that a charter shows as context."""

    __tablename__ = "reference_shown_occupations"

    # id of the charter
    charter: Mapped[str] = mapped_column(String(60), primary_key=True)
    # the group
    occupation: Mapped[str] = mapped_column(ForeignKey("reference_occupations.occupation"), primary_key=True)
    # place in the order in which groups are shown
    position: Mapped[int]
    # what its people are called
    name: Mapped[str] = mapped_column(String(120))
