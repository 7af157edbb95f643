"""What messages look like: clips that play, texts that stay texts, a page that fits a phone."""

import io

import pytest
from PIL import Image
from playwright.async_api import expect

from sandbox.discord.shapes import Upload

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_clip_plays_and_seeks(sit, bot):
    """A posted H.264 clip really plays in the channel, and jumps to where one asks."""
    ana = await sit("ana")
    await ana.type("/clip ")
    await ana.press("Enter")
    video = ana.page.locator("video")
    await expect(video).to_have_attribute("aria-label", "AI-made clip. A wandering bar.")
    assert await video.evaluate("(one) => one.controls && one.playsInline && !one.muted")
    played = await video.evaluate(
        """async (one) => {
            await one.play();
            const moved = (done) => one.addEventListener("timeupdate", done, { once: true });
            while (one.currentTime < 0.3) await new Promise(moved);
            one.pause();
            return one.currentTime;
        }"""
    )
    assert 0.3 <= played < 4
    where = await video.evaluate(
        """async (one) => {
            one.currentTime = 3;
            await new Promise((done) => one.addEventListener("seeked", done, { once: true }));
            return one.currentTime;
        }"""
    )
    assert where == pytest.approx(3, abs=0.1)


async def _edit(sandbox, bot):
    posted = sandbox.clips[-1]
    channel = await bot.fetch_channel(posted.channel_id)
    message = await channel.fetch_message(posted.id)
    await message.edit(content="Other words")
    return "Other words"


async def _begin_anew(sandbox, bot):
    sandbox.give_role("ben", "Staff")
    sandbox.member("ben").send("I am staff now", channel="clips")
    return "I am staff now"


@pytest.mark.parametrize("change", [_edit, _begin_anew], ids=["an edit", "a whole new state"])
async def test_a_change_does_not_stop_a_clip(change, sit, bot, sandbox):
    """The very same video element stays while its message or everything around it changes."""
    ana = await sit("ana")
    await ana.type("/clip ")
    await ana.press("Enter")
    await ana.page.locator("video").evaluate("(one) => { one.dataset.mark = 'same'; }")
    words = await change(sandbox, bot)
    await expect(ana.message(words)).to_be_visible()
    await expect(ana.page.locator("video[data-mark=same]")).to_have_count(1)


async def test_what_is_hidden_waits_for_a_press(sit, sandbox):
    """Hidden words and pictures are shown by Enter; an enlarged picture gives the focus back."""
    data = io.BytesIO()
    Image.new("RGB", (64, 36), "teal").save(data, "PNG")
    picture = Upload("SPOILER_dot.png", data.getvalue(), "image/png")
    sandbox.member("ben").send("It ends ||with a storm||", channel="clips", files=[picture])
    ana = await sit("ana")
    await expect(ana.page.get_by_text("with a storm")).to_be_hidden()
    await ana.page.get_by_role("button", name="Show spoiler").press("Enter")
    await expect(ana.page.get_by_text("with a storm")).to_be_visible()
    await ana.page.get_by_role("button", name="Spoiler: show").press("Enter")
    small = ana.page.get_by_role("button", name="Enlarge")
    await expect(small).to_be_focused()
    await ana.press("Enter")
    await expect(ana.page.get_by_role("dialog")).to_be_visible()
    await ana.press("Escape")
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)
    await expect(small).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_needs_no_sideways_scrolling(scheme, sit, bot):
    """At 400 px messages, the command form and both drawers fit the width."""
    ana = await sit("ana", width=400, scheme=scheme)
    await ana.type("/clip ")
    await ana.press("Enter")
    await expect(ana.page.locator("video")).to_be_visible()
    await expect(ana.text).to_be_focused()
    await ana.type("/video a fox")
    await ana.page.get_by_role("button", name="Add camera").click()
    await expect(ana.page.get_by_role("option").first).to_be_visible()
    assert await ana.page.evaluate("document.documentElement.scrollWidth") <= 400
    assert await ana.page.evaluate("document.getElementById('scroller').scrollWidth") <= 400
    box = await ana.page.locator("video").bounding_box()
    assert box["width"] >= 300


async def test_the_drawer_is_worked_by_keyboard(sit, sandbox):
    """On a narrow page the places open as a drawer, take the focus, and give it back on Escape."""
    ana = await sit("ana", width=400)
    opener = ana.page.get_by_role("button", name="Places and people")
    await expect(opener.locator(".fresh")).to_be_hidden()
    sandbox.member("ben").send("over here", channel="lounge")
    await expect(opener.locator(".fresh")).to_be_visible()
    await opener.focus()
    await ana.press("Enter")
    await expect(ana.page.get_by_role("button", name="#clips")).to_be_focused()
    await ana.press("Escape")
    await expect(opener).to_be_focused()
    await expect(ana.page.get_by_role("button", name="#clips")).to_be_hidden()
