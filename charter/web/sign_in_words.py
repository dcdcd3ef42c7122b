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
    "TWO_FACTOR_INVALID_TOKEN": "The code is not right, or was used already. Wait for the next one and type that",
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "",
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": "Your app is connected. Make recovery codes for when your phone is away.",
    "TWO_FACTOR_PERMISSION_DENIED": "Sign in with your password first.",
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": "This is not offered. Choose something else",
    "TWO_FACTOR_DISABLED": "Your second step is ended. From now on your password is enough.",
    "TWO_FACTOR_SETUP_EXPIRED": "That took longer than half an hour. Begin again.",
    "INVALID_RECOVERY_CODE": "This is none of your recovery codes, or it was used. Type another one",
    "NO_RECOVERY_CODES_SETUP": "",  # they are never shown again, so they cannot be missing there
    "WEBAUTHN_EXPIRED": "That took too long. Begin again.",
    "WEBAUTHN_NAME_INUSE": "You have a passkey of this name. Give another name",
    "WEBAUTHN_NAME_NOT_FOUND": "You have no passkey of this name.",
    "WEBAUTHN_CREDENTIAL_DELETED": "The passkey “%(name)s” is removed. Remove it from your device too.",
    "WEBAUTHN_REGISTER_SUCCESSFUL": "The passkey “%(name)s” is added.",
    "WEBAUTHN_CREDENTIAL_ID_INUSE": "This passkey is known here already.",
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (
        "This passkey is not known here. It may have been removed: use another one, or your password."
    ),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": "This passkey belongs to nobody here. Use your password.",
    "WEBAUTHN_NO_VERIFY": "The passkey could not be checked. Try again, or use your password.",
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": "This passkey cannot be used here. Use your password.",
    "WEBAUTHN_MISMATCH_USER_HANDLE": "This passkey belongs to somebody else. Use your own.",
    "API_ERROR": "Something was missing. Begin again.",
    "ANONYMOUS_USER_REQUIRED": "You are signed in already.",
}
