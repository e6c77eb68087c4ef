"""The characters of names and texts that German authorities must be able to take, keep and print (DIN 91379:2022-08).

String.Latin: 'Łukasz', 'Şağlam' and 'Nguyễn' are nobody's mistake. Some letters have no code point of their own: they
are sequences of a letter and combining marks, and only the sequences listed here exist.
"""

import re
import unicodedata

LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŉŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧ"
    "ŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƇƈƏƗƠơƯưƷǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǢǣǤǥǦǧǨǩǪǫǬǭǮǯǰǴǵǸǹǺǻǼǽǾǿȒȓȘșȚțȞȟȧȨȩȪȫȬȭȮȯȰȱȲȳəɨʒ"
    "ḂḃḆḇḊḋḌḍḎḏḐḑḗḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḯḰḱḲḳḴḵḶḷḺḻṀṁṂṃṄṅṆṇṈṉṒṓṔṕṖṗṘṙṚṛṞṟṠṡṢṣṪṫṬṭṮṯẀẁẂẃẄẅẆẇẌẍẎẏẐẑẒẓẔẕẖẗẞ"
    "ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)
"""Latin letters with a code point of their own (group bll)."""

_SEQUENCES = (
    "A̋ C̀ C̄ C̆ C̈ C̕ C̣ C̦ C̨̆ D̂ F̀ F̄ G̀ H̄ H̦ H̱ J́ J̌ K̀ K̂ K̄ K̇ K̕ K̛ K̦ K͟H K͟h L̂ L̥ L̥̄ L̦ M̀ M̂ M̆ M̐ N̂ N̄ N̆ N̦"
    " P̀ P̄ P̕ P̣ R̆ R̥ R̥̄ S̀ S̄ S̛̄ S̱ T̀ T̄ T̈ T̕ T̛ U̇ Z̀ Z̄ Z̆ Z̈ Z̧ a̋ c̀ c̄ c̆ c̈ c̕ c̣ c̦ c̨̆ d̂ f̀ f̄ g̀ h̄ h̦ j́"
    " k̀ k̂ k̄ k̇ k̕ k̛ k̦ k͟h l̂ l̥ l̥̄ l̦ m̀ m̂ m̆ m̐ n̂ n̄ n̆ n̦ p̀ p̄ p̕ p̣ r̆ r̥ r̥̄ s̀ s̄ s̛̄ s̱ t̀ t̄ t̕ t̛ u̇"
    " z̀ z̄ z̆ z̈ z̧ Ç̆ Û̄ ç̆ û̄ ÿ́ Č̕ Č̣ č̕ č̣ ē̍ Ī́ ī́ ō̍ Ž̦ Ž̧ ž̦ ž̧ Ḳ̄ ḳ̄ Ṣ̄ ṣ̄ Ṭ̄ ṭ̄ Ạ̈ ạ̈ Ọ̈ ọ̈ Ụ̄ Ụ̈ ụ̄ ụ̈"
)
SEQUENCES = tuple(_SEQUENCES.split(" "))
"""Letters with combining marks that have no code point of their own."""

IN_NAMES = " ',-.`~¨´·ʹʺʾʿˈˌ’‡"
"""What stands between the letters of a name (group N1)."""

IN_TEXTS = (
    '!"#$%&()*+/0123456789:;<=>?@[\\]^_{|}¡¢£¥§©ª«¬®¯°±²³µ¶¹º»¿×÷€¤¦¸¼½¾\xa0'
    "ƒʰʳˆ˜ˢᵈᵗ‘‚“”„†…‰′″‹›⁰⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉™∞≤≥–—"
)
"""What a text has besides (groups N2 to N4 and E1, without tab and line ends), and the dashes that keyboards put in."""

GREEK = "ΆΈΉΊΌΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ"
CYRILLIC = "".join(map(chr, range(0x400, 0x460))) + "Ґґ"
"""Wider than the standard's, which knows Bulgarian only: a citizen may explain something in Ukrainian."""


def _pattern(*others: str) -> re.Pattern[str]:
    sequences = sorted((unicodedata.normalize("NFC", one) for one in SEQUENCES), key=len, reverse=True)
    single = re.escape(LETTERS + "".join(others))
    return re.compile(f"(?:{'|'.join(sequences)}|[{single}])*")


_NAME = _pattern(IN_NAMES)
_TEXT = _pattern(IN_NAMES, IN_TEXTS, GREEK, CYRILLIC)
_LINES = _pattern(IN_NAMES, IN_TEXTS, GREEK, CYRILLIC, "\t\n")


def composed(text: str) -> str:
    """The one spelling (NFC) in which texts are compared, kept and printed."""
    return unicodedata.normalize("NFC", text)


def is_name(text: str) -> bool:
    """Of a person, as in a register (datatype A of the standard)."""
    return _NAME.fullmatch(composed(text)) is not None


def is_text(text: str, lines: bool = False) -> bool:
    """In one line, or in several."""
    return (_LINES if lines else _TEXT).fullmatch(composed(text)) is not None
