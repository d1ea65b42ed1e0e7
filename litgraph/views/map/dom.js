/* What the page is built with. Text from the knowledge base only ever becomes text nodes and attributes. */

/**
 * An element with attributes and children; strings become text, functions listen.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} attributes
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child)));
  return element;
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
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/**
 * Set attributes of an element; without those that are false or undefined.
 * @param {Element} element
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} attributes
 */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value === false || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}

/** Text from the knowledge base inside a sentence of the page, whose direction it must not change. @param {string} text */
export function bdi(text) {
  return el("bdi", {}, text);
}

/** An element of the page that is there. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** Say something in the bar, where screen readers listen. @param {string} text */
export function showStatus(text) {
  byId("status").textContent = text;
}

/** Pieces with a dot between them. @param {(Node | string | null | undefined | false)[]} pieces @returns {(Node | string)[]} */
export function dotted(pieces) {
  const present = /** @type {(Node | string)[]} */ (pieces.filter((piece) => piece));
  return present.flatMap((piece, place) => (place ? [" · ", piece] : [piece]));
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
