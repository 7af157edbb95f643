"""`python bot.py check`: would the bot run? One finding a line, each with its remedy."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.providers.account_plans import AccountPlan
from services.providers.base import Reachability, VideoProvider
from storage import Database, StorageUnavailable, proof
from storage.lock import AlreadyHeld
from storage.migrations import SchemaTooNew

#: What people copy along at an address's end; every adapter adds its own.
_VERSIONS = frozenset({"v1", "v2"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at; `is_well` says whether the bot can run as it is."""

    about: str
    text: str
    is_well: bool = True

    def __str__(self) -> str:
        return f"{'ok ' if self.is_well else 'FIX'}  {self.about}: {self.text}"


async def examine_data(
    data_dir: Path, open_database: Callable[[Path], Awaitable[Database]]
) -> list[Finding]:
    """Look at the data directory: can it be opened, do the books add up?"""
    try:
        database = await open_database(data_dir)
    except AlreadyHeld as error:
        text = f"in use by process {error.holder or 'unknown'}, which looks like the running bot"
        return [Finding(about="database", text=f"{text}; stop it to examine the ledger")]
    except (SchemaTooNew, StorageUnavailable, OSError) as error:
        return [Finding(about="database", text=str(error), is_well=False)]
    try:
        wrong = await database.read(proof.prove)
    finally:
        await database.close()
    well = [Finding(about="database", text=f"opens in {data_dir}")]
    if wrong:
        return well + [Finding(about="ledger", text=line, is_well=False) for line in wrong]
    return [*well, Finding(about="ledger", text="adds up")]


def examine_disk(data_dir: Path, spare_bytes: int, free: Callable[[Path], int]) -> list[Finding]:
    """Look whether there is room for clips; `free` tells the bytes free on a folder's disk.

    Of a folder that can't be reached the database's finding tells.
    """
    try:
        left = free(data_dir)
    except OSError:
        return []
    text = f"{left / 1e9:,.1f} GB free"
    if left >= spare_bytes:
        return [Finding(about="disk", text=text)]
    spare = f"less than the {spare_bytes / 1e6:,.0f} MB of GREENLIGHT_SPARE_MB"
    text = f"{text}, {spare}: nothing is handed over. Make room, or lower GREENLIGHT_KEEP_GB."
    return [Finding(about="disk", text=text, is_well=False)]


async def examine_engines(
    plans: Sequence[AccountPlan], make: Callable[[AccountPlan], VideoProvider]
) -> list[Finding]:
    """Look whether each account's service answers and takes the key; costs nothing.

    What is wrong with the key or the host of two accounts that nobody told apart is told once.
    """
    findings: list[Finding] = []
    broken: set[str] = set()
    for plan in plans:
        if plan.may_be_absent and plan.account.purse in broken:
            continue
        finding = await _examine_engine(make(plan), plan)
        findings.append(finding)
        if not finding.is_well:
            broken.add(plan.account.purse)
    return findings


async def examine_discord(log_in: Callable[[], Awaitable[str]], address: str) -> Finding:
    """Look whether Discord takes the token. `log_in` returns the bot's name or raises OSError
    with a sentence."""
    try:
        name = await log_in()
    except OSError as error:
        return Finding(about="Discord", text=f"{address}: {error}", is_well=False)
    return Finding(about="Discord", text=f"answers at {address}; the bot is {name}")


async def _examine_engine(provider: VideoProvider, plan: AccountPlan) -> Finding:
    about, address = f"account {plan.account.name}", plan.url
    found = await provider.check()
    if found.is_absent and plan.may_be_absent:
        # Nobody said that it should: it is no fault.
        text = f"{address}: {found.problem} Its models are not made there; all others are."
        return Finding(about=about, text=text)
    if not found.problem:
        return Finding(about=about, text=f"answers at {address} and takes the key")
    text = f"{address}: {found.problem} {_remedy(found, plan)}".rstrip()
    return Finding(about=about, text=text, is_well=False)


def _remedy(found: Reachability, plan: AccountPlan) -> str:
    """What to do about it, as far as the problem does not say so itself."""
    if found.is_key_refused and plan.key_env:
        return f"Set a valid {plan.key_env}."
    if found.is_key_refused:
        return "Name the variable that holds its key as key_env in the models file."
    version = plan.url.rpartition("/")[2]
    if not found.reachable and version in _VERSIONS:
        return f"Leave /{version} out at the end of its address: I add it."
    if not found.reachable:
        return (
            "Look at the network and at its address: MINIMAX_API_URL, or `url` in the models file."
        )
    return ""
