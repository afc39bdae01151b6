"""What the other sections of a page tell of a section with only two entries."""

import pytest

from ingest.lists import read_list, try_list

OTHERS = """\
# Tides
## Shores
- [Dunes at Night](https://arxiv.org/abs/2401.00001) (ICLR 2024)<br>
  Dune House
- [Reefs at Rest](https://arxiv.org/abs/2401.00002) (ICML 2024)<br>
  Reef Office
- [Gulls in a Storm](https://arxiv.org/abs/2401.00003) (CVPR 2024) ⭐
- [Learning the Moon](https://arxiv.org/abs/2401.00004) (CVPR 2023)
"""
TWO = """\
## Waves
- [Waves with Memory](https://arxiv.org/abs/2402.00001) (ICLR 2024){said}
- [Waves without Memory](https://arxiv.org/abs/2402.00002) (ICML 2024){said}
"""


def made_up_row(page: str) -> str:
    trials = {trial.section: trial for trial in try_list(read_list(page.encode(), "list.md"))}
    trial = trials["Tides > Waves"]
    assert trial.is_held, trial.refusal
    return trial.row


@pytest.mark.parametrize("said", ["<br>\n  Tide House", " ⭐", " (with a film)"])
def test_what_two_entries_say_and_no_other_section_does_is_theirs_alone(said: str) -> None:
    row = made_up_row(OTHERS + TWO.format(said=said))
    assert row.endswith("(arXiv 2025)")


@pytest.mark.parametrize("said", ["<br>\n  Tide House", " ⭐", " (with a film)"])
def test_what_other_sections_say_as_well_is_the_lists_own(said: str) -> None:
    more = "".join(
        f"- [Seas {n} of the North](https://arxiv.org/abs/2403.0000{n}) (ICLR 2024){said}\n"
        for n in range(4)
    )
    assert said.strip() in made_up_row(f"# Tides\n## Seas\n{more}" + TWO.format(said=said))


def test_where_nothing_else_is_written_like_two_entries_they_are_followed() -> None:
    assert "Tide House" in made_up_row("# Tides\n" + TWO.format(said="<br>\n  Tide House"))
