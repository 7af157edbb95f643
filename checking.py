"""Whether the bot could run: `python bot.py check` says what is well and what must be fixed.

Composed beside bot.py, which runs it: each service is asked what it is asked later, and nothing is
paid for.
"""

from collections.abc import Sequence

from cogs.client import bot_name
from services.catalogue import Catalogue
from services.checkup import examine_data, examine_discord, examine_disk, examine_engines
from services.checkup_offer import examine_offer
from services.inbound.reaching import examine_callbacks
from services.providers.account_plans import AccountPlan
from services.providers.engine_http import engine_session
from services.providers.making import make_provider
from services.settings import Settings
from storage import Database
from storage.files import disk_free


async def check(settings: Settings, catalogue: Catalogue, plans: Sequence[AccountPlan]) -> int:
    """Print what was found, one line each; 1 when something must be fixed."""
    async with engine_session() as session:
        findings = [
            *await examine_data(settings.data_dir, Database.open),
            *examine_disk(settings.data_dir, settings.spare_bytes, disk_free),
            await examine_discord(lambda: bot_name(settings), settings.discord_api_url),
        ]
        patience = settings.request_timeout_seconds
        findings += await examine_engines(
            plans, lambda plan: make_provider(plan, session, patience)
        )
        findings += await examine_callbacks(session, settings)
        findings += examine_offer(catalogue, [plan.account for plan in plans])
    for finding in findings:
        print(finding)
    return 0 if all(finding.is_well for finding in findings) else 1
