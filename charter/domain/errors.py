"""Every error that the domain raises; its message is a sentence for the person whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what somebody supplied, where it stands, and what to do about it.

    ``place`` is what the reader can find: ``file.yaml:12``, ``'Data DT-01'!C7``, ``/criteria/MA-01/level``.
    """

    place: str
    message: str

    def __str__(self) -> str:
        """Give the fault as ``place: sentence``."""
        return f"{self.place}: {self.message}" if self.place else self.message


class DomainError(Exception):
    """The root of every named error; never raised itself."""


class InvalidEdition(DomainError):
    """An edition's files contradict the schema or themselves; carries every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults; the message lists them, one a line."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class InvalidAnswers(DomainError):
    """Answers that cannot be read as answers to the edition; carries every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults; the message lists them, one a line."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class InvalidLevels(DomainError):
    """A set of levels names an unknown criterion, leaves one out, or holds a value that the edition does not allow."""


class InvalidRatings(DomainError):
    """What reviewers gave is no table of levels: a row is too short or too long, or holds what is no level."""


class InvalidCount(DomainError):
    """A statistic was asked of impossible counts, such as more events than people."""


class EditionChanged(DomainError):
    """The files of a published edition are not what was published; nothing may be worked out with them."""


class InvalidBundle(DomainError):
    """Files of an edition that were packed are not what was packed, or no edition's files."""


class UnknownDraft(DomainError):
    """There is no such draft of an edition for this person."""


class StaleDraft(DomainError):
    """Somebody else changed the same part of a draft first; nothing was overwritten. Carries the newest version."""

    def __init__(self, newest: int) -> None:
        """Keep the number of the newest version."""
        super().__init__("Somebody else changed this while you were writing. Compare both, then save what is to stay.")
        self.newest = newest


class InvalidDraft(DomainError):
    """A part of a draft cannot be saved as it was typed; carries every fault found. Nothing of it is lost."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults, whose places are the names of the fields; the message lists them, one a line."""
        super().__init__("\n".join(fault.message for fault in faults))
        self.faults = faults


class UnknownEdition(DomainError):
    """No edition of that name is installed."""


class UnknownTier(DomainError):
    """The edition has no tier of that id."""


class NoWayUpKnown(DomainError):
    """The smallest way up cannot be worked out for an edition of this kind."""


class UnreadableWorkbook(DomainError):
    """A file is not a workbook of this charter that may be opened (type, size, encryption, macros, template)."""


class UnknownOrganisation(DomainError):
    """There is no organisation of that code, or none that this person may know of."""


class UnknownAction(DomainError):
    """The plan has no such action."""


class UnknownImport(DomainError):
    """There is no such file to import any more for this person."""


class StaleImport(DomainError):
    """Somebody saved what an import was about to change; nothing was applied. Carries the fields."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        """Keep the fields that moved on."""
        super().__init__("Somebody saved some of this while you were looking. Nothing was applied. Look again.")
        self.fields = fields


class UnknownReport(DomainError):
    """There is no report of that name."""


class NotAllowed(DomainError):
    """The person may not do this."""


class ConflictOfInterest(NotAllowed):
    """Somebody has an interest in a submission, and so may see nothing of it."""


class MustDeclareFirst(NotAllowed):
    """Somebody has not declared their interests in a submission yet, or not promised confidence for its round."""

    def __init__(self, text: str, case_id: str, round_id: str, *, is_promise: bool = False) -> None:
        """Keep which case and round it is about, and whether the promise is missing, for the page that asks."""
        super().__init__(text)
        self.case_id = case_id
        self.round_id = round_id
        self.is_promise = is_promise


class UnknownCase(DomainError):
    """There is no such case, or none for whoever asks."""


class UnknownAward(DomainError):
    """There is no such award."""


class StaleEntry(DomainError):
    """Somebody else saved the same entry first; nothing was overwritten. Both can be shown."""


class BreaksRules(DomainError):
    """A change of a panel would break rules of the edition; it can be made all the same, with a reason on record."""

    def __init__(self, broken: tuple[str, ...], digest: str) -> None:
        """Keep what it would break, in sentences, and by what digest whoever means it says so."""
        super().__init__(" ".join(broken))
        self.broken, self.digest = broken, digest


class InvalidPanel(DomainError):
    """A panel, a seat or a reviewer's entry cannot be as asked; ``place`` names the field."""

    def __init__(self, text: str, place: str = "") -> None:
        """Keep the field beside which it is told."""
        super().__init__(text)
        self.place = place


class InvalidDecision(DomainError):
    """A decision, a level or what goes with it cannot be as asked; ``place`` names the field."""

    def __init__(self, text: str, place: str = "") -> None:
        """Keep the field beside which it is told."""
        super().__init__(text)
        self.place = place


class StaleRecord(DomainError):
    """Somebody wrote the same thing into a panel's record first; nothing was overwritten. Carries the newest number."""

    def __init__(self, newest: int) -> None:
        """Keep the number of what is on record now."""
        super().__init__("Somebody else recorded this while you were writing. Compare both, then save what is to stay.")
        self.newest = newest


