"""What managers read about credits and turns: each choice in a sentence."""

from collections.abc import Iterator, Mapping

from cogs.ui.phrases import NOW_IN, counted, credits
from domain.quota import Allowance, Quota, RoleRule
from services.allowances import Used

#: What a member of several roles has.
_TOGETHER = {
    RoleRule.HIGHEST: "of several roles the most counts",
    RoleRule.SUM: "several roles add up",
}


def lines(quota: Quota, usual_credits: int | None, *, gifts: bool, used: Used) -> Iterator[str]:
    """All that holds and what is used of it, each kind on a line of its own; what nobody chose has
    no line."""
    together = f"Used: {used.by_members:,} {NOW_IN[quota.member.window]} by all together."
    yield f"**Credits** {member(quota, usual_credits)} {together}"
    if quota.roles:
        yield f"**Roles' credits** {roles(quota)}"
    if quota.channels:
        yield f"**Channels' credits** {channels(quota, used.channels)}"
    if quota.pool is not None:
        of_pool = f"Used: {used.pool or 0:,} {NOW_IN[quota.pool.window]}."
        yield f"**Pool** {pool(quota, usual_credits)} {of_pool}"
    if gifts:
        yield f"**Gifts** {gifts_between(allowed=True)}"
    yield f"**Line** {line(quota)}"
    if quota.weights:
        yield f"**Turns** {turns(quota)}"


def member(quota: Quota, usual_credits: int | None) -> str:
    """Each member's credits, and how many clips they are."""
    has = quota.member
    text = f"{credits(has.credits)} for each member and {has.window} ({quota.zone})"
    return f"{text}{_clips(has, usual_credits)}."


def roles(quota: Quota) -> str:
    """What members of a role have instead."""
    if not quota.roles:
        return "No role has credits of its own."
    each = ", ".join(f"<@&{role}> {number:,}" for role, number in sorted(quota.roles.items()))
    return f"{each} a {quota.member.window}, instead of everybody's; {_TOGETHER[quota.role_rule]}."


def channels(quota: Quota, used: Mapping[int, int] | None = None) -> str:
    """What all who ask in a channel share, and by channel what is used of it."""
    if not quota.channels:
        return "No channel has a limit of its own."
    each = ", ".join(
        f"<#{channel}> {_used(used, channel)}{one.credits:,} a {one.window}"
        for channel, one in sorted(quota.channels.items())
    )
    return f"{each}, shared by all who ask there, threads included."


def pool(quota: Quota, usual_credits: int | None) -> str:
    """What the whole server shares."""
    if quota.pool is None:
        count = "each member's credits are all that count"
        if quota.channels:
            count = "each member's credits count, and what some channels share"
        return f"The server shares no pool: {count}."
    has = quota.pool
    text = f"{credits(has.credits)} a {has.window} ({quota.zone}), shared by everyone"
    return f"{text}{_clips(has, usual_credits)}."


def zone(quota: Quota) -> str:
    """Where days begin."""
    return f"Days, weeks and months of credits begin at midnight in {quota.zone}; weeks on Monday."


def line(quota: Quota) -> str:
    """How many shots at once."""
    return f"{quota.running} being made and {quota.waiting} waiting at once for each member."


def turns(quota: Quota) -> str:
    """Whose shots come sooner."""
    if not quota.weights:
        return "Everybody has one turn beside another's one."
    each = ", ".join(f"<@&{role}> {number:g}" for role, number in sorted(quota.weights.items()))
    return f"{each} beside another member's one; of several roles the most counts."


def gifts_between(*, allowed: bool) -> str:
    """Whether credits may be given away."""
    if allowed:
        return "Members may give credits to each other: `/clips gift`."
    return "Members can't give credits to each other."


def _clips(has: Allowance, usual_credits: int | None) -> str:
    return f": {counted(has.credits // usual_credits, 'standard clip')}" if usual_credits else ""


def _used(by_channel: Mapping[int, int] | None, channel: int) -> str:
    return f"{by_channel.get(channel, 0):,} used of " if by_channel is not None else ""
