/* What stands behind everything else: the regions of themes, or lanes and years. */

import { citations, data, isRead, themeNode, themes, themesOf, works, worksOf } from "./data.js";
import { count } from "./dom.js";
import { n, NARROW, paddedHull, themeInk, widthOf } from "./shapes.js";

/**
 * @typedef {import("./scene.js").Lens} Lens
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Shape} Shape
 * @typedef {import("./scene.js").Writing} Writing
 */

/** How far a region reaches beyond its corners, at zoom 1. */
export const PADDING = 12;

/** Regions of the themes, or lanes and years. @param {Scene} scene @param {Lens} lens @returns {{shapes: Shape[], writings: Writing[]}} */
export function backdrop(scene, lens) {
  return scene.layout === "timeline" ? timeBackdrop(scene, lens) : regions(scene, lens);
}

/** @param {Scene} scene @param {Lens} lens @returns {{shapes: Shape[], writings: Writing[]}} */
function regions(scene, lens) {
  if (scene.isAggregate) return scene.brightNodes ? { shapes: [], writings: [] } : aggregates(scene, lens);
  /** @type {Shape[]} */
  const shapes = [];
  // Physics moves works out of their regions.
  if (scene.isMoving) return { shapes, writings: [] };
  for (const { theme, corners } of data.layouts.map?.regions ?? []) {
    const owners = theme < 0 ? works.some((_, work) => scene.isPlaced(work) && !themesOf[work].length && !isRead(work)) : worksOf[theme].some((work) => scene.isPlaced(work));
    if (!corners.length || !(owners || (theme >= 0 && scene.isPlaced(themeNode(theme))))) continue;
    const points = corners.map(([x, y]) => [x * lens.k + lens.x, y * scene.stretch * lens.k + lens.y]);
    const dim = scene.brightNodes !== null && !(theme >= 0 && scene.brightNodes.has(themeNode(theme)));
    shapes.push({ d: paddedHull(points, PADDING * lens.k), fill: theme < 0 ? "muted" : themeInk(theme), opacity: dim ? 0.5 : 1 });
  }
  return { shapes, writings: [] };
}

/** Each theme as a disk as large as its works are many, with how many they are; and what cites across, as lines.
 *  @param {Scene} scene @param {Lens} lens @returns {{shapes: Shape[], writings: Writing[]}} */
function aggregates(scene, lens) {
  /** @type {Shape[]} */
  const shapes = [];
  /** @type {Writing[]} */
  const writings = [];
  const place = (/** @type {number} */ theme) => [scene.x[themeNode(theme)] * lens.k + lens.x, scene.y[themeNode(theme)] * lens.k + lens.y];
  for (const [theme, otherTheme, times] of acrossThemes()) {
    if (!scene.isPlaced(themeNode(theme)) || !scene.isPlaced(themeNode(otherTheme))) continue;
    const [[x1, y1], [x2, y2]] = [place(theme), place(otherTheme)];
    shapes.push({ d: `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`, stroke: "line", width: 0.5 + Math.log2(1 + times) / 2, opacity: 0.6 });
  }
  worksOf.forEach((members, theme) => {
    if (!scene.isPlaced(themeNode(theme))) return;
    const [x, y] = place(theme);
    const size = members.reduce((sum, work) => sum + scene.visible[work], 0);
    const r = (30 + 160 * Math.sqrt(size / works.length)) * lens.k;
    shapes.push({ d: `M${n(x - r)} ${n(y)}A${n(r)} ${n(r)} 0 1 1 ${n(x + r)} ${n(y)}A${n(r)} ${n(r)} 0 1 1 ${n(x - r)} ${n(y)}Z`, fill: themeInk(theme), stroke: themeInk(theme), width: 2 });
    writings.push({ text: count(size, "work"), x, y: y + 30, size: 12.5, weight: 400, ink: "ink", anchor: "middle", halo: true });
  });
  return { shapes, writings };
}

