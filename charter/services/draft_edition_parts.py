"""Forms about a draft as a whole: its facts, its tiers, one change's reason, and what applicants are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from charter.domain.errors import UnknownDraft
from charter.domain.wording import plain_text
from charter.services.draft_criteria import COMPARABLE, COMPARES, WHY, say_other, tiers_of
from charter.services.draft_entries import AREA, CHOICE, DAY, FACT, Base, Choices, Entry, Typed, shown
from charter.store.draft_crosswalk import UNSAID
from charter.store.draft_files import DraftFiles, Raw
from charter.store.edition_files import CROSSWALK, EDITION, TIERS
from charter.store.editions import CHANGES

ANSWERS: Choices = (("copy_as_draft", "Come over as a draft"), ("blank", "Start blank; the old ones stay readable"))
EVIDENCE: Choices = (("copy", "Come over"), ("archive", "Stay with the old answers"))
EVIDENCE_OF_SPLIT: Choices = (
    ("copy_to_both_for_confirmation", "Are offered to each part, and confirmed there"),
    ("archive", "Stay with the old answers"),
)
SELF_LEVEL: Choices = (("copy_as_draft", "Comes over as a draft"), ("blank", "Is given anew"))
_SCORES = ("pct", "points")
FLOOR = "no_criterion_below"


@dataclass(frozen=True, slots=True)
class FactsPart:
    """What the edition is called, and from when it holds."""

    title: str = "Facts of the edition"
    button: str = "Save the facts"
    intro: str = "Its name and its days. The budget of words and the weights of themes follow from the criteria."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the fields."""
        about, crosswalk = draft.value(EDITION), draft.value(CROSSWALK)
        budget = f"{int(about['total_word_budget']):,} words" if "total_word_budget" in about else "Not stated"
        return (
            Entry("title", "Title", shown(about.get("title"))),
            Entry(
                "in_force_from",
                "In force from",
                shown(about.get("in_force_from")),
                DAY,
                "Blank: from its publication on.",
            ),
            Entry(
                "first_round_until",
                "Its first round lasts until",
                shown(about.get("first_round_until")),
                DAY,
                "Submissions due by that day belong to it. Lowest levels of new criteria may wait until then.",
            ),
            Entry(
                "overlap",
                "Months in which both editions are open",
                shown(crosswalk.get("overlap_months")),
                hint="From the day on which this one is in force.",
                is_short=True,
            ),
            Entry("rule", "The rule of that time", shown(crosswalk.get("rule")), AREA, "A sentence for applicants."),
            Entry("budget", "Words at most, all texts together", budget, FACT),
            Entry(WHY, "Why the title changes", _other(draft, "edition", "title"), AREA, "Only where it does.", rows=2),
        )

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - as all parts
        """Change the facts as typed."""
        about, crosswalk, told = draft.value(EDITION), draft.value(CROSSWALK), Typed(typed)
        about["title"] = told.line("title", "Write the title")
        days = {name: told.day(name) for name in ("in_force_from", "first_round_until")}
        if all(days.values()) and str(days["first_round_until"]) < str(days["in_force_from"]):
            told.fault("first_round_until", "The first round ends before the edition is in force. Give a later day")
        overlap, rule = told.amount("overlap", most=120, is_whole=True), told.line("rule", "Write the rule")
        why = told.area(WHY)
        told.finish()
        for name, day in days.items():
            about.pop(name, None) if day is None else about.update({name: day})
        crosswalk["overlap_months"], crosswalk["rule"] = overlap, rule
        if why:
            _tell(draft, "edition", "title", why)
        return "Facts of the edition"


