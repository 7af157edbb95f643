"""Settings: what is read, what is refused, and that no key ever shows."""

import logging
import os
from pathlib import Path

import pytest

from services.settings import (
    VARIABLES,
    SettingsError,
    load_settings,
)

TOKEN = "token-MTIzNDU2.Gabcde.f0r-tests"
KEY = "sk-api-very-secret-0123456789"
BOTH = {"DISCORD_TOKEN": TOKEN, "MINIMAX_API_KEY": KEY}


def problems(environ: dict[str, str], env_file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, env_file)
    return caught.value.problems


def only_problem(name: str, value: str) -> str:
    [problem] = problems({**BOTH, name: value})
    return problem


def test_two_keys_are_enough():
    """With the two keys alone everything else has the default that the documentation promises."""
    settings = load_settings(BOTH, None)
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.minimax_api_key.get_secret_value() == KEY
    assert settings.discord_api_url == "https://discord.com/api/v10"
    assert settings.minimax_api_url == "https://api.minimax.io"
    assert settings.data_dir == Path("data")
    assert settings.servers == settings.operators == frozenset()
    assert (settings.ceiling_day, settings.ceiling_month) == (20_000_000, 200_000_000)
    assert (settings.server_ceiling_day, settings.server_ceiling_month) == (5_000_000, 50_000_000)
    assert (settings.credits_per_day, settings.submits_per_minute) == (10, 5)


def test_nothing_comes_from_this_process(monkeypatch):
    """Only what is handed in is read, whatever the real environment holds."""
    monkeypatch.setenv("MINIMAX_API_KEY", KEY)
    monkeypatch.setenv("GREENLIGHT_POLL_SECONDS", "99")
    [problem] = problems({"DISCORD_TOKEN": TOKEN})
    assert problem.startswith("MINIMAX_API_KEY is missing")
    assert load_settings(BOTH, None).poll_seconds == 10


def test_all_problems_at_once():
    """Every problem of every kind comes in one answer, each naming its variable."""
    found = problems(
        {
            "GREENLIGHT_CREDITS_PER_DAY": "many",
            "GREENLIGHT_SERVERS": "lantern lane",
            "GREENLIGHT_CEILING_DAY": "30",
            "GREENLIGHT_CEILING_MONTH": "20",
            "GREENLIGHT_DATADIR": "x",
            "MINIMAX_API_URL": "ftp://host",
        }
    )
    for name in (
        "DISCORD_TOKEN",
        "MINIMAX_API_KEY",
        "GREENLIGHT_CREDITS_PER_DAY",
        "GREENLIGHT_SERVERS",
        "GREENLIGHT_CEILING_MONTH",
        "GREENLIGHT_DATADIR",
        "MINIMAX_API_URL",
    ):
        assert sum(problem.startswith(name + " ") for problem in found) == 1, name
    assert len(found) == 7
    assert all(problem.endswith(".") for problem in found)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        pytest.param("DISCORD_TOKEN", "discord.com/developers", id="token"),
        pytest.param("MINIMAX_API_KEY", "platform.minimax.io", id="key"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "  "], ids=["absent", "empty", "blank"])
def test_a_missing_key_says_where_to_get_it(name, place, value):
    """A key that is absent or empty is missing, and the message says where to get one."""
    environ = {key: text for key, text in BOTH.items() if key != name}
    if value is not None:
        environ[name] = value
    [problem] = problems(environ)
    assert problem.startswith(f"{name} is missing")
    assert place in problem


