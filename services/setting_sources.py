"""Where settings come from: the environment and `.env`, as they were typed.

No sentence here holds a value: a key pasted into the wrong line must not end up in a log.
"""

from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import parse_stream


def given_values(
    environ: Mapping[str, str], env_file: Path | None, problems: list[str]
) -> dict[str, str]:
    """Every variable that is not empty, by name; the environment wins over the file.

    What can't be read of the file is added to `problems`, one whole sentence each.
    """
    given: dict[str, str] = {}
    if env_file is not None:
        given.update(_filled(_read_env_file(env_file, problems)))
    given.update(_filled(environ))
    return given


def _filled(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if value and value.strip()}


def _read_env_file(path: Path, problems: list[str]) -> dict[str, str | None]:
    """What the file says, without `${…}` being replaced: a key may hold any character."""
    if path.exists() and not path.is_file():
        problems.append(f"{path} cannot be read: it is not a file.")
        return {}
    try:
        # utf-8-sig: editors on Windows put a byte order mark in front of the first name.
        with path.open(encoding="utf-8-sig") as stream:
            bindings = list(parse_stream(stream))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problems.append(f"{path} cannot be read: {reason}.")
        return {}
    problems.extend(
        f"{path}, line {binding.original.line}, is not NAME=value; correct or remove it."
        for binding in bindings
        if binding.error
    )
    return {binding.key: binding.value for binding in bindings if binding.key}
