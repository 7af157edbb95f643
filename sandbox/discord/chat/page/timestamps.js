/** Discord's `<t:unix:style>` in the reader's own language and zone. */

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

const UNITS = [
  ["year", 365 * 86400],
  ["month", 30 * 86400],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

// Discord accepts only what a JavaScript date can hold.
const FURTHEST = 8_640_000_000_000;

/** The words for a time, or `null` where `unix` (seconds) is no date. */
export function timeText(unix, style, nowMs) {
  if (Math.abs(unix) > FURTHEST) return null;
  if (style === "R") return relative(unix - nowMs / 1000);
  return new Intl.DateTimeFormat(undefined, STYLES[style] ?? STYLES.f).format(unix * 1000);
}

/** "Today at 14:03", "Yesterday at 09:10", else the date: the time beside a message. */
export function messageTime(iso, nowMs) {
  const then = new Date(iso);
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(then);
  const days = Math.round((midnight(nowMs) - midnight(then)) / 86_400_000);
  if (days === 0) return time;
  if (days === 1) return `yesterday, ${time}`;
  return timeText(then / 1000, "s", nowMs);
}

/** Full date and time, for tooltips and screen readers. */
export function fullTime(unix) {
  return timeText(unix, "F", 0) ?? String(unix);
}

/** Keeps every time on the page that tells how long ago it was current, by the sandbox's clock. */
export function keepRelativeTimes(root, world) {
  const renew = () => {
    for (const element of root.querySelectorAll("time[data-relative], time[data-message]")) {
      const text = wordsOf(element, world.now());
      if (element.textContent !== text) element.textContent = text;
    }
  };
  setInterval(renew, 1000);
  world.addEventListener("clock", renew);
}

function wordsOf({ dataset, dateTime }, now) {
  return "relative" in dataset
    ? timeText(Number(dataset.relative), "R", now)
    : messageTime(dateTime, now);
}

function relative(seconds) {
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const [unit, length] = UNITS.find((one) => Math.abs(seconds) >= one[1]) ?? ["second", 1];
  return format.format(Math.trunc(seconds / length), unit);
}

function midnight(moment) {
  return new Date(moment).setHours(0, 0, 0, 0);
}