def test_a_misspelt_key_is_pointed_at():
    """When a required name is missing and one close to it is set, that one is named."""
    [problem] = problems({"DISCORD_TOKEN": TOKEN, "MINIMAX_KEY": KEY})
    assert "MINIMAX_KEY is set" in problem


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        pytest.param("GREENLIGHT_DATADIR", "GREENLIGHT_DATA_DIR", id="missing underscore"),
        pytest.param("GREENLIGHT_POLL_SECOND", "GREENLIGHT_POLL_SECONDS", id="singular"),
        pytest.param("greenlight_servers", "GREENLIGHT_SERVERS", id="lower case"),
        pytest.param("GREENLIGHT_", "GREENLIGHT_", id="nothing after the prefix"),
    ],
)
def test_an_unknown_knob_names_the_nearest(name, nearest, tmp_path):
    """An unknown GREENLIGHT name is refused from the environment and from the file alike."""
    file = tmp_path / ".env"
    file.write_text(f"{name}=1\n")
    for found in (problems({**BOTH, name: "1"}), problems(BOTH, file)):
        [problem] = found
        assert problem.startswith(f"{name} is not a setting")
        assert nearest in problem


def test_other_programs_lines_are_left_alone(tmp_path):
    """Names of other programs in the environment or the file are nobody's problem."""
    file = tmp_path / ".env"
    file.write_text("# a comment\nPOSTGRES_PASSWORD=x\n\nexport DISCORD_COLOUR=red\n")
    assert load_settings({**BOTH, "PATH": "/bin"}, file).log_level == "INFO"


class TestFile:
    def test_the_environment_wins(self, tmp_path):
        """The environment wins over the file, but an empty value there does not count."""
        file = tmp_path / ".env"
        file.write_text(
            f"DISCORD_TOKEN={TOKEN}\nMINIMAX_API_KEY='{KEY}'\n"
            "GREENLIGHT_KEEP_DAYS=3 # days\nGREENLIGHT_STOP_SECONDS=4\n"
        )
        environ = {"GREENLIGHT_KEEP_DAYS": "5", "GREENLIGHT_STOP_SECONDS": "", "DISCORD_TOKEN": ""}
        settings = load_settings(environ, file)
        assert settings.minimax_api_key.get_secret_value() == KEY
        assert (settings.keep_days, settings.stop_seconds) == (5, 4)

    def test_a_key_is_taken_literally(self, tmp_path):
        """A dollar sign in a key is part of the key, not a reference to another variable."""
        file = tmp_path / ".env"
        file.write_text("DISCORD_TOKEN=a${HOME}b$c\nMINIMAX_API_KEY=k\n")
        assert load_settings({}, file).discord_token.get_secret_value() == "a${HOME}b$c"

    def test_a_byte_order_mark_is_harmless(self, tmp_path):
        """A file saved by an editor that puts a byte order mark first reads the same."""
        file = tmp_path / ".env"
        file.write_bytes(b"\xef\xbb\xbfDISCORD_TOKEN=t\r\nMINIMAX_API_KEY=k\r\n")
        assert load_settings({}, file).discord_token.get_secret_value() == "t"

    def test_no_file_is_fine(self, tmp_path):
        """The file may be absent."""
        assert load_settings(BOTH, tmp_path / ".env").log_level == "INFO"

    def test_a_broken_line_is_named(self, tmp_path):
        """A line that cannot be read is reported by its number, without what stands there."""
        file = tmp_path / ".env"
        file.write_text(f"DISCORD_TOKEN=t\n{KEY} oops\nMINIMAX_API_KEY=k\n")
        [problem] = problems({}, file)
        assert "line 2" in problem
        assert KEY not in problem

    @pytest.mark.parametrize("kind", ["folder", "not text"])
    def test_an_unreadable_file_is_one_problem(self, tmp_path, kind):
        """A file that cannot be read is named once, beside the other problems."""
        file = tmp_path / ".env"
        if kind == "folder":
            file.mkdir()
        else:
            file.write_bytes(b"DISCORD_TOKEN=\xff\xfe\n")
        found = problems({}, file)
        assert len(found) == 3
        assert f"{file} cannot be read" in found[0]


