"""Config files: every mistake is answered with the file, the line and the cure."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import ConfigError
from ingest.forges.access import Access
from ingest.lists.plan import ListPlan
from ingest.settings import Home, github_access, load_config, shipped


@pytest.fixture
def home(tmp_path: Path) -> Home:
    shutil.copytree(shipped("config"), tmp_path / "config")
    return Home(tmp_path)


def test_the_shipped_config_is_good(home: Home) -> None:
    config = load_config(home)
    assert [plan.name for plan in config.lists] == [
        "awesome-ai4med",
        "awesome-medical",
        "awesome-medical-llm-agent",
        "awesome-multimodal-medical-imaging",
    ]
    assert config.sources.arxiv.categories[0] == "cs.AI"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message", "cure"),
    [
        ("sources.yaml", "page_size: 200", "page_sise: 200", "page_sise", "unknown key 'arxiv.page_sise'", "did you mean 'page_size'?"),
        ("sources.yaml", "page_size: 200", "page_size: 5000", "page_size", "less than or equal to 2000", "mend the value"),
        ("sources.yaml", "page_size: 200", "page_size: [", "page_size", "not valid YAML", "mend"),
        ("sources.yaml", "contact:", "contakt:", "contakt", "the key 'contact' is missing", "mend"),
        ("lists/awesome-medical.yaml", "[model-editing]", "[model-edit]", "model-edit", "which no rule file defines", "did you mean 'model-editing'?"),
        ("lists/awesome-medical-llm-agent.yaml", "[about-language-or-agents]", "[about-language-agents]", "about-language-agents", "the shared rule 'about-language-agents', which no rule file defines", "did you mean 'about-language-or-agents'?"),
        ("lists/awesome-medical.yaml", "forge: local", "forge: gitlab", "forge", "'local' or 'github'", "mend the value"),
        ("lists/awesome-medical.yaml", "  - heading: Evaluation", "  - headline: Evaluation", "headline", "missing", "mend"),
        ("lists/awesome-medical.yaml", "forge: local", "style: {ordr: append}\nforge: local", "style", "unknown key 'style.ordr'", "did you mean 'order'?"),
        ("lists/awesome-medical.yaml", "forge: local", "style:\n  order: alphabetical\n  order_by: date\nforge: local", "order_by", "the order alphabetical goes by title, name, venue", "mend the value"),
        ("lists/awesome-medical.yaml", "forge: local", "style:\n  links:\n    code: \"[code]\"\nforge: local", "    code:", "needs {url}", "mend the value"),
        ("lists/awesome-medical.yaml", "  - heading: Evaluation", "  - style:\n      template: \"- {titel}\"\n    heading: Evaluation", "template", "{titel} stands for nothing", "mend the value"),
        ("lists/awesome-ai4med.yaml", "require: [data]", "require: [dat]", "require: [dat]", "'weights'", "mend the value"),
    ],
)  # fmt: skip
def test_a_typo_names_file_and_line_and_cure(
    home: Home, file: str, old: str, new: str, line: str, message: str, cure: str
) -> None:
    path = home.config / file
    text = path.read_text(encoding="utf-8").replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    lines = [number for number, one in enumerate(text.split("\n"), 1) if line in one]
    with pytest.raises(ConfigError) as caught:
        load_config(home)
    error = caught.value
    assert message in error.what
    assert cure in error.todo
    place, _, number = error.where.rpartition(":")
    assert place == str(path)
    if "missing" not in error.what:  # a missing key has no line of its own: its parent's is named
        assert lines[0] <= int(number) <= lines[-1] + 1


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda home: shutil.rmtree(home.config), "there is no config folder"),
        (lambda home: shutil.rmtree(home.config / "rules"), "there are no rules"),
        (lambda home: shutil.rmtree(home.config / "lists"), "no list is configured"),
        (lambda home: (home.config / "sources.yaml").unlink(), "the file is missing"),
        (lambda home: (home.config / "sources.yaml").write_bytes(b"contact: \xff"), "not UTF-8"),
    ],
)
def test_what_is_missing_is_said(home: Home, spoil, message: str) -> None:
    spoil(home)
    with pytest.raises(ConfigError, match=message) as caught:
        load_config(home)
    assert caught.value.todo


PLAN = ListPlan("small", "github", "somebody/small", (), where="config/lists/small.yaml")


@pytest.mark.parametrize(
    ("environment", "access"),
    [
        ({}, Access()),
        ({"GITHUB_TOKEN": "a"}, Access("a")),
        ({"GITHUB_TOKEN": "a", "INGEST_GITHUB_TOKEN": "b"}, Access("b")),
        ({"INGEST_GITHUB_TOKEN": ""}, Access()),
        (
            {"GITHUB_TOKEN": "a", "INGEST_GITHUB_APP_ID": "5", "INGEST_GITHUB_APP_KEY": "x\\ny"},
            Access(app_id="5", app_key="x\ny"),
        ),
    ],
)
def test_the_right_to_write_comes_from_the_environment(
    environment: dict[str, str], access: Access
) -> None:
    assert github_access(PLAN, environment) == access


def test_a_list_may_name_the_variable_of_its_own_token() -> None:
    plan = replace(PLAN, token_variable="CLUB_TOKEN")
    assert github_access(plan, {"CLUB_TOKEN": "c", "INGEST_GITHUB_TOKEN": "b"}) == Access("c")
    with pytest.raises(ConfigError, match="CLUB_TOKEN is not set") as caught:
        github_access(plan, {"INGEST_GITHUB_TOKEN": "b"})
    assert caught.value.where == plan.where


def test_an_app_without_its_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not its private key"):
        github_access(PLAN, {"INGEST_GITHUB_APP_ID": "5"})
    key = tmp_path / "key.pem"
    key.write_text("the key")
    found = github_access(
        PLAN, {"INGEST_GITHUB_APP_ID": "5", "INGEST_GITHUB_APP_KEY_FILE": str(key)}
    )
    assert found.app_key == "the key"


def test_a_section_s_words_win_over_those_of_its_list(home: Home) -> None:
    path = home.config / "lists" / "awesome-medical.yaml"
    text = path.read_text(encoding="utf-8")
    whole = (
        "style:\n  order: newest-first\n  order_by: date\n  arxiv_address: pdf\n"
        '  links: {code: "[Code]({url})", paper: "[P]({url})"}\n'
    )
    own = '  - style:\n      order: append\n      links: {code: "[Github]({url})"}\n    heading: Evaluation'
    path.write_text(whole + text.replace("  - heading: Evaluation", own, 1), encoding="utf-8")
    plan = next(one for one in load_config(home).lists if one.name == "awesome-medical")
    styles = {one.heading: one.style for one in plan.sections}
    said = styles.pop("Evaluation")
    assert (said.order, said.order_by) == ("append", None)
    assert said.arxiv_address == "https://arxiv.org/pdf/{id}"
    assert dict(said.links) == {"code": ("[Github]({url})",) * 2, "paper": ("[P]({url})",) * 2}
    assert {(one.order, one.order_by) for one in styles.values()} == {("newest-first", "date")}
