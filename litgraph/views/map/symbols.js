/* The symbols of works: what they look like, how large they are, and which matter most. */

import { citations, cited, isRead, isTheme, NODES, themesOf, works } from "./data.js";
import { n, themeInk } from "./shapes.js";

/**
 * @typedef {import("./scene.js").Shape} Shape
 * @typedef {import("./scene.js").Writing} Writing
 */

/** Up to so many works lines from works to their themes are drawn; beyond, colour and place say it. */
export const MOST_TIES = 400;

/** Themes that a symbol shows; a "+" stands for the rest. */
export const MAX_PARTS = 4;

/** How high a symbol is at zoom 1. */
export const HEIGHT = 22;

/** Symbols lower than this are dots, without their numbers. */
export const DOT = 10;

/** Few works keep symbols that can be read and touched, however small the screen. */
export const LEAST_SCALE = Math.min(0.62, 6 / Math.sqrt(works.length));

/** How often a work is cited in the texts that were read. */
export const timesCited = cited.map((places) => places.reduce((sum, place) => sum + citations[place].places.length, 0));

/** How much bigger than another each work is drawn: by how often it is cited. */
export const weightOf = timesCited.map((times) => Math.min(1.9, 0.9 + 0.15 * Math.log2(1 + times)));

/** The nodes, those that matter most first: papers that were read, then by how often they are cited. */
export const byImportance = Array.from({ length: NODES }, (_, node) => node).sort(
  (a, b) =>
    Number(isTheme(b)) - Number(isTheme(a)) ||
    (isTheme(a) ? 0 : Number(isRead(b)) - Number(isRead(a)) || timesCited[b] - timesCited[a] || themesOf[b].length - themesOf[a].length),
);

/** Each work's symbol at zoom 1: its half width and half height. */
export const halfSizes = works.map((_, work) => {
  const parts = Math.min(themesOf[work].length, MAX_PARTS);
  if (!parts) return isRead(work) ? [11, 14] : [9, 9];
  return [HEIGHT / 2 + (parts - 1) * 9.5, (isRead(work) ? 26 : HEIGHT) / 2];
});

/** A part of a pill or sheet between two x: round, square or folded ends. @param {number} left @param {number} right
 *  @param {number} half @param {string} start @param {string} end */
function outline(left, right, half, start, end) {
  const r = half;
  const from = start === "round" ? `M${n(left + r)} ${n(-half)}` : `M${n(left)} ${n(-half)}`;
  const to =
    end === "round"
      ? `H${n(right - r)}A${n(r)} ${n(r)} 0 0 1 ${n(right - r)} ${n(half)}`
      : end === "fold"
        ? `H${n(right - 7)}L${n(right)} ${n(7 - half)}V${n(half)}`
        : `H${n(right)}V${n(half)}`;
  const back = start === "round" ? `H${n(left + r)}A${n(r)} ${n(r)} 0 0 1 ${n(left + r)} ${n(-half)}` : `H${n(left)}`;
  return `${from}${to}${back}Z`;
}

/** @typedef {{shapes: Shape[], writings: Writing[]}} Look */
/** Works of the same themes and roles look the same. @type {Map<string, Look>} */
const looks = new Map();
/** @type {Look[]} */
const lookOf = [];

/** The drawing of a work's symbol around its middle, at zoom 1. @param {number} work */
export function symbolLook(work) {
  lookOf[work] ??= newLook(work);
  return lookOf[work];
}

/** @param {number} work */
function newLook(work) {
  const workThemes = themesOf[work];
  const isPaper = isRead(work);
  const key = `${isPaper} ${workThemes.map(({ theme, role }) => `${theme}${role === "mentioned" ? "m" : ""}`).join()}`;
  let look = looks.get(key);
  if (!look) {
    look = isPaper && !workThemes.length ? sheet() : workThemes.length ? pill(workThemes, isPaper) : blank();
    looks.set(key, look);
  }
  return look;
}

function blank() {
  return { shapes: [{ d: "M-8 0A8 8 0 1 1 8 0A8 8 0 1 1 -8 0Z", fill: "paper", stroke: "muted", width: 2 }], writings: [] };
}

function sheet() {
  const lines = [-2, 2, 6].map((y, place) => `M-6 ${y}h${place === 2 ? 8 : 12}v1.8h-${place === 2 ? 8 : 12}Z`).join("");
  return {
    shapes: [
      { d: outline(-11, 11, 14, "flat", "fold"), fill: "ink", stroke: "paper", width: 2 },
      { d: lines, fill: "paper" },
    ],
    writings: [],
  };
}

/** @param {{theme: number, role: string}[]} workThemes @param {boolean} isPaper */
function pill(workThemes, isPaper) {
  const parts = workThemes.slice(0, MAX_PARTS);
  const half = (isPaper ? 26 : HEIGHT) / 2;
  const wide = HEIGHT / 2 + (parts.length - 1) * 9.5;
  const step = (2 * wide) / parts.length;
  /** @type {Shape[]} */
  const shapes = [];
  /** @type {Writing[]} */
  const writings = [];
  parts.forEach(({ theme, role }, place) => {
    const [first, last] = [place === 0, place === parts.length - 1];
    const isMore = last && workThemes.length > MAX_PARTS;
    const outlined = role === "mentioned" || isMore;
    const ink = isMore ? "muted" : themeInk(theme);
    const left = -wide + place * step;
    const d = outline(left, left + step, half, first && !isPaper ? "round" : "flat", !last ? "flat" : isPaper ? "fold" : "round");
    shapes.push({ d, fill: outlined ? "paper" : ink, stroke: ink, width: 2 });
    const shift = parts.length === 1 ? 0 : first ? 1 : last ? -1 : 0;
    writings.push({
      text: isMore ? "+" : String(theme + 1),
      x: left + step / 2 + shift,
      y: 0.5,
      size: theme > 98 ? 9 : 12.5,
      weight: 600,
      ink: outlined ? ink : "on-theme",
      anchor: "middle",
    });
  });
  if (isPaper) shapes.push({ d: outline(-wide - 1, wide + 1, half + 1, "flat", "fold"), stroke: "ink", width: 2.5 });
  return { shapes, writings };
}
