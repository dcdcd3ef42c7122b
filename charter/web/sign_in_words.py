"""What Flask-Security says, in our words; an empty text is not shown."""

from __future__ import annotations

WRONG = "The e-mail address or the password is not right. Check both and try again"

MESSAGES = {
    "GENERIC_AUTHN_FAILED": WRONG,
    "USER_DOES_NOT_EXIST": WRONG,
    "INVALID_PASSWORD": "The password is not right. Type it again",
    "EMAIL_NOT_PROVIDED": "Type your e-mail address",
    "INVALID_EMAIL_ADDRESS": "This is no e-mail address. Write one such as name@trust.nhs.uk",
    "PASSWORD_NOT_PROVIDED": "Type your password",
    "DISABLED_ACCOUNT": "You cannot sign in with this account any more. Ask your lead",
    "INVALID_REDIRECT": "This link leads away from this site. Sign in and go on from the first page",
    "REAUTHENTICATION_REQUIRED": "",
    "REAUTHENTICATION_SUCCESSFUL": "",
    "UNAUTHENTICATED": "",
    "LOGIN": "",
    "ANONYMOUS_USER_REQUIRED": "You are signed in already.",
}
