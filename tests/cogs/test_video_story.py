"""A member, `/video`, and a clip in the channel."""


async def test_first_clip(lane):
    """A newcomer reads the rules, presses one button, and the clip arrives with one ping."""
    rules = await lane.slash("newcomer", "video", {"prompt": "a red lighthouse in a storm"})
    assert rules.ephemeral
    assert "PG-13" in rules.text
    assert not await lane.all_jobs()
    answer = await lane.press("newcomer", rules, "Make it for 5 credits")
    assert answer.id == rules.id
    [job] = await lane.all_jobs()
    assert job.code in answer.text
    clip = await lane.until_posted()
    assert clip.pings == {lane.discord.member("newcomer").id}
    assert lane.said == [clip.text]
    assert await lane.proof() == []
