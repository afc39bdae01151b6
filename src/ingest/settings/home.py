"""The folder a user works in, and what comes with the program."""

from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Home:
    """The folder a user works in: its config, its warehouse, its embedded forge."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "config"

    @property
    def database(self) -> Path:
        return self.path / "warehouse" / "ingest.duckdb"

    @property
    def lease(self) -> Path:
        return self.path / "warehouse" / "run.lease"

    @property
    def raw(self) -> Path:
        return self.path / "warehouse" / "raw"

    @property
    def forge(self) -> Path:
        return self.path / "forge"


def check_home(home: Home) -> None:
    """ConfigError for a folder that is no home."""
    if not home.config.is_dir():
        raise ConfigError(
            "there is no config folder here",
            where=str(home.config),
            todo=f"make one with `ingest init {home.path}`, or name another home with --home",
        )


def shipped(folder: str) -> Path:
    """What comes with the program: `config`, `samples`, `warehouse/migrations`, `prefect.yaml`, ..."""
    inside = Path(__file__).parents[1] / "_home" / folder
    return inside if inside.exists() else Path(__file__).parents[3] / folder