@dataclass(frozen=True, slots=True)
class TiersPart:
    """What each tier asks of the whole and of each theme."""

    title: str = "Tiers"
    button: str = "Save the tiers"
    intro: str = "What each tier asks of the whole and of each theme. What it asks of a criterion stands there."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the fields, tier by tier."""
        unit = str((draft.value(TIERS).get("scoring") or {}).get("unit", ""))
        return tuple(one for tier in tiers_of(draft) for one in self._tier(draft, tier, unit))

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - as all parts
        """Change the tiers as typed."""
        told = Typed(typed)
        changed = []
        for tier, name in tiers_of(draft).items():
            item = draft.value(TIERS)["tiers"][tier]
            before = repr(item)
            _take_tier(item, tier, told)
            changed += [name] if repr(item) != before else []
            why = told.area(f"{WHY}-{tier}")
            if why:
                _tell(draft, "tier", tier, why)
        told.finish()
        return f"Tiers: {', '.join(changed) or 'why they changed'}"

    def _tier(self, draft: DraftFiles, tier: str, unit: str) -> Iterator[Entry]:
        item = draft.value(TIERS)["tiers"][tier]
        group = str(item["name"])
        for name, label, value in _minimums(item):
            yield Entry(
                f"{tier}-{name}",
                f"{label} ({unit})" if unit and name != FLOOR else label,
                shown(value),
                group=group,
                is_short=True,
            )
        why = _other(draft, "tier", tier)
        yield Entry(f"{WHY}-{tier}", f"Why {group} changes", why, AREA, "Only where it does.", group=group, rows=2)


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One change of the crosswalk: why, how far results compare, what is carried over."""

    change_id: str

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return f"Change {self.change_id}"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Save the reason"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return "Why it was made and what it means for whoever has answers. Applicants read this."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the fields that this kind of change has."""
        change = self._change(draft)
        why = "" if change["why"] == UNSAID else shown(change["why"])
        found = [Entry("what", "What", change_words(change), FACT), Entry(WHY, "Why", why, AREA)]
        for criterion_id in change["to"] if change["type"] not in ("new", "retired") else ():
            hint = "Between the edition before and this one."
            said = change["comparable"]
            value = said.get(criterion_id, "none") if isinstance(said, dict) else said
            label = f"How far do results of {criterion_id} compare?"
            found.append(Entry(f"{COMPARES}-{criterion_id}", label, shown(value), CHOICE, hint, COMPARABLE[1:]))
        carried = change["carry_forward"]
        for name, label, choices in _carries(str(change["type"])):
            value = shown(carried.get(name))
            found.append(Entry(name, label, value, CHOICE, "", choices, "What institutions gave"))
        return tuple(found)

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - as all parts
        """Write what was typed into the change."""
        change, told = self._change(draft), Typed(typed)
        why = told.area(WHY, "Write why, for applicants")
        compares = {one: told.choice(f"{COMPARES}-{one}", COMPARABLE[1:]) for one in change["to"]}
        is_compared = change["type"] not in ("new", "retired")
        carried = {name: told.choice(name, choices) for name, _, choices in _carries(str(change["type"]))}
        if not is_compared:
            told.faults = [fault for fault in told.faults if not fault.place.startswith(COMPARES)]
        told.finish()
        change["why"] = why
        change["carry_forward"] = {**change["carry_forward"], **carried}
        if is_compared:
            change["comparable"] = compares if len(compares) > 1 else next(iter(compares.values()))
        return f"{change_words(change)}: why, and what it means"

    def _change(self, draft: DraftFiles) -> Raw:
        for change in draft.value(CROSSWALK).get("changes") or ():
            if str(change["id"]) == self.change_id:
                found: Raw = change
                return found
        raise UnknownDraft(f"There is no change {self.change_id[:20]} in this draft. Somebody may have undone it.")


