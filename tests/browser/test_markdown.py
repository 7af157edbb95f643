"""Discord's Markdown, as the page draws it."""

import pytest
import pytest_asyncio

from tests.browser.conftest import looking
from tests.examined import examined

pytestmark = pytest.mark.asyncio(loop_scope="session")

RENDER = """async (text) => {
    const { markdown } = await import("/page/markdown.js");
    const links = {
        userName: (id) => (id === "5" ? "Ana" : null),
        channel: (id) => (id === "7" ? "#clips" : null),
        roleName: (id) => (id === "9" ? "Artist" : null),
        isMe: () => false,
        now: () => 1_700_000_000_000,
        onChannel: () => {},
        onMessage: () => {},
        onCommand: () => {},
    };
    const box = document.createElement("div");
    box.append(...markdown(text, links));
    return box.innerHTML;
}"""

SHOWN = [
    (
        "**bold** *it* _it_ __under__ ~~gone~~ `code`",
        [
            "<strong>bold</strong>",
            "<em>it</em> <em>it</em>",
            "<u>under</u>",
            "<s>gone</s>",
            "<code>code</code>",
        ],
    ),
    ("***both***", ["<strong>", "<em>"]),
    ("snake_case_name and 2*3*4", ["snake_case_name"]),
    (r"\*not bold\*", ["*not bold*"]),
    (
        "# One\n## Two\n-# small",
        ['class="level-1">One', 'class="level-2">Two', 'class="subtext">small'],
    ),
    ("> said\n> twice\nafter", ["<blockquote><p>said\ntwice</p></blockquote><p>after</p>"]),
    (">>> all\nof it", ["<blockquote><p>all\nof it</p></blockquote>"]),
    ("- a\n- b\n  - c", ["<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"]),
    ("3. a\n4. b", ['<ol start="3"><li>a</li><li>b</li></ol>']),
    ("- a\n1. b", ["<ul><li>a</li></ul><ol"]),
    ("```py\nx = '**1**'\n```", ["x = '**1**'</code></pre>"]),
    ("<@5> <@!5> <#7> <@&9> <@404>", ["@Ana", "#clips", "@Artist", "@unknown member"]),
    ("https://discord.com/channels/1/7/33", ["#clips › message"]),
    ("https://discord.com/channels/1/404/33", ['href="https://discord.com/channels/1/404/33"']),
    ("[name](https://example.com/a)", ['href="https://example.com/a"', ">name</a>"]),
    ("<https://example.com/b>", ['href="https://example.com/b"']),
    ("see https://example.com/c.", ['href="https://example.com/c"', "</a>."]),
    ("||hidden||", ['aria-label="Show spoiler"', "hidden"]),
    ("<t:1700000000:R>", ["<time", "now"]),
]

NOT_SHOWN = [
    ("[name](javascript:alert(1))", "<a"),
    ("[https://bank.example](https://evil.example)", ">https://bank.example</a>"),
    ("[x](data:text/html,hi)", "<a"),
    ("<b>bold</b>", "<b>"),
    ("<t:99999999999999999:R>", "<time"),
    ("2*3*4 and snake_case_name", "<u>"),
]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def page(browser):
    """Ana's page; drawing marks leaves nothing on it, so one is enough."""
    async with examined() as discord, looking(browser) as look:
        seat = await look(f"{discord.page_url}&as={discord.member('ana').id}")
        yield seat.page


@pytest.mark.parametrize(("text", "parts"), SHOWN, ids=[text[:24] for text, _ in SHOWN])
async def test_marks_become_elements(text, parts, page):
    """Each mark of the subset is drawn as its element."""
    html = await page.evaluate(RENDER, text)
    for part in parts:
        assert part in html


@pytest.mark.parametrize(("text", "part"), NOT_SHOWN, ids=[text[:24] for text, _ in NOT_SHOWN])
async def test_what_discord_does_not_allow_stays_text(text, part, page):
    """Unsafe or deceiving links, HTML and impossible times are shown as typed."""
    assert part not in await page.evaluate(RENDER, text)


async def test_every_style_of_a_time_has_words(page):
    """All of Discord's timestamp styles are drawn, in the reader's language and zone."""
    text = " / ".join(f"<t:1700000000:{style}>" for style in "tTdDfFRsS") + " / <t:1700000000>"
    html = await page.evaluate(RENDER, text)
    assert html.count("<time") == 10
    assert "Tuesday, 14 November 2023 at 22:13</time>" in html
    assert "22:13" in html


async def test_endless_marks_do_not_freeze_the_page(page):
    """Four thousand unfinished marks are drawn within a second."""
    for mark in ("*a", "_a", "[a](", "`", "||a", "<t:", "> ", "\\", "**a*", "__a_"):
        text = (mark * 4000)[:4000]
        spent = await page.evaluate(
            f"async (text) => {{ const t = performance.now(); await ({RENDER})(text);"
            " return performance.now() - t; }",
            text,
        )
        assert spent < 1000, mark
