"""What a crosswalk means for whoever has answers, files, levels or an award, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator

from charter.domain.crosswalk import CarryForward, Change, Crosswalk
from charter.domain.edition import Edition
from charter.domain.edition_differences import text_of
from charter.domain.wording import list_text, sentence

KIND_WORDS = {
    "reworded": "reworded",
    "split": "split",
    "merged": "merged",
    "retired": "retired",
    "new": "new",
    "reweighted": "another weight",
}
_ANSWERS = {
    "copy_as_draft": "Your answers come over as a draft.",
    "route_by_question": "Each answer goes to the criterion that asks for it now.",
    "archive_readable": "Your answers stay readable and cannot be changed.",
    "blank": "The questions start blank; your old answers stay readable.",
    "none": "There is nothing to carry over.",
}
_EVIDENCE = {
    "copy": "Your files come over.",
    "copy_to_both_for_confirmation": "Your files are offered to each of these criteria, for you to confirm.",
    "archive": "Your files stay with the old answers.",
}
_SELF_LEVEL = {
    "copy_as_draft": "Your own level comes over as a draft.",
    "blank": "Give your own level anew: what a level means has changed.",
    "archive": "Your own level stays with the old answers.",
}
_PANEL_LEVEL = {
    "reference_only": "The level that a panel gave is shown for reference only.",
    "reference_only_on_both": "The level that a panel gave is shown with each of these criteria, for reference only.",
    "archive": "The level that a panel gave stays with the old result.",
}
_COMPARABLE = {
    "full": "Results can be compared with those of {old}.",
    "partial": "Results can be compared with those of {old} in part, and a trend says so.",
    "none": "Results cannot be compared with those of {old}.",
}


def carry_sentences(carry: CarryForward) -> tuple[str, ...]:
    """Give what is done with answers, files and levels."""
    said = [
        _ANSWERS[carry.answers],
        _EVIDENCE.get(carry.evidence, ""),
        _SELF_LEVEL.get(carry.self_level, ""),
        _PANEL_LEVEL.get(carry.panel_level, ""),
    ]
    if carry.flags:
        said.append("Of records, what is no longer asked is kept to be read, and what is new starts blank.")
    if carry.confirm_evidence_after_months is not None:
        said.append(f"Files older than {carry.confirm_evidence_after_months} months ask to be confirmed again.")
    return tuple(filter(None, said))


def change_sentences(change: Change, old: Edition, new: Edition) -> tuple[str, ...]:
    """Give everything that a change means for whoever has answers to its criteria, sentence by sentence."""
    found = list(carry_sentences(change.carry))
    found += _routes(change, old)
    if change.weight is not None:
        found.append(f"It weighs {text_of(change.weight[1])} instead of {text_of(change.weight[0])}.")
    if change.first_round:
        found.append(sentence(f"in its first round: {change.first_round}"))
    found += _survival(change, new)
    found += _comparability(change, old)
    return tuple(found)


def unchanged_sentences(crosswalk: Crosswalk, old: Edition) -> tuple[str, ...]:
    """Give what holds for every criterion that no change names."""
    comparable = _COMPARABLE[crosswalk.unchanged_comparable].format(old=old.version)
    return (*carry_sentences(crosswalk.unchanged), comparable)


def fate_sentences(crosswalk: Crosswalk, old: Edition, new: Edition) -> tuple[str, ...]:
    """Give what is done with everything else: tables, dates, figures, comments, actions, and results."""
    tables = {table.id: table for table in old.tables}
    changed = list_text([f"{table_id} {tables[table_id].title}" for table_id in crosswalk.fates.changed_tables])
    found = ["Tables of the same year come over; for a new year they are shown for reference only."]
    if changed:
        found.append(f"Of {changed}, only what is asked alike comes over; the rest is kept to be read.")
    common = len(crosswalk.common_criteria(tuple(item.id for item in old.criteria)))
    found += [
        "Dates and numbers that you typed come over. Figures are worked out again from your counts, never copied.",
        "Comments go with their questions, owners and due dates with their criteria.",
        f"Actions stay as they are, and go on naming the criterion of edition {old.version}.",
        f"Results of {old.version} are never worked out again with the weights of {new.version}.",
        f"A trend shows where the edition changes, and can show the {common} criteria that both have in common.",
    ]
    return tuple(found)


def _routes(change: Change, old: Edition) -> Iterator[str]:
    """Which question's answer goes to another criterion than the one that asked it."""
    for part in change.parts:
        if part.criterion_id in change.old_ids:
            continue
        texts = [
            question.text
            for criterion in old.criteria
            if criterion.id in change.old_ids
            for question in criterion.questions
            if question.id in part.questions_from
        ]
        for text in texts:
            yield f"Your answer to “{text}” goes to {part.criterion_id}."


def _survival(change: Change, new: Edition) -> Iterator[str]:
    survives = change.survives
    if survives is None:
        return
    named = []
    if survives.survey_item is not None:
        named.append(f"survey item {survives.survey_item}")
    if survives.metric_id is not None:
        named.append(f"figure {survives.metric_id}")
    home = new.criterion(survives.new_home)
    role = "for context" if survives.role == "context" else "and indicates a level there"
    yield f"{sentence(list_text(named)).rstrip('.')} live on with {home.id} {home.title}, {role}."


def _comparability(change: Change, old: Edition) -> Iterator[str]:
    said = {criterion_id: change.comparability(criterion_id) for criterion_id in change.new_ids or change.old_ids}
    if len(set(said.values())) == 1:
        yield _COMPARABLE[next(iter(said.values()))].format(old=old.version)
        return
    for criterion_id, how in said.items():
        text = _COMPARABLE[how].format(old=old.version)
        yield f"{criterion_id}: {text[:1].lower()}{text[1:]}"