@dataclass(frozen=True, slots=True)
class OtherPart:
    """Why something outside the criteria differs, such as a survey item."""

    about: str  # part and id, with a colon between them

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return f"Why {self._name} differs"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Save the reason"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return "It differs from the edition before, and no change of a criterion says why."

    @property
    def _name(self) -> str:
        part, _, name = self.about.partition(":")
        return f"{part.replace('_', ' ')} {name}"

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the field of the reason."""
        part, _, name = self.about.partition(":")
        told = [
            item for item in draft.value(CROSSWALK).get("others") or () if (item["part"], item["id"]) == (part, name)
        ]
        if not told:
            raise UnknownDraft("Nothing of that name differs from the edition before.")
        return (Entry(WHY, "Why", _other(draft, part, name), AREA),)

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - as all parts
        """Write the reason."""
        self.entries(draft)
        told = Typed(typed)
        why = told.area(WHY, "Write why")
        told.finish()
        part, _, name = self.about.partition(":")
        _tell(draft, part, name, why)
        return f"Why {self._name} differs"


@dataclass(frozen=True, slots=True)
class NotesPart:
    """What the authors tell applicants in their own words."""

    title: str = "What applicants are told"
    button: str = "Save the text"
    intro: str = "In plain words: what changes, why, and what it means for whoever holds an award."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the text."""
        hint = "Lines that begin with # are headings, those that begin with - are lists."
        return (Entry("notes", "The text", draft.text(CHANGES), AREA, hint, rows=20),)

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - as all parts
        """Write the text."""
        text = plain_text(typed.get("notes", ""))
        told = Typed({"notes": text[:1]})
        if len(text) > MOST_NOTES:
            told.fault("notes", f"The text has {len(text):,} characters, and {MOST_NOTES:,} are the most. Shorten it")
        told.finish()
        draft.put_text(CHANGES, f"{text}\n" if text else "")
        return "What applicants are told"


MOST_NOTES = 60_000


def change_words(change: Raw) -> str:
    """Give a change in short: its criteria and its kind."""
    names = list(dict.fromkeys([*change["from"], *change["to"]]))
    kinds = {"reweighted": "another weight or lowest level"}
    return f"{' and '.join(names)}: {kinds.get(change['type'], change['type'])}"


def _carries(kind: str) -> tuple[tuple[str, str, Choices], ...]:
    """What can be chosen for a kind of change; the rest follows from the kind."""
    if kind in ("reworded", "reweighted"):
        return (
            ("answers", "Answers", ANSWERS),
            ("evidence", "Files", EVIDENCE),
            ("self_level", "Own level", SELF_LEVEL),
        )
    return (("evidence", "Files", EVIDENCE_OF_SPLIT),) if kind == "split" else ()


def _minimums(item: Raw) -> Iterator[tuple[str, str, object]]:
    """The thresholds that a tier has, each with its name in a form, its words and its value."""
    for key, value in item.items():
        start, _, suffix = key.rpartition("_")
        if suffix not in _SCORES:
            continue
        if isinstance(value, dict):
            kinds = {one: f"Lowest score of a theme, {str(one).replace('_', '-')}" for one in value}
            yield from ((f"{key}.{one}", label, value[one]) for one, label in kinds.items())
        elif value is not None:
            label = {"overall_min": "Lowest score of the whole", "theme_min": "Lowest score of every theme"}.get(
                start, start
            )
            yield key, label, value
    if item.get(FLOOR) is not None:
        yield FLOOR, "No criterion below level", item[FLOOR]


def _take_tier(item: Raw, tier: str, told: Typed) -> None:
    for name, _, _ in list(_minimums(item)):
        key, _, inner = name.partition(".")
        is_level = name == FLOOR
        value = told.amount(f"{tier}-{name}", most=9 if is_level else 100_000, is_whole=is_level)
        if inner:
            item[key][inner] = value
        else:
            item[key] = value


def _other(draft: DraftFiles, part: str, name: str) -> str:
    """The reason said for something outside the criteria; "" where none is."""
    for item in draft.value(CROSSWALK).get("others") or ():
        if (item["part"], item["id"]) == (part, name):
            return "" if item["why"] == UNSAID else str(item["why"])
    return ""


def _tell(draft: DraftFiles, part: str, name: str, why: str) -> None:
    say_other(draft, part, name, why)
    for item in draft.value(CROSSWALK)["others"]:
        if (item["part"], item["id"]) == (part, name):
            item["why"] = why
