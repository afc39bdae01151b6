"""With what right a forge is spoken to: nobody's, a token's, or a GitHub App's."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Access:
    """A token, or an App's number and private key; the secrets never show in a repr."""

    token: str | None = field(default=None, repr=False)
    app_id: str | None = None
    app_key: str | None = field(default=None, repr=False)  # PEM

    @property
    def is_app(self) -> bool:
        """Whether an App acts; an App has no account and so no fork of its own."""
        return bool(self.app_id and self.app_key) or (self.token or "").startswith("ghs_")

    @property
    def is_nobody(self) -> bool:
        """Whether there is nothing to show: enough to read a public list, for nothing else."""
        return not self.token and not (self.app_id and self.app_key)
