/** The small picture beside a name, drawn from the name and id alone. */

// The golden angle: people whose ids follow one another get colours far apart.
const HUE_STEP = 137n;

/** Paints initials on a colour that follows from the id; the bot has its lamp. */
export function drawAvatar(element, user, name) {
  element.classList.toggle("lamp", Boolean(user.bot));
  element.textContent = user.bot ? "" : initials(name);
  element.style.setProperty("--hue", String((BigInt(user.id ?? 0) * HUE_STEP) % 360n));
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [name];
  return letters
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}
