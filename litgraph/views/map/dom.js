/* Small words for building the page. Text from the knowledge base only ever becomes text nodes and attributes. */

/**
 * An element with attributes and children; strings become text, functions listen.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} attributes
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  dress(made, attributes);
  made.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child)));
  return made;
}

/**
 * The same for SVG.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} attributes
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svgEl(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(made, attributes);
  made.append(...children);
  return made;
}

/** @param {Element} made @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} attributes */
function dress(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
}

/** Text from the knowledge base inside a sentence of ours: its direction must not spill over. @param {string} text */
export function said(text) {
  return el("bdi", {}, text);
}

/** An element of the page that is there. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** Pieces with a dot between them. @param {(Node | string | null | undefined | false)[]} pieces @returns {(Node | string)[]} */
export function dotted(pieces) {
  const kept = /** @type {(Node | string)[]} */ (pieces.filter((piece) => piece));
  return kept.flatMap((piece, place) => (place ? [" · ", piece] : [piece]));
}

/** "12,345"; the browser's own way takes longer to wake than the map to draw. @param {number} number */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** "1 work", "2 works". @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Whether the reader asked for less motion. */
export function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