class TestAddress:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            pytest.param(
                "https://proxy.example/minimax/", "https://proxy.example/minimax", id="prefix"
            ),
            pytest.param("http://127.0.0.1:8124", "http://127.0.0.1:8124", id="loopback"),
            pytest.param("http://[::1]:8124/a/b", "http://[::1]:8124/a/b", id="loopback 6"),
            pytest.param("http://localhost:1/", "http://localhost:1", id="localhost"),
        ],
    )
    def test_is_kept(self, typed, read):
        """A good address keeps its path prefix and loses its last slash."""
        assert load_settings({**BOTH, "MINIMAX_API_URL": typed}, None).minimax_api_url == read

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            pytest.param("http://api.minimax.io", "https://", id="unprotected"),
            pytest.param("http://127.0.0.1.evil.example", "https://", id="looks like loopback"),
            pytest.param("http://localhost.example", "https://", id="looks like localhost"),
            pytest.param("api.minimax.io", "whole address", id="no scheme"),
            pytest.param("ftp://api.minimax.io", "whole address", id="other scheme"),
            pytest.param("https://", "whole address", id="no host"),
            pytest.param("https://host:port", "whole address", id="port in words"),
            pytest.param("http://[::1", "whole address", id="half a bracket"),
            pytest.param("https://me:pw@host", "bare address", id="user name"),
            pytest.param("https://host?key=1", "bare address", id="query"),
            pytest.param("https://host#x", "bare address", id="fragment"),
        ],
    )
    @pytest.mark.parametrize("name", ["DISCORD_API_URL", "MINIMAX_API_URL"])
    def test_is_refused(self, name, typed, why):
        """A bad address is refused with what is wrong about it."""
        problem = only_problem(name, typed)
        assert problem.startswith(name)
        assert why in problem


class TestCallbacks:
    def test_is_read(self):
        """An address with a path, a port and the host to listen at."""
        told = {
            "GREENLIGHT_CALLBACK_URL": "https://clips.example.org/green/",
            "GREENLIGHT_CALLBACK_PORT": "9000",
            "GREENLIGHT_CALLBACK_HOST": "0.0.0.0",
        }
        settings = load_settings({**BOTH, **told}, None)
        assert settings.callback_url == "https://clips.example.org/green"
        assert (settings.callback_host, settings.callback_port) == ("0.0.0.0", 9000)

    def test_nothing_is_listened_to_by_default(self):
        """Without an address there is none, and the rest would be this machine's own."""
        settings = load_settings(BOTH, None)
        assert settings.callback_url is None
        assert settings.callback_host == "127.0.0.1"

    @pytest.mark.parametrize(
        ("name", "typed", "why"),
        [
            ("GREENLIGHT_CALLBACK_URL", "http://clips.example.org", "https://"),
            ("GREENLIGHT_CALLBACK_URL", "clips.example.org", "whole address"),
            ("GREENLIGHT_CALLBACK_URL", "https://me:pw@clips.example.org", "bare address"),
            ("GREENLIGHT_CALLBACK_URL", "https://clips.example.org?token=1", "bare address"),
            ("GREENLIGHT_CALLBACK_HOST", "clips.example.org", "address of this machine"),
            ("GREENLIGHT_CALLBACK_HOST", "127.0.0.1:80", "address of this machine"),
            ("GREENLIGHT_CALLBACK_PORT", "0", "1 to 65535"),
            ("GREENLIGHT_CALLBACK_PORT", "65536", "1 to 65535"),
            ("GREENLIGHT_CALLBACK_PORT", "http", "1 to 65535"),
        ],
    )
    def test_is_refused(self, name, typed, why):
        """What can't be called, or listened at, is refused with what would work."""
        problem = only_problem(name, typed)
        assert problem.startswith(name)
        assert why in problem


