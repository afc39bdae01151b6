"""Does a repository's name bear a work's short name, and what else does it say?"""

import re

from ingest.artifacts.labels import name_size

_NOT_ALNUM = re.compile(r"[\W_]+")
_SPLIT = re.compile(r"[-_. ]+")
# Words that make no other thing of a name: stages, formats of the authors' own release, foundations.
_ORDINARY = re.compile(
    r"v?\d+|v\d.*|it|pt|sft|rl|rlhf|dpo|base|chat|instruct\w*|delta|hf|full|model|models|weights|checkpoints?|ckpt"
    r"|data|datasets?|train|training|pretrain\w*|corpus|bench|preview|official|text|en|zh|multilingual|tuning"
    r"|llama\d*|qwen\d*|mistral|mixtral|vicuna|gemma\d*|phi\d*|internlm\d*|internvl\d*|llava|yi|baichuan\d*|vl|"
)


def key_of(name: str) -> str:
    """A name or account as compared: letters and digits, lower case (`epfl-llm` is `epfLLM`)."""
    return _NOT_ALNUM.sub("", name).casefold()


def extra_words(repo_name: str, name: str) -> tuple[str, ...] | None:
    """The words of `repo_name` besides the work's `name` and a size; None where it does not bear the name.

    The name must stand as whole words: "Med-R1" is in `MedR1-2B` and `qwen-med_r1`, not in `MedR1X`.
    """
    wanted = key_of(name)
    words = [word for word in _SPLIT.split(repo_name) if word]
    keys = [key_of(word) for word in words]
    if not wanted:
        return tuple(_without_sizes(words))
    for start in range(len(keys)):
        joined = ""
        for end in range(start, len(keys)):
            joined += keys[end]
            if joined == wanted:
                return tuple(_without_sizes(words[:start] + words[end + 1 :]))
            if len(joined) > len(wanted):
                break
    return None


def bears_just(repo_name: str, name: str) -> bool:
    """Whether the repository's name is the work's name with sizes, stages and foundations only."""
    extras = extra_words(repo_name, name) if name else None
    return extras is not None and all(_ORDINARY.fullmatch(word) for word in extras)


def _without_sizes(words: list[str]) -> list[str]:
    return [word.casefold() for word in words if not name_size(word)]
