"""The placeholders of a template: `{title}`, `{date:%Y.%m}`, `{?code}`; a doubled brace is one of the text."""

import re

TOKEN = re.compile(r"\{\{|\}\}|\{(?P<mark>[?!]?)(?P<field>\w+)(?::(?P<form>[^{}]*))?\}")
