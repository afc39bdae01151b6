import pytest

from ingest.artifacts.mentions import find_mentions, plain_text


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Code: https://github.com/a/b.", ["https://github.com/a/b"]),
        ("Code (https://github.com/a/b), data.", ["https://github.com/a/b"]),
        (r"Code at \url{https://github.com/a/b_c}.", ["https://github.com/a/b_c"]),
        (r"Code at \url{https://github.com/a/b\_c}.", ["https://github.com/a/b_c"]),
        (r"Code at~\url{https://host.org/\~{}jane/x}.", ["https://host.org/~jane/x"]),
        (r"at \url\{https://github.com/a/b\}.", ["https://github.com/a/b"]),
        (r"at \href{https://github.com/a/b}{GitHub}.", ["https://github.com/a/b"]),
        (
            r"at \href{https://github.com/a/b}{https://github.com/a/b}.",
            ["https://github.com/a/b"],
        ),
        (r"code \href{https://x.org/y}{\textcolor{magenta}{here}}.", ["https://x.org/y"]),
        ("[GitHub](https://github.com/a/b)", ["https://github.com/a/b"]),
        ("See github.com/a/b for more.", ["github.com/a/b"]),
        ("Page: jane.github.io/thing.", ["jane.github.io/thing"]),
        ("https: //github.com/a/b", ["https://github.com/a/b"]),
        ("at https://github.com/a/\n  b.", ["https://github.com/a/b"]),
        ("at https://github.com/a\n/b.", ["https://github.com/a/b"]),
        ("at https://github.com/a/b.Our data is", ["https://github.com/a/b"]),
        ("Math $https://github.com/a/b$ ends.", ["https://github.com/a/b"]),
        ("https://host.org/a_(b) next", ["https://host.org/a_(b)"]),
        (
            "data https://huggingface.co/datasets/a/b and https://github.com/a/b.",
            ["https://huggingface.co/datasets/a/b", "https://github.com/a/b"],
        ),
        ("代码见https://github.com/a/b，欢迎", ["https://github.com/a/b"]),
        ("mail me@github.com or see foo.github.com", []),
        ("no link at all", []),
        ("code at this https URL", []),
    ],
)
def test_urls_are_found_however_they_are_written(text: str, urls: list[str]) -> None:
    assert [mention.url for mention in find_mentions(text, "abstract")] == urls


def test_a_mention_keeps_the_words_of_its_own_sentence_only() -> None:
    text = "We beat all baselines. Our code is at https://github.com/a/b and more."
    assert find_mentions(text, "abstract")[0].before == "Our code is at "


def test_a_second_url_knows_what_is_said_behind_the_first() -> None:
    text = "Data: https://huggingface.co/datasets/a/b, code: https://github.com/a/b"
    assert find_mentions(text, "comment")[1].segment.strip(" ,") == "code:"


def test_link_text_is_kept_as_words() -> None:
    assert "project page" in plain_text(r"Our \href{https://x.org}{project page} shows it.")


def test_a_url_at_the_end_of_a_cut_abstract_is_marked() -> None:
    stub = "Code is available at https://github.com/owner/nam"
    cut = "x" * (999 - len(stub)) + " " + stub
    assert find_mentions(cut, "abstract")[0].is_cut
    assert not find_mentions(cut + "e.", "abstract")[0].is_cut or len(cut) + 2 in range(900, 1004)
    assert not find_mentions(stub, "abstract")[0].is_cut


@pytest.mark.parametrize("text", [None, "", "http", "https://", r"\url{}", "{" * 5000])
def test_nothing_and_nonsense_give_no_mentions(text: str | None) -> None:
    assert find_mentions(text, "comment") == ()
