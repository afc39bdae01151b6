"""Text that a wrong encoding damaged: bytes that are no UTF-8, characters lost, UTF-8 read as Windows-1252."""

import re
from collections.abc import Iterator

from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Finding

_STRAY = re.compile(r"[\udc80-\udcff]")  # a byte that is no UTF-8, as `decode` shows it
_LOST = "\ufffd"
# What the bytes from 0x80 on look like in Windows-1252; those that it leaves out, as in Latin-1.
_LETTERS = {
    bytes([byte]).decode("cp1252", "replace").replace(_LOST, chr(byte)): byte
    for byte in range(0x80, 0x100)
}
_LEADS = "".join(char for char, byte in _LETTERS.items() if byte >= 0xC2)
_TRAILS = "".join(char for char, byte in _LETTERS.items() if byte < 0xC0)
_GARBLED = re.compile(rf"(?:[{re.escape(_LEADS)}][{re.escape(_TRAILS)}]{{1,3}})+")
# A capital with an accent before these may be meant: `CAFÉ»`, `Ö…`.
_MEANT = re.compile(r"[\u00c4-\u00de][»«…”“’‘–—‹›™®©°]")
_SHOWN = 10  # further lines that a finding names


def find_damage(curated: CuratedList) -> Iterator[Finding]:
    """One finding for all stray bytes and one for all lost characters; one a line for what can be told back."""
    text = decode(curated.text)
    if text.isascii():
        return
    lines = [(at, line) for at, line in enumerate(text.split("\n"), 1) if not line.isascii()]
    stray = [at for at, line in lines if _STRAY.search(line)]
    lost = [at for at, line in lines if _LOST in line]
    for found, what in (
        (stray, "bytes that are no UTF-8"),
        (lost, "characters that were lost (�)"),
    ):
        if found:
            message = f"{len(found)} {'line holds' if len(found) == 1 else 'lines hold'} {what}"
            yield Finding("encoding", found[0], message, tuple(found[1 : 1 + _SHOWN]))
    for at, line in lines:
        for run in _GARBLED.finditer(line):
            meant = _read_back(run[0])
            if meant:
                yield Finding("encoding", at, f'"{run[0]}" stands where "{meant}" was meant')
                break


def _read_back(run: str) -> str:
    """What was written before UTF-8 was read as Windows-1252; "" for what may be meant as it stands."""
    if _MEANT.fullmatch(run):
        return ""
    try:
        return bytes(_LETTERS[char] for char in run).decode("utf-8")
    except UnicodeDecodeError:
        return ""
