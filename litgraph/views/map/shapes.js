/* What a figure is drawn with: type and how wide it is, round boxes and regions. */

import { COLOURS } from "./data.js";

/**
 * @typedef {import("./scene.js").Box} Box
 * @typedef {import("./scene.js").Ink} Ink
 */

/** A view less wide than this is a phone's. */
export const NARROW = 560;

/** How far apart lines of type stand. */
export const LEADING = 1.2;

const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** @type {Map<string, number>} */
const widths = new Map();

/** A font is not set again for nothing: that takes as long as measuring. */
let penWeight = 0;

/** The typeface of the page. */
export const fontFamily = getComputedStyle(document.body).fontFamily;

/** How wide a text is. @param {string} text @param {number} size @param {number} weight */
export function widthOf(text, size, weight) {
  const key = `${weight}${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (weight !== penWeight) pen.font = `${weight} 50px ${fontFamily}`;
    penWeight = weight;
    width = pen.measureText(text).width / 50;
    widths.set(key, width);
  }
  return width * size;
}

/** The ink of a theme. @param {number} theme @returns {Ink} */
export const themeInk = (theme) => `theme-${theme % COLOURS}`;

/** How colours are written that a style defines as custom properties. @param {CSSStyleDeclaration} style @returns {(ink: Ink) => string} */
export function paintOf(style) {
  const inks = ["paper", "ink", "muted", "line", "rule", "on-theme", ...Array.from({ length: COLOURS }, (_, theme) => themeInk(theme))];
  const colours = new Map(inks.map((ink) => [ink, style.getPropertyValue(`--${ink}`).trim()]));
  return (ink) => colours.get(ink) ?? "#000";
}

/** A number as a path spells it. */
export const n = (/** @type {number} */ value) => String(Math.round(value * 10) / 10);

/** @param {number} x @param {number} y @param {number} width @param {number} height @returns {Box} */
export const boxAround = (x, y, width, height) => ({
  left: x - width / 2,
  top: y - height / 2,
  right: x + width / 2,
  bottom: y + height / 2,
});

/** A box with round corners. @param {number} left @param {number} top @param {number} right @param {number} bottom @param {number} r */
export function roundedBox(left, top, right, bottom, r) {
  return `M${n(left + r)} ${n(top)}H${n(right - r)}A${r} ${r} 0 0 1 ${n(right)} ${n(top + r)}V${n(bottom - r)}A${r} ${r} 0 0 1 ${n(right - r)} ${n(bottom)}H${n(left + r)}A${r} ${r} 0 0 1 ${n(left)} ${n(bottom - r)}V${n(top + r)}A${r} ${r} 0 0 1 ${n(left + r)} ${n(top)}Z`;
}

/** A convex hull with padding and round corners. @param {number[][]} corners @param {number} padding */
export function paddedHull(corners, padding) {
  if (corners.length < 2) {
    const [[x, y]] = corners;
    return roundedBox(x - padding, y - padding, x + padding, y + padding, padding);
  }
  const parts = corners.map(([x, y], place) => {
    const [beforeX, beforeY] = corners[(place + corners.length - 1) % corners.length];
    const [afterX, afterY] = corners[(place + 1) % corners.length];
    const from = Math.atan2(y - beforeY, x - beforeX) - Math.PI / 2;
    const to = Math.atan2(afterY - y, afterX - x) - Math.PI / 2;
    const start = `${n(x + padding * Math.cos(from))} ${n(y + padding * Math.sin(from))}`;
    return `${place ? "L" : "M"}${start}A${n(padding)} ${n(padding)} 0 0 1 ${n(x + padding * Math.cos(to))} ${n(y + padding * Math.sin(to))}`;
  });
  return `${parts.join("")}Z`;
}
