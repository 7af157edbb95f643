/** Keeps the focus where it was while a panel is drawn anew. */

/** Runs `draw`, then focuses what has the same `data-key` as before, else the next thing to do. */
export function keepFocus(element, draw) {
  const before = element.contains(document.activeElement) ? document.activeElement : null;
  const key = before?.dataset.key;
  draw();
  if (!before) return;
  const same = key && element.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same || firstShown(element, ".press") || firstShown(element, "button"))?.focus({
    preventScroll: true,
  });
}

function firstShown(element, selector) {
  return [...element.querySelectorAll(selector)].find((one) => one.offsetParent !== null);
}