class StaleLevels(DomainError):
    """Another window recorded some of several levels first; nothing was overwritten. Carries the newest numbers."""

    def __init__(self, newest: Mapping[str, int]) -> None:
        """Keep the number of what is on record now, by criterion."""
        super().__init__("Somebody else recorded some of this while you were writing. Compare both, then save again.")
        self.newest = newest


class WrongState(DomainError):
    """What is asked for cannot happen in the state, or at the time, that the assessment is in."""


class StaleAnswer(DomainError):
    """Somebody else saved the same question first; nothing was overwritten. Carries both texts."""

    def __init__(self, question_id: str, *, theirs: str, yours: str, version: int) -> None:
        """Keep what is saved now (``theirs``, at ``version``) and what was typed (``yours``)."""
        super().__init__(f"Somebody else changed {question_id} while you were writing. Choose which text stays.")
        self.question_id, self.theirs, self.yours, self.version = question_id, theirs, yours, version


class UnknownAssessment(DomainError):
    """There is no such assessment for this person."""


class UnknownCriterion(DomainError):
    """The edition has no criterion of that id."""


class UnknownTable(DomainError):
    """The edition has no data table of that id to fill in."""


class UnknownRound(DomainError):
    """There is no such round."""


class UnknownPerson(DomainError):
    """There is no such person, or none whom this concerns."""


class InvalidHeads(DomainError):
    """A file of heads that was not signed with the key, or was changed."""


class InvalidArchive(DomainError):
    """A file is not an export of an assessment, was changed on its way, or cannot be read in here."""


class InvalidMerger(DomainError):
    """An organisation cannot become part of that other one, or not on that day."""


class MergedOrganisation(DomainError):
    """The organisation became part of another, and begins nothing any more."""


class InvalidRound(DomainError):
    """The dates or the edition of a round, or what is said to register for it, cannot be."""

    def __init__(self, message: str, place: str = "") -> None:
        """Keep what it is about: the name of the part, such as ``closes_on``; "" = the whole."""
        super().__init__(message)
        self.place = place


class AlreadyRegistered(DomainError):
    """The institution takes part in this round with this scope already."""


class Incomplete(DomainError):
    """Something that a submission must hold is missing; carries every gap, in words."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        """Keep the gaps; the message lists them, one a line."""
        super().__init__("\n".join(missing))
        self.missing = missing


class InvalidInvitation(DomainError):
    """An invitation cannot be made, or cannot be taken any more."""


class UnknownInvitation(DomainError):
    """There is no such invitation that waits, or none that this person may know of."""


class LastLead(DomainError):
    """An organisation would be left without anybody who answers for it: a lead, or an administrator."""


class InvalidEvidence(DomainError):
    """A file cannot be kept as evidence."""


class EvidenceUnavailable(DomainError):
    """The place where files of evidence lie does not answer; nothing was changed."""


class NoRoom(DomainError):
    """There is no room left to keep something; nothing of it was kept."""


class InvalidComment(DomainError):
    """A comment cannot be kept as it is; carries every fault found. Nothing of it is lost."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults, whose places are ``text`` or ``told``; the message lists them, one a line."""
        super().__init__("\n".join(fault.message for fault in faults))
        self.faults = faults


class InvalidAssignment(DomainError):
    """A criterion cannot be assigned so; carries every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults, whose places are ``owner``, ``due_on`` or ``blocked_reason``; one a line."""
        super().__init__("\n".join(fault.message for fault in faults))
        self.faults = faults


class StaleAssignment(DomainError):
    """Somebody else assigned the same criterion first; nothing was overwritten. Both can be shown."""

    def __init__(self, criterion_id: str, version: int) -> None:
        """Keep which criterion, and the version that is saved now."""
        super().__init__(f"Somebody else changed who looks after {criterion_id} meanwhile. Choose which stays.")
        self.criterion_id, self.version = criterion_id, version


class ChangedSince(DomainError):
    """What is to be undone was followed by something else, which would be lost."""


class UndecidedChange(DomainError):
    """A move to another edition needs a decision that was not made, or that cannot be made so."""

    def __init__(self, message: str, key: str) -> None:
        """Keep which decision: the key of ``carrying_decisions.DecisionNeeded``."""
        super().__init__(message)
        self.key = key


class NoWayToEdition(DomainError):
    """No crosswalk leads from the one edition to the other."""


class InvalidSeating(DomainError):
    """Who is to sit on which panel was put in a way that contradicts itself, or a change of it cannot be made."""


class InvalidInterest(DomainError):
    """An interest was declared of a kind that there is not, or an edition's rules of interests cannot be applied."""


class NoCredentialKey(DomainError):
    """There is no key that a credential can be signed with here, or no address that it could name."""


class UnknownKey(DomainError):
    """There is no such key of an awarding body that could be used so."""


class UnreadableCredential(DomainError):
    """What was handed in to be checked is no credential, certificate or digest that could be read."""
