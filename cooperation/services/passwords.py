"""Validators of new passwords: length, repeated characters, and words that everybody in the office would try."""

import re
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cooperation.models import Office
from cooperation.roles import main_factors
from cooperation.text import fold

MIN_LENGTH, MIN_LENGTH_WITH_FACTOR = 15, 12
MIN_DIFFERENT = 5
MIN_OWN = 8  # characters besides known words, digits and punctuation
MIN_WORD = 4  # also of a word without its ending
PRODUCT_WORDS = frozenset(
    {
        "administrator",
        "cele",
        "gmina",
        "haslo",
        "koordynator",
        "logowanie",
        "miasto",
        "monitoring",
        "organizacje",
        "panel",
        "password",
        "portal",
        "powiat",
        "pozarzadowe",
        "pracownik",
        "program",
        "raport",
        "samorzad",
        "sprawozdanie",
        "starostwo",
        "urzad",
        "urzedu",  # the stem of the other cases
        "urzednik",
        "wojewodztwo",
        "wskaznik",
        "wspolpraca",
    }
)
# Words that people take when the month or the season asks for a new password, and rows of the keyboard.
COMMON_WORDS = frozenset(
    {
        *("styczen", "luty", "marzec", "kwiecien", "maj", "czerwiec"),
        *("lipiec", "sierpien", "wrzesien", "pazdziernik", "listopad", "grudzien"),
        *("poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela"),
        *("wiosna", "lato", "jesien", "zima", "polska"),
        *("qwer", "tyui", "asdf", "ghjk", "zxcv", "qazwsx", "zaqwsx", "abcdef", "ghijkl", "mnop"),
    }
)
# Digits and signs with which people write a word ("M0nit0r1ng", "P@nel").
_SIGNS_AS_LETTERS = str.maketrans("013457@$!", "oieastasi")
# Polish endings without diacritics: a word is looked for in every case and gender.
_ENDINGS = "iego|iemu|iami|ymi|imi|ego|emu|ach|ami|owi|iej|iem|iom|ych|ich|ia|ie|io|iu|ow|om|em|ej|im|ym|a|e|i|o|u|y"


class LinkTokenGenerator(PasswordResetTokenGenerator):
    """Tokens of links with which people set a password; those of a disabled account are invalid."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        return user is not None and user.is_active and super().check_token(user, token)


class SimilarityValidator(UserAttributeSimilarityValidator):
    """Django's validator with a sentence in which the field's name needs no other case."""

    def get_error_message(self) -> str:
        return _("The password is too similar to what others know about you: %(verbose_name)s.")


class LengthValidator:
    """Require 15 characters, or 12 of a person with a second factor (OWASP ASVS 5, 6.2.1)."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        has_factor = user is not None and user.pk is not None and main_factors().filter(user=user.pk).exists()
        min_length = MIN_LENGTH_WITH_FACTOR if has_factor else MIN_LENGTH
        if len(password) < min_length:
            text = _("The password needs at least %(count)d characters. A few words are easier to remember than signs.")
            raise ValidationError(
                text % {"count": min_length},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return _("At least %(count)d characters, or %(fewer)d if you log in with a second factor, too.") % {
            "count": MIN_LENGTH,
            "fewer": MIN_LENGTH_WITH_FACTOR,
        }


class RepetitionValidator:
    """Refuse a password of a few characters that repeat."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(set(password)) < MIN_DIFFERENT:
            raise ValidationError(self.get_help_text(), code="password_repeats")

    def get_help_text(self) -> str:
        return _("The password needs at least %(count)d different characters.") % {"count": MIN_DIFFERENT}


class ContextValidator:
    """Refuse a password built around a word of the portal, the office or the log-in ("Monitoring2026")."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        words = PRODUCT_WORDS | COMMON_WORDS | _office_words() | _personal_words(user)
        folded = fold(password)
        for letters in (folded, folded.translate(_SIGNS_AS_LETTERS)):
            if word := _guessable_word(letters, words):
                raise ValidationError(
                    _("The password consists mostly of a word that others can guess: %(word)s. Add words of your own.")
                    % {"word": word},
                    code="password_context",
                )

    def get_help_text(self) -> str:
        return _("The name of the office, of the portal or of the person is not enough for a password.")


def _guessable_word(letters: str, words: Iterable[str]) -> str:
    """Return the longest word that the text contains if fewer than MIN_OWN other letters are left; else ""."""
    stems = {word: _stem(word) for word in words}
    known = [word for word in stems if stems[word] in letters]
    for word in sorted(known, key=lambda word: len(stems[word]), reverse=True):
        letters = re.sub(f"{stems[word]}(?:{_ENDINGS})?", "", letters)
    is_own = len(re.sub(r"[\W\d_]", "", letters)) >= MIN_OWN
    return "" if is_own else max(known, key=len, default="")


def _personal_words(user: AbstractBaseUser | None) -> frozenset[str]:
    """Return the words of the user name, the name, and the address before its @."""
    names = ("username", "first_name", "last_name", "email")
    return frozenset(word for name in names for word in _words(str(getattr(user, name, "")).partition("@")[0]))


def _office_words() -> frozenset[str]:
    names = Office.objects.values_list("name", "short_name")
    return frozenset(word for row in names for name in row for word in _words(name))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[\W\d_]+", fold(text)) if len(word) >= MIN_WORD)


def _stem(word: str) -> str:
    """Return the word without its longest ending, unless fewer than MIN_WORD letters would be left."""
    return re.sub(f"(?<=.{{{MIN_WORD}}})(?:{_ENDINGS})$", "", word)
