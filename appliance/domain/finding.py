"""Finding somebody by what they say: a number, a name, a code."""

import re
import unicodedata

_NUMBER = re.compile(r"([a-z]{1,2})0*(\d+(?:/\d+)?)")


def finds(sought: str, *known: str) -> bool:
    """Whether every word of `sought` is in what is known: `a17` and `017` find A017, `muller` finds Müller."""
    there = _words(" ".join(known))
    written = " ".join([*there, *map(_without_zeros, there)])
    return all(word in written or _without_zeros(word) in written for word in _words(sought))


def _words(text: str) -> list[str]:
    """In small letters without accents."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).split()


def _without_zeros(word: str) -> str:
    """Of the number of a ticket, those that fill it up."""
    number = _NUMBER.fullmatch(word)
    return number[1] + number[2] if number else word