/** Lanes across the whole view, years at its upper edge, and the gaps where years are left out. @param {Scene} scene @param {Lens} lens */
function timeBackdrop(scene, lens) {
  const layout = data.layouts.timeline;
  /** @type {Shape[]} */
  const shapes = [];
  /** @type {Writing[]} */
  const writings = [];
  if (!layout) return { shapes, writings };
  const across = (/** @type {number} */ x) => x * lens.k + lens.x;
  const down = (/** @type {number} */ y) => y * scene.stretch * lens.k + lens.y;
  const isNarrow = lens.width < NARROW;
  const size = isNarrow ? 11 : 12.5;
  for (const { theme, kind, top, bottom } of layout.lanes) {
    const d = `M0 ${n(down(top) + 2)}H${n(lens.width)}V${n(down(bottom) - 2)}H0Z`;
    shapes.push({ d, fill: kind === "theme" ? themeInk(theme) : "muted" });
    if (kind === "theme") continue;
    const text = kind === "read" ? "Papers read" : "No theme";
    const inWay = widthOf(text, size, 600) + 24;
    const isTaken = works.some((_, work) => scene.isPlaced(work) && scene.y[work] > top * scene.stretch && scene.y[work] < bottom * scene.stretch && across(scene.x[work]) < inWay);
    const [x, anchor] = isTaken ? [lens.width - 10, /** @type {const} */ ("end")] : [10, /** @type {const} */ ("start")];
    writings.push({ text, x, y: isNarrow ? down(top) + 10 : (down(top) + down(bottom)) / 2, size, weight: 600, ink: "muted", anchor, halo: true });
  }
  const last = layout.lanes.at(-1);
  const floor = last ? down(last.bottom) : lens.height;
  const roof = layout.lanes.length ? down(layout.lanes[0].top) : 0;
  let low = false;
  for (const { left, right, first, last: until } of layout.gaps) {
    const zigzag = [across(left), across(right)].map((x) => `M${n(x)} ${n(roof)}V${n(floor)}`).join("");
    shapes.push({ d: zigzag, stroke: "line", width: 1, dash: [2, 4], opacity: 1 });
    low = !low;
    writings.push({ text: first === until ? String(first) : `${first}${first < 0 ? " to " : "–"}${until}`, x: (across(left) + across(right)) / 2, y: floor + (low ? 12 : 27), size: 11.5, weight: 400, ink: "muted", anchor: "middle", halo: true });
  }
  if (layout.undated) {
    const { left, right } = layout.undated;
    shapes.push({ d: `M${n(across(right))} ${n(roof)}V${n(floor)}`, stroke: "line", width: 1, opacity: 1 });
    const half = widthOf("no year", size, 600) / 2;
    const first = layout.ticks.length ? across(layout.ticks[0].x) - widthOf(String(layout.ticks[0].year), 12.5, 600) / 2 - 8 : Infinity;
    writings.push({ text: "no year", x: Math.min((across(left) + across(right)) / 2, first - half), y: 14, size, weight: 600, ink: "muted", anchor: "middle", halo: true });
  }
  let free = -Infinity;
  for (const { year, x } of layout.ticks) {
    const at = across(x);
    const width = widthOf(String(year), 12.5, 600) + 14;
    if (at - width / 2 < free) continue;
    free = at + width / 2;
    shapes.push({ d: `M${n(at)} 24V${n(floor)}`, stroke: "rule", width: 1, opacity: 1 });
    writings.push({ text: String(year), x: at, y: 14, size: 12.5, weight: 600, ink: "ink", anchor: "middle", halo: true });
  }
  return { shapes, writings };
}

/** @type {[number, number, number][] | null} */
let across = null;

/** How many citations lead from works of one theme to works of another, either way: the pair of themes, and the count. */
function acrossThemes() {
  if (across) return across;
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { citing, cited } of citations) {
    for (const { theme } of themesOf[citing]) {
      for (const { theme: otherTheme } of themesOf[cited]) {
        const key = Math.min(theme, otherTheme) * themes.length + Math.max(theme, otherTheme);
        if (theme !== otherTheme) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  across = [...counts].map(([key, count]) => [Math.floor(key / themes.length), key % themes.length, count]);
  return across;
}
