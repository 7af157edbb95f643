"""The operator's settings: read from the environment and `.env`, checked all at once.

No message here is built from a value that somebody typed, only from a variable's name and from
the rule it broke: a key pasted into the wrong line must not end up in a log.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from domain.money import MICRO
from domain.policy import Ceilings, Policy, Timing
from domain.quota import Allowance, Quota
from services import setting_values as values
from services.setting_sources import given_values

PREFIX = "GREENLIGHT_"
_WITHOUT_PREFIX = ("discord_", "minimax_")


class SettingsError(Exception):
    """The settings cannot be used."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """`problems`: one whole sentence each, naming its variable and the fix."""
        super().__init__("\n".join(problems))
        self.problems = problems


def variable_name(field: str) -> str:
    """The environment variable that fills a field of `Settings`."""
    return field.upper() if field.startswith(_WITHOUT_PREFIX) else PREFIX + field.upper()


def _typed(parse: Callable[[str], Any]) -> BeforeValidator:
    """Parses what was typed; a default is a value already."""
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


Secret = Annotated[SecretStr, _typed(values.secret)]
Address = Annotated[str, _typed(values.service_address)]
CallbackAddress = Annotated[str, _typed(values.callback_address)]
BindHost = Annotated[str, _typed(values.bind_host)]
MicroDollars = Annotated[int, _typed(values.micro_dollars)]
Ids = Annotated[frozenset[int], _typed(values.discord_ids)]
Folder = Annotated[Path, AfterValidator(values.folder)]
ExistingFile = Annotated[Path, AfterValidator(values.existing_file)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], _typed(str.upper)]


def _count(default: int, most: int, what: str) -> Any:
    return Field(
        default=default, ge=1, le=most, description=f"a whole number of {what}, 1 to {most}"
    )


def _span(default: float, most: float, unit: str) -> Any:
    return Field(
        default=default,
        gt=0,
        le=most,
        allow_inf_nan=False,
        description=f"a number of {unit} above 0, at most {most:g}",
    )


class Settings(BaseSettings):
    """What the operator decides. Money in micro-dollars; each span of time in its name's unit.

    A field's description is what a good value is, as it reads after "must be".
    """

    model_config = SettingsConfigDict(
        alias_generator=variable_name,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    discord_token: Secret = Field(
        description="the bot's token: https://discord.com/developers/applications,"
        " your application, Bot, Reset Token"
    )
    discord_api_url: Address = "https://discord.com/api/v10"
    minimax_api_key: Secret | None = Field(
        default=None,
        description="the key of the MiniMax account that pays:"
        " https://platform.minimax.io, Account, API Keys",
    )
    minimax_api_url: Address = "https://api.minimax.io"

    callback_url: CallbackAddress | None = None
    callback_port: int = Field(
        default=8080, ge=1, le=65_535, description="the number of a port, 1 to 65535"
    )
    callback_host: BindHost = "127.0.0.1"

    data_dir: Folder = Path("data")
    models_file: ExistingFile | None = None
    log_level: LogLevel = Field(default="INFO", description="one of DEBUG, INFO, WARNING, ERROR")

    servers: Ids = frozenset()
    operators: Ids = frozenset()

    ceiling_day: MicroDollars = 20 * MICRO
    ceiling_month: MicroDollars = 200 * MICRO
    server_ceiling_day: MicroDollars = 5 * MICRO
    server_ceiling_month: MicroDollars = 50 * MICRO

    credits_per_day: int = _count(10, 1_000_000, "credits")
    running_per_member: int = _count(1, 100, "shots")
    waiting_per_member: int = _count(2, 1000, "shots")
    submits_per_minute: int = _count(5, 6000, "submits")
    longest_line_minutes: float = _span(120, 10_080, "minutes")

    poll_seconds: float = _span(10, 3600, "seconds")
    retry_seconds: float = _span(5, 3600, "seconds")
    # With it, connecting (20 s) and the largest upload (640 s) a request ends within the quarter of
    # an hour in which `reconciling` looks for what came of it.
    request_timeout_seconds: float = _span(60, 240, "seconds")
    give_up_hours: float = _span(24, 720, "hours")
    unconfirmed_minutes: float = _span(60, 10_080, "minutes")
    keep_days: float = _span(7, 3650, "days")
    keep_gb: float = _span(10, 1_000_000, "gigabytes")
    # Eight clips are fetched and any number made to fit their channels at the same time, of up to
    # 30 MB each; a share of the disk would be hundreds of gigabytes on a large one.
    spare_mb: int = _count(500, 1_000_000, "megabytes")
    stop_seconds: float = _span(20, 600, "seconds")

    @property
    def limits(self) -> Policy:
        """What may be spent, and by whom, before anybody chose otherwise in Discord."""
        return Policy(
            quota=Quota(
                member=Allowance(credits=self.credits_per_day),
                running=self.running_per_member,
                waiting=self.waiting_per_member,
            ),
            server=Ceilings(
                day_micro=self.server_ceiling_day, month_micro=self.server_ceiling_month
            ),
            bot=Ceilings(day_micro=self.ceiling_day, month_micro=self.ceiling_month),
        )

    @property
    def keep_bytes(self) -> int:
        """How much all kept files may take."""
        return int(self.keep_gb * 1e9)

    @property
    def spare_bytes(self) -> int:
        """With less free on the disk nothing is handed over."""
        return self.spare_mb * 1_000_000

    @property
    def timing(self) -> Timing:
        """How patient the services are."""
        return Timing(
            poll_s=self.poll_seconds,
            retry_s=self.retry_seconds,
            give_up_s=self.give_up_hours * 3600,
            unconfirmed_release_s=self.unconfirmed_minutes * 60,
            longest_line_s=self.longest_line_minutes * 60,
            keep_s=self.keep_days * 86_400,
            stop_s=self.stop_seconds,
        )

    @field_validator("ceiling_month", "server_ceiling_month")
    @classmethod
    def _holds_a_day(cls, month: int, info: ValidationInfo) -> int:
        day_field = str(info.field_name).replace("month", "day")
        day = info.data.get(day_field, 0)
        if month < day:
            raise ValueError(
                f"(${month / MICRO:g}) must not be below {variable_name(day_field)}"
                f" (${day / MICRO:g})."
            )
        return month

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` was given: never this process's own environment."""
        return (init_settings,)


