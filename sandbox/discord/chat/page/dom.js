/** Builds DOM nodes. Strings always become text nodes; nothing in this page parses HTML. */

/**
 * An element with attributes and children.
 *
 * `on` holds listeners, `data` the dataset, `class` the class names; a property that is `null`,
 * `undefined` or `false` is left out, `true` becomes an empty attribute.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(element, name, value);
  element.append(...children.flat(Infinity).filter(isShown));
  return element;
}

/** Replaces all children of `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isShown));
  return element;
}

let lastId = 0;

/** A document-wide unique id for labels and descriptions. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Lets a text area grow with its text, up to the height that the stylesheet allows. */
export function growWithText(area) {
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  };
  area.addEventListener("input", fit);
  requestAnimationFrame(fit);
  return fit;
}

/** "1.4 MB", "312 KB", "87 bytes": decimal units, as file managers show them. */
export function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "on") {
    for (const [event, listener] of Object.entries(value))
      element.addEventListener(event, listener);
  } else if (name === "value" || name === "hidden") element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}
