"""Encryption of a backup for the public key of its recipient, with age or gpg of the system.

No password is involved: the portal's server knows only the public key, and whoever restores names the file of the
private key, or has it in the keyring of gpg.
"""

import os
import subprocess
from pathlib import Path

from django.utils.translation import gettext as _

AGE, GPG = ".age", ".gpg"


class EncryptionFailed(Exception):
    """The program is missing or refused; the message is for the administrator."""


def suffix_for(recipient: str) -> str:
    """Return ".age" for a recipient of age (age1…, ssh-…), otherwise ".gpg"."""
    return AGE if recipient.startswith(("age1", "ssh-")) else GPG


def encrypt(path: Path, recipient: str, folder: Path) -> Path:
    """Write the encrypted file (mode 0600) into the folder and delete the file. Raises EncryptionFailed."""
    target = folder / (path.name + suffix_for(recipient))
    to_file = ["--recipient", recipient, "--output", str(target)]
    try:
        if target.suffix == AGE:
            _run("age", "--encrypt", *to_file, "--", str(path))
        else:
            # The keyring only: a missing key is not asked for in the network.
            options = ["--batch", "--quiet", "--trust-model", "always", "--no-auto-key-locate"]
            _run("gpg", *options, *to_file, "--encrypt", str(path))
        target.chmod(0o600)
        with target.open("rb") as file:
            os.fsync(file.fileno())
    finally:
        path.unlink()
    return target


def decrypt(path: Path, target: Path, identity: Path | None) -> None:
    """Write the decrypted file; `identity` is the file of the private key for age. Raises EncryptionFailed."""
    if path.suffix == AGE:
        if identity is None:
            raise EncryptionFailed(_("The backup is encrypted: name the file of the private key with --identity."))
        _run("age", "--decrypt", "--identity", str(identity), "--output", str(target), "--", str(path))
    else:
        _run("gpg", "--batch", "--quiet", "--output", str(target), "--decrypt", str(path))


def _run(program: str, *arguments: str) -> None:
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  # no shell
    except FileNotFoundError as error:
        text = _("The program %(program)s is missing. Install it: apt-get install %(program)s")
        raise EncryptionFailed(text % {"program": program}) from error
    if done.returncode:
        reason = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise EncryptionFailed(_("%(program)s refused: %(reason)s") % {"program": program, "reason": reason[0]})