class TestMoney:
    @pytest.mark.parametrize(
        ("typed", "micro"),
        [("20", 20_000_000), ("$7.5", 7_500_000), ("0.000001", 1), ("1e1", 10_000_000)],
    )
    def test_is_read_exactly(self, typed, micro):
        """Dollars become whole micro-dollars without any rounding."""
        assert load_settings({**BOTH, "GREENLIGHT_CEILING_DAY": typed}, None).ceiling_day == micro

    @pytest.mark.parametrize(
        "typed",
        [
            "0",
            "-1",
            "NaN",
            "-nan",
            "sNaN",
            "inf",
            "twenty",
            "1,50",
            "0.0000001",
            "1e99",
            "10000000",
            "٥",
            "５",
        ],
    )
    def test_is_refused(self, typed):
        """What is not an amount above nothing is refused."""
        problem = only_problem("GREENLIGHT_CEILING_DAY", typed)
        assert problem.startswith("GREENLIGHT_CEILING_DAY must be an amount of US dollars")

    @pytest.mark.parametrize("whose", ["", "SERVER_"], ids=["bot", "server"])
    def test_a_month_holds_a_day(self, whose):
        """A month's ceiling below its day's is refused, also against the other's default."""
        day, month = f"GREENLIGHT_{whose}CEILING_DAY", f"GREENLIGHT_{whose}CEILING_MONTH"
        assert day in only_problem(month, "1")
        assert only_problem(day, "500").startswith(month)
        assert load_settings({**BOTH, day: "500", month: "500"}, None)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("GREENLIGHT_POLL_SECONDS", "0"),
        ("GREENLIGHT_POLL_SECONDS", "-1"),
        ("GREENLIGHT_POLL_SECONDS", "nan"),
        ("GREENLIGHT_POLL_SECONDS", "inf"),
        ("GREENLIGHT_POLL_SECONDS", "10s"),
        ("GREENLIGHT_REQUEST_TIMEOUT_SECONDS", "241"),
        ("GREENLIGHT_CREDITS_PER_DAY", "0"),
        ("GREENLIGHT_CREDITS_PER_DAY", "2.5"),
        ("GREENLIGHT_CREDITS_PER_DAY", "9" * 5000),
        ("GREENLIGHT_SUBMITS_PER_MINUTE", "0"),
        ("GREENLIGHT_RUNNING_PER_MEMBER", "-2"),
        ("GREENLIGHT_LOG_LEVEL", "loud"),
        ("GREENLIGHT_SERVERS", "123"),
        ("GREENLIGHT_SERVERS", "１２３４５６７８９０１２３４５６７"),
        ("GREENLIGHT_OPERATORS", "@ana"),
        ("GREENLIGHT_MODELS_FILE", "/nowhere/models.toml"),
        ("GREENLIGHT_MODELS_FILE", "~nobody-of-that-name/models.toml"),
        ("GREENLIGHT_DATA_DIR", "~nobody-of-that-name/data"),
        ("GREENLIGHT_DATA_DIR", "x" * 5000),
    ],
)
def test_nonsense_is_refused(name, typed):
    """A value that makes no sense is refused in a sentence that does not repeat it."""
    problem = only_problem(name, typed)
    assert problem.startswith(name + " ")
    assert len(problem) < 200
    assert "None" not in problem


def test_ids_and_levels_are_read_kindly():
    """Spaces, a trailing comma, doubles and lower case do no harm."""
    settings = load_settings(
        {
            **BOTH,
            "GREENLIGHT_SERVERS": " 81384788765712384, 613425648685547541,81384788765712384, ",
            "GREENLIGHT_LOG_LEVEL": "debug",
        },
        None,
    )
    assert settings.servers == {81384788765712384, 613425648685547541}
    assert settings.log_level == "DEBUG"


def test_a_settings_file_that_is_none_is_not_waited_for(tmp_path):
    """A pipe under the name of .env would be read for ever: it is refused at once."""
    pipe = tmp_path / ".env"
    os.mkfifo(pipe)
    with pytest.raises(SettingsError, match="it is not a file"):
        load_settings(BOTH, pipe)