VARIABLES = tuple(variable_name(field) for field in Settings.model_fields)


def load_settings(environ: Mapping[str, str], env_file: Path | None) -> Settings:
    """Read the settings; the environment wins over the file, an empty value counts as missing.

    Raises SettingsError with every problem found, not only the first.
    """
    problems: list[str] = []
    given = given_values(environ, env_file, problems)
    problems.extend(_unknown_names(given))
    known: dict[str, Any] = {name: given[name] for name in VARIABLES if name in given}
    try:
        settings = Settings(**known)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        problems.extend(_sentence(detail, given) for detail in details)
    if not given.keys() & {"MINIMAX_API_KEY", "GREENLIGHT_MODELS_FILE"}:
        # With a file the accounts may be others; which keys they need is looked at with them.
        rule = Settings.model_fields["minimax_api_key"].description
        near = _perhaps_misspelt("MINIMAX_API_KEY", given)
        problems.append(f"MINIMAX_API_KEY is missing. It is {rule}.{near}")
    # Raised here and not in the handler: the library's error holds what was typed.
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def load_data_dir(environ: Mapping[str, str], env_file: Path | None) -> Path:
    """The data directory alone: what is done with it while the bot is away needs no keys.

    Raises SettingsError.
    """
    name, problems = variable_name("data_dir"), list[str]()
    given = given_values(environ, env_file, problems).get(name)
    try:
        found = values.folder(Path(given or Settings.model_fields["data_dir"].default))
    except ValueError as error:
        problems.append(f"{name} {error}")
    if problems:
        raise SettingsError(tuple(problems))
    return found


def load_key(name: str, environ: Mapping[str, str], env_file: Path | None) -> SecretStr:
    """The key of an account, from the variable that the models file names.

    Raises SettingsError when nothing stands there, or nothing that can be a key.
    """
    given = given_values(environ, env_file, []).get(name)
    if given is None:
        raise SettingsError((f"{name} is missing. An account in the models file needs its key.",))
    try:
        return SecretStr(values.secret(given))
    except ValueError as error:
        problem = f"{name} {error}"
    raise SettingsError((problem,))


def _unknown_names(given: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name not in VARIABLES:
            near = difflib.get_close_matches(name.upper(), VARIABLES, n=1, cutoff=0)[0]
            yield f"{name} is not a setting. The nearest one is {near}."


def _sentence(detail: ErrorDetails, given: Mapping[str, str]) -> str:
    # A broken default is reported by its field, a broken value by its variable.
    where = str(detail["loc"][0])
    field = next(key for key in Settings.model_fields if where in {key, variable_name(key)})
    name = variable_name(field)
    rule = Settings.model_fields[field].description
    if detail["type"] == "value_error":
        return f"{name} {detail['ctx']['error']}"
    if detail["type"] == "missing":
        return f"{name} is missing. It is {rule}.{_perhaps_misspelt(name, given)}"
    return f"{name} must be {rule}."


def _perhaps_misspelt(name: str, given: Mapping[str, str]) -> str:
    family = name.partition("_")[0] + "_"
    others = [key for key in given if key.upper().startswith(family) and key not in VARIABLES]
    near = difflib.get_close_matches(name, others, n=1)
    return f" ({near[0]} is set: is that the one?)" if near else ""
