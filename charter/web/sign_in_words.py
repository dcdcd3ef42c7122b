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
    "PASSWORD_RESET_REQUEST": (
        "If there is an account for %(email)s, a letter with a link is on its way. The link works for two hours. "
        "Look among unwanted mail too."
    ),
    "PASSWORD_RESET_EXPIRED": "This link was for two hours. Ask for another one below.",
    "INVALID_RESET_PASSWORD_TOKEN": "This link was used already, or is not whole. Ask for another one below.",
    "PASSWORD_RESET_NO_LOGIN": "Your password is changed. Sign in with the new one.",
    "PASSWORD_CHANGE": "Your password is changed. Wherever else you were signed in, you are not any more.",
    "PASSWORD_IS_THE_SAME": "This is your password now. Choose another one",
    "ANONYMOUS_USER_REQUIRED": "You are signed in already.",
}