def test_paths_must_fit_what_is_there(tmp_path):
    """The data folder may be absent but not a file; a models file must be there."""
    file = tmp_path / "models.toml"
    file.write_text("")
    good = {
        **BOTH,
        "GREENLIGHT_DATA_DIR": str(tmp_path / "new"),
        "GREENLIGHT_MODELS_FILE": str(file),
    }
    settings = load_settings(good, None)
    assert settings.data_dir == tmp_path / "new"
    assert settings.models_file == file
    assert "names a file" in only_problem("GREENLIGHT_DATA_DIR", str(file))


def test_limits_and_patience_keep_their_units():
    """What the services are told is what the operator wrote, in micro-dollars and seconds."""
    written = {
        "GREENLIGHT_CREDITS_PER_DAY": "7",
        "GREENLIGHT_SERVER_CEILING_DAY": "1.50",
        "GREENLIGHT_CEILING_MONTH": "33",
        "GREENLIGHT_GIVE_UP_HOURS": "0.5",
        "GREENLIGHT_UNCONFIRMED_MINUTES": "2",
        "GREENLIGHT_KEEP_DAYS": "1",
        "GREENLIGHT_POLL_SECONDS": "0.25",
    }
    settings = load_settings({**BOTH, **written}, None)
    limits, timing = settings.limits, settings.timing
    assert (limits.quota.member.credits, limits.quota.running, limits.quota.waiting) == (7, 1, 2)
    assert (limits.server.day_micro, limits.server.month_micro) == (1_500_000, 50_000_000)
    assert (limits.bot.day_micro, limits.bot.month_micro) == (20_000_000, 33_000_000)
    assert (timing.give_up_s, timing.unconfirmed_release_s, timing.keep_s) == (1800, 120, 86_400)
    assert (timing.poll_s, timing.retry_s, timing.longest_line_s, timing.stop_s) == (
        0.25,
        5,
        7200,
        20,
    )


class TestSecrecy:
    @pytest.mark.parametrize("name", VARIABLES)
    def test_a_key_in_the_wrong_place_is_not_repeated(self, name, caplog):
        """Wherever a key is pasted, no message about it contains it."""
        caplog.set_level(logging.DEBUG)
        try:
            shown = repr(
                load_settings({**BOTH, name: KEY + " " + TOKEN, "GREENLIGHT_X": KEY}, None)
            )
        except SettingsError as error:
            shown = f"{error} {error!r} {error.__cause__!r} {error.__context__!r}"
        for secret in (KEY, TOKEN):
            assert secret not in shown
            assert secret not in caplog.text

    def test_settings_do_not_show_their_keys(self):
        """Neither key is in any printed form of the settings."""
        settings = load_settings(BOTH, None)
        for shown in (
            repr(settings),
            str(settings),
            settings.model_dump_json(),
            f"{vars(settings)}",
        ):
            assert KEY not in shown
            assert TOKEN not in shown

    def test_settings_cannot_be_changed(self):
        """What was checked stays what it was."""
        with pytest.raises(ValueError, match="frozen"):
            load_settings(BOTH, None).ceiling_day = 1

    @pytest.mark.parametrize(
        "typed",
        ["Bot " + TOKEN, TOKEN + "\nX: y", "tökén", "a\tb"],
        ids=["with Bot", "line break", "not ASCII", "tab"],
    )
    def test_a_key_must_fit_in_a_header(self, typed):
        """A key with spaces, line breaks or special characters is refused before any request."""
        assert "copy the bare key again" in only_problem("DISCORD_TOKEN", typed)


@pytest.mark.parametrize("name", [n for n in VARIABLES if n != "GREENLIGHT_DATA_DIR"])
def test_every_rule_can_be_said(name):
    """Whatever setting is wrong, the message is our own finished sentence about it."""
    problem = only_problem(name, "no such thing / at all")
    assert problem.startswith(name + " ")
    assert problem.endswith(".")
    assert "None" not in problem
