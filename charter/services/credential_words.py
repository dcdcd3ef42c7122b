"""What is told of a credential that was checked, in plain words: one sentence for each thing that was looked at."""

from __future__ import annotations

# its signature
NO_SIGNATURE = "It is not signed: it says so itself. Anybody can have written it."
OTHER_SIGNATURE = "It is signed in a way that no credential of ours is."
OWN_KEY = (
    "It brings the key that it is to be checked with. That proves nothing: anybody can make a key. Ours are published "
    "by the awarding bodies."
)
ODD_HEADER = "It begins with something that no credential of ours holds."
NOT_WHOLE = "It is not whole: a part of it was lost or changed on its way."
UNKNOWN_KEY = (
    "No awarding body here has the key that it names, so it is not from here. Ask whom it says that it comes from."
)
OTHER_KIND = "It names a key of ours, but of another kind than the signature."
WRONG_SIGNATURE = (
    "The signature does not hold: something was changed after it was signed, or somebody without our key wrote it."
)
SIGNATURE_HOLDS = "The signature holds: {body} signed it, and nothing was changed since."
NEVER_ISSUED = (
    "The signature holds, but there is no record that this was ever issued. Do not rely on it, and tell the awarding "
    "body: somebody else may have its key."
)
NO_CREDENTIAL = "It is signed by an awarding body here, but is no credential of an award."
# text without a signature
UNSIGNED_SAME = (
    "This text is not signed, so by itself it proves nothing. It says word for word what was issued, and what is told "
    "here is of what was issued."
)
UNSIGNED_OTHER = "This text is not signed, and it does not say what was issued under that name. Do not rely on it."
UNSIGNED_UNKNOWN = "This text is not signed, and names no credential of ours. It proves nothing."
# its key
KEY_LOST = (
    "Somebody else may have had its key since {day}, and it was signed after that. Ask for the credential that "
    "replaced it."
)
KEY_LOST_LATER = "Its key was given up later, because somebody else may have had it since {day}. Our record shows it."
# its time
NOT_YET = "It holds from {day} on, not yet."
IN_TIME = "Its time runs until {day}."
EXPIRED = "It ended on {day}."
# its status
REVOKED = "It was revoked: it does not count any more."
SUSPENDED = "It is suspended: it does not count until the awarding body restores it."
NOT_REVOKED = "It was not revoked, and is not suspended."
# the register
IN_REGISTER = "The register says today of the award {code}: {state}."
NOT_IN_REGISTER = "The register has no such award."
# a digest
DIGEST_KNOWN = "This is the digest of the record of an award in the register."
DIGEST_UNKNOWN = "Nothing here has this digest. Look whether it was copied whole: it has 64 letters and digits."
# a certificate
PAPER_ITSELF = (
    "This is told of the credential that the certificate carries. Compare it with what the certificate shows: the "
    "page itself can be redrawn."
)

STANDS = "This award stands"
STANDS_NOT = "This award does not stand"
STANDS_BY_ANOTHER = "This credential does not count any more; the award stands"
NOT_GENUINE = "This cannot be relied on"
NOTHING_FOUND = "Nothing was found"
