"""What managers and staff read: a server's rules in sentences, and what they mean in clips."""

from dataclasses import dataclass

from cogs.ui import words_quota
from cogs.ui.phrases import capital
from cogs.ui.reply import Reply
from cogs.ui.words_money import at_most, remark
from domain.money import dollars
from services.allowances import Used
from services.money import CeilingSheet
from services.rules import PICTURE_ROLE_NAME, Images, ServerRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that `settings show` says. `usual_credits`: a standard clip's price, None: no model."""

    rules: ServerRules
    money: CeilingSheet
    usual_credits: int | None
    missing: tuple[str, ...]
    used: Used


def sheet(facts: Sheet) -> Reply:
    """A server's rules as they stand."""
    rules = facts.rules
    lines = [
        _open(rules),
        f"**Money** {_money(facts.money)}",
        *words_quota.lines(
            rules.policy.quota, facts.usual_credits, gifts=rules.gifts, used=facts.used
        ),
        f"**Channels** {channels(rules.channel_ids)}",
        f"**Pictures** {images(rules.images, rules.images_role_id)}",
        f"**Presets** {presets(rules.presets_role_id)}",
        f"**Staff** {staff(rules)}",
        f"**Here** {_rights(facts.missing)}",
    ]
    return Reply(text="\n".join(lines))


def channels(ids: frozenset[int]) -> str:
    """Where clips are made."""
    if not ids:
        return "Clips are made in every channel where I may post."
    return "Clips are made in " + ", ".join(f"<#{number}>" for number in sorted(ids)) + "."


def images(who: Images, role_id: int | None) -> str:
    """Who may use pictures."""
    if who is Images.NOBODY:
        return "Nobody may use pictures."
    if who is Images.EVERYONE:
        return "Everyone may use pictures."
    role = f"<@&{role_id}>" if role_id else f"the role {PICTURE_ROLE_NAME}"
    return f"Members with {role}, and managers, may use pictures."


def presets(role_id: int | None) -> str:
    """Who keeps the server's presets."""
    if role_id is None:
        return "Staff keep the server's presets."
    return f"Members with <@&{role_id}>, and staff, keep the server's presets."


def staff(rules: ServerRules) -> str:
    """Who staff are, and where they are told."""
    who = (
        f"Members with <@&{rules.staff_role_id}>, and managers."
        if rules.staff_role_id
        else "Whoever has Moderate Members, and managers; `staff-role` names a role."
    )
    weekly = ", and each Monday how the week was" if rules.sums_up else ""
    where = (
        f" They are told in <#{rules.staff_channel_id}> what concerns them{weekly}."
        if rules.staff_channel_id
        else " What concerns them goes to the person who runs me, until `staff-channel` names a"
        " channel."
    )
    return who + where


def staff_channel(channel_id: int, *, can_post: bool) -> Reply:
    """After the staff channel was chosen."""
    text = f"Staff are told in <#{channel_id}>."
    if not can_post:
        text += " I can't write there yet: allow me View Channel and Send Messages in it."
    return Reply(text=text)


def paused(*, is_paused: bool) -> Reply:
    """After clips were paused or resumed."""
    if is_paused:
        return Reply(text="Clips are paused. Shots in line go on; new ones are turned away kindly.")
    return Reply(text="Clips are made again.")


def blocked(member_id: int) -> Reply:
    """After a member was blocked."""
    return Reply(
        text=f"I take no more requests from <@{member_id}> here. Their shots in line go on."
        " `/greenlight-mod unblock` undoes it."
    )


def unblocked(member_id: int, *, was_blocked: bool) -> Reply:
    """After a member was unblocked."""
    if was_blocked:
        return Reply(text=f"I take requests from <@{member_id}> again.")
    return Reply(text=f"<@{member_id}> wasn't blocked. Nothing changed.")


def _open(rules: ServerRules) -> str:
    if not rules.is_open:
        return "This server isn't open for clips yet; the person who runs this bot can open it."
    if rules.paused:
        return "Clips are paused here; `/greenlight settings resume` goes on."
    return "Clips are made here."


def _money(sheet: CeilingSheet) -> str:
    spent = sheet.spending
    return (
        f"{capital(at_most(sheet.binding, sheet.clip))}."
        f" Used: {dollars(spent.day_micro)} today, {dollars(spent.month_micro)} this month (UTC)."
        f"{remark(sheet.binding)}"
    )


def _rights(missing: tuple[str, ...]) -> str:
    if not missing:
        return "I have every right I need in this channel."
    return (
        f"In this channel I lack {' and '.join(missing)}; Edit Channel → Permissions → add me and"
        " allow them."
    )
