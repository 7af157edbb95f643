"""`check` looks at each account: what it says, and what it says to do about it."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from services.accounts import Account
from services.checkup import Finding, examine_disk, examine_engines
from services.providers.account_plans import AccountPlan
from services.providers.base import Reachability

PLAN = AccountPlan(
    account=Account(name="second", provider="minimax-v1", submits_per_minute=5),
    url="https://api.example.com",
    key=SecretStr("k"),
    key_env="K2",
)


@dataclass
class Checked:
    """An engine that a check finds so."""

    found: Reachability

    async def check(self) -> Reachability:
        return self.found


async def looked(plan: AccountPlan, found: Reachability) -> Finding:
    (finding,) = await examine_engines([plan], lambda _: Checked(found))
    return finding


REFUSED = Reachability(reachable=True, problem="The key is refused.", is_key_refused=True)
AWAY = Reachability(reachable=False, problem="It does not answer.")


@pytest.mark.parametrize(
    ("plan", "found", "remedy"),
    [
        (PLAN, REFUSED, "Set a valid K2."),
        (replace(PLAN, key=None, key_env=""), REFUSED, "key_env"),
        (PLAN, AWAY, "Look at the network"),
        (replace(PLAN, url="https://x.org/v1"), AWAY, "Leave /v1 out"),
        (replace(PLAN, url="https://x.org/v2"), AWAY, "Leave /v2 out"),
        (replace(PLAN, url="https://x.org/v1"), REFUSED, "Set a valid K2."),
    ],
)
async def test_the_remedy_fits_the_account(
    plan: AccountPlan, found: Reachability, remedy: str
) -> None:
    """Its own variable is named, and what is wrong about its own address."""
    finding = await looked(plan, found)
    assert not finding.is_well
    assert remedy in finding.text
    assert "MINIMAX_API_KEY" not in finding.text


def _fails(_: Path) -> int:
    raise FileNotFoundError(2, "No such file or directory")


DISKS = {
    "enough": (lambda _: 500_000_000, [(True, "0.5 GB free")]),
    "too little": (lambda _: 499_999_999, [(False, "Make room, or lower GREENLIGHT_KEEP_GB.")]),
    "no folder": (_fails, []),
}


@pytest.mark.parametrize(("free", "says"), DISKS.values(), ids=DISKS)
def test_room_for_clips_is_looked_at(free, says: list[tuple[bool, str]]) -> None:
    """Below the spare it would hand nothing over: said before it happens, with what helps."""
    found = examine_disk(Path("data"), 500_000_000, free)
    assert [(one.is_well, one.text.partition("over. ")[2] or one.text) for one in found] == says
