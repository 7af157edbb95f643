"""Adapters for accounts: which class speaks to which kind of engine."""

import aiohttp

from services.providers.account_plans import AccountPlan
from services.providers.base import VideoProvider
from services.providers.engine_line import EngineLine
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from services.providers.minimax_v1 import MiniMaxV1
from services.providers.minimax_v2 import MiniMaxV2
from services.providers.openai_videos import OpenAIVideos
from services.setting_values import service_address


def make_provider(
    plan: AccountPlan, session: aiohttp.ClientSession, request_timeout_s: float
) -> VideoProvider:
    """The adapter for an account; `request_timeout_s` is its patience with one answer.

    Raises ValueError for an address whose way is unprotected without the account saying so.
    """
    line = EngineLine(
        base_url=service_address(plan.url, plain_http=plan.plain_http),
        key=plan.key,
        session=session,
        request_timeout_s=request_timeout_s,
    )
    name = plan.account.name
    match plan.account.provider:
        case kind if kind == MINIMAX_V1 and plan.key is not None:
            return MiniMaxV1(account=name, line=line)
        case kind if kind == MINIMAX_V2 and plan.key is not None:
            return MiniMaxV2(account=name, line=line, may_be_absent=plan.may_be_absent)
        case kind if kind == OPENAI_VIDEOS:
            return OpenAIVideos(
                account=name, line=line, sends_json=plan.sends_json, lists=plan.lists
            )
        case kind:
            raise ValueError(f"there is no adapter for {kind}")
