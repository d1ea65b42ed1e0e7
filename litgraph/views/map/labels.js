/* Which labels have room on the figure, and where. */

import { data, isRead, isTheme, linesOf, themeNode, themes, themesOf, works } from "./data.js";
import { PADDING } from "./backdrop.js";
import { boxAround, LEADING, n, NARROW, rounded, themeInk, widthOf } from "./shapes.js";
import { nodesOf } from "./state.js";
import { byImportance, DOT, HEIGHT, MOST_TIES } from "./symbols.js";

/**
 * @typedef {import("./scene.js").Box} Box
 * @typedef {import("./scene.js").Label} Label
 * @typedef {import("./scene.js").Lens} Lens
 * @typedef {import("./scene.js").Scene} Scene
 */

/** Labels at once; fewer over works that are only dots. */
const MOST_LABELS = 220;

const MOST_DOT_LABELS = 70;

/** Boxes kept by the squares they touch, so that asking for free room stays quick. @param {number} square */
function grid(square) {
  /** @type {Map<number, {box: Box, owner: number}[]>} */
  const cells = new Map();
  /** @param {Box} box @returns {number[]} */
  const touched = (box) => {
    const found = [];
    for (let column = Math.floor(box.left / square); column <= Math.floor(box.right / square); column += 1)
      for (let row = Math.floor(box.top / square); row <= Math.floor(box.bottom / square); row += 1) found.push(column * 8192 + row);
    return found;
  };
  return {
    /** @param {Box} box @param {number} owner */
    add(box, owner) {
      for (const cell of touched(box)) {
        const held = cells.get(cell);
        if (held) held.push({ box, owner });
        else cells.set(cell, [{ box, owner }]);
      }
    },
    /** @param {Box} box @param {number} owner */
    free(box, owner) {
      return touched(box).every((cell) =>
        (cells.get(cell) ?? []).every(
          (other) =>
            other.owner === owner ||
            other.box.left >= box.right ||
            other.box.right <= box.left ||
            other.box.top >= box.bottom ||
            other.box.bottom <= box.top,
        ),
      );
    },
  };
}

/** How wide the widest name of a lane is. @param {Scene} scene @param {number} width of the view */
export function laneNames(scene, width) {
  return Math.max(0, ...themes.map((_, theme) => Math.max(...titleLines(scene, theme, width).map((line) => widthOf(line, 13.5, 600)), 0) + 13.5 * (theme < 9 ? 2.9 : 3.3)));
}

/** The lines of a theme's title; beside a wide timeline it is one. @param {Scene} scene @param {number} theme @param {number} width */
function titleLines(scene, theme, width) {
  const lines = linesOf(themeNode(theme));
  return scene.layout === "timeline" && (width > 800 || width < NARROW) ? [lines.join(" ")] : lines;
}

/** @param {Scene} scene @param {Lens} lens @returns {Label[]} */
export function placeLabels(scene, lens) {
  const { k } = lens;
  const isNarrow = lens.width < NARROW;
  const taken = grid(80);
  /** @type {Label[]} */
  const placed = [];
  const inView = (/** @type {number} */ node) => {
    const x = scene.x[node] * k + lens.x;
    const y = scene.y[node] * k + lens.y;
    return x > -80 && y > -40 && x < lens.width + 80 && y < lens.height + 40;
  };
  const named = byImportance.filter((node) => scene.isThere(node) && inView(node) && ((isTheme(node) && !isNarrow) || !scene.dims(node)));
  const forced = named.filter((node) => scene.isMarked(node));
  for (const node of named) {
    if (isTheme(node)) continue;
    if (works.length <= MOST_TIES || HEIGHT * scene.scaleOf(node, k) >= DOT) taken.add(scene.symbolBox(node, lens), node);
  }
  // From far away the names of the themes matter more than a symbol that they cover, if they must.
  const titles = k < 0.6 ? grid(80) : taken;
  if (titles !== taken) for (const node of forced) if (!isTheme(node)) titles.add(scene.symbolBox(node, lens), node);
  const size = Math.min(16, Math.max(isNarrow ? 12 : 12.5, 13 * k));
  const titleSize = isNarrow && scene.layout === "timeline" ? 11 : Math.min(18, Math.max(isNarrow ? 12 : 13.5, 15 * k));
  for (const node of [...forced, ...named.filter((each) => !forced.includes(each))]) {
    const isDot = !isTheme(node) && HEIGHT * scene.scaleOf(node, k) < DOT;
    if (placed.length >= (isDot ? MOST_DOT_LABELS : MOST_LABELS)) break;
    const must = forced.includes(node);
    const label = isTheme(node) ? title(scene, node, titleSize, lens, titles, taken, must) : nameLabel(scene, node, size, lens, taken, must);
    if (label) {
      placed.push(label);
      for (const kept of new Set([taken, isTheme(node) || must ? titles : taken])) kept.add(label.box, node);
    }
  }
  const name = noThemeName(scene, lens, taken);
  if (name) placed.push(name);
  return placed.reverse();
}

/** @param {Scene} scene @param {number} node @param {number} size @param {Lens} lens @param {ReturnType<typeof grid>} taken @param {boolean} must
 *  @returns {Label | null} */
function nameLabel(scene, node, size, lens, taken, must) {
  const { language } = works[node];
  const lines = linesOf(node);
  const strong = isRead(node) || nodesOf(scene.selection).includes(node);
  const weight = strong ? 600 : 400;
  const width = Math.max(...lines.map((line) => widthOf(line, size, weight)), 0);
  const height = lines.length * size * LEADING;
  const own = scene.symbolBox(node, lens);
  const [x, y] = [(own.left + own.right) / 2, (own.top + own.bottom) / 2];
  const choices = [
    boxAround(x, own.bottom + 2 + height / 2, width, height),
    boxAround(x, own.top - 2 - height / 2, width, height),
    boxAround(own.right + 4 + width / 2, y, width, height),
    boxAround(own.left - 4 - width / 2, y, width, height),
  ];
  // The years keep their edge of the timeline.
  const roof = scene.layout === "timeline" ? 26 : -Infinity;
  const inside = choices.filter(({ left, right, top }) => left > 0 && right < lens.width && top > roof);
  const box = (inside.length ? inside : choices).find((choice) => taken.free({ ...choice, left: choice.left - 4, right: choice.right + 4 }, node)) ?? (must ? choices[0] : null);
  if (!box) return null;
  const writings = lines.map((text, place) => ({
    text,
    x: (box.left + box.right) / 2,
    y: box.top + (place + 0.5) * size * LEADING,
    size,
    weight,
    ink: "ink",
    anchor: /** @type {const} */ ("middle"),
    halo: true,
    language,
  }));
  const back = must ? [{ d: rounded(box.left - 4, box.top - 1, box.right + 4, box.bottom + 1, 4), fill: "paper", opacity: 0.9 }] : [];
  return { node, box, back, writings };
}

/** @param {Scene} scene @param {number} node @param {number} size @param {Lens} lens @param {ReturnType<typeof grid>} taken
 *  @param {ReturnType<typeof grid>} symbols @param {boolean} must
 *  @param {string[]} lines of the title; a lane too narrow for them has its number alone @returns {Label | null} */
function title(scene, node, size, lens, taken, symbols, must, lines = titleLines(scene, node - works.length, lens.width)) {
  const theme = node - works.length;
  const inset = size * (theme < 9 ? 1.9 : 2.3);
  const width = lines.length ? Math.max(...lines.map((line) => widthOf(line, size, 600))) + inset + size : inset;
  const height = Math.max(1, lines.length) * size * LEADING + size * (lines.length ? 0.8 : 0.2);
  let x = scene.x[node] * lens.k + lens.x;
  let y = scene.y[node] * lens.k + lens.y;
  const isNarrow = lens.width < NARROW;
  if (scene.layout === "timeline" && isNarrow) {
    // At the head of its lane, in the middle of one that has a single row.
    const { top, bottom } = data.layouts.timeline?.lanes.find((lane) => lane.theme === theme) ?? { top: 0, bottom: 0 };
    y = top * scene.stretch * lens.k + lens.y + Math.min(height / 2 + 3, ((bottom - top) * scene.stretch * lens.k) / 2);
  }
  // On the timeline the names of the lanes stay in view; elsewhere a title is not cut off while its place is in view.
  if (scene.layout === "timeline") x = width / 2 + (isNarrow ? 3 : 8);
  else if (x > 0 && x < lens.width) x = Math.min(Math.max(x, width / 2 + 4), lens.width - width / 2 - 4);
  const shifts = [[0, 0], [0, 0.6], [0, -0.6], [0, 1.1], [0, -1.1], [0.35, 0.6], [-0.35, 0.6], [0.35, -0.6], [-0.35, -0.6], [0.5, 0], [-0.5, 0], [0, 1.7], [0, -1.7], [0.5, 1.1], [-0.5, 1.1], [0.5, -1.1], [-0.5, -1.1]];
  const all = shifts.map(([right, down]) => boxAround(x + right * width, y + down * height, width, height));
  const inside = all.filter(({ left, right }) => left > 0 && right < lens.width);
  const choices = inside.length ? inside : all;
  const isFree = (/** @type {Box} */ choice) => taken.free(choice, node);
  const clear = choices.find((choice) => isFree(choice) && symbols.free(choice, node));
  // Where room is scarce a number says less than a title, but hides no work.
  if (!clear && lines.length && (isNarrow || scene.layout === "timeline")) return title(scene, node, size, lens, taken, symbols, must, []);
  const box = clear ?? choices.find(isFree) ?? (must ? choices[0] : null);
  if (!box) return null;
  const dim = scene.dims(node);
  const strong = scene.isMarked(node);
  const ink = themeInk(theme);
  const rule = box.left + inset;
  const middle = (box.top + box.bottom) / 2;
  const letters = dim ? ink : "on-theme";
  return {
    node,
    box,
    back: [
      { d: rounded(box.left, box.top, box.right, box.bottom, 7), fill: dim ? "paper" : ink, stroke: strong ? "ink" : "paper", width: strong ? 3 : 1.5 },
      ...(lines.length ? [{ d: `M${n(rule)} ${n(box.top + size * 0.45)}h1V${n(box.bottom - size * 0.45)}h-1Z`, fill: letters }] : []),
    ],
    writings: [
      { text: String(theme + 1), x: (box.left + rule) / 2, y: middle, size: size * 1.15, weight: 700, ink: letters, anchor: "middle" },
      ...lines.map((text, place) => ({
        text,
        x: rule + size * 0.45,
        y: middle + (place - (lines.length - 1) / 2) * size * LEADING,
        size,
        weight: 600,
        ink: letters,
        anchor: /** @type {const} */ ("start"),
      })),
    ],
  };
}

/** The name of the region of works without a theme, which has no node of its own. @param {Scene} scene @param {Lens} lens
 *  @param {ReturnType<typeof grid>} taken @returns {Label | null} */
function noThemeName(scene, lens, taken) {
  const region = scene.layout === "map" && !scene.isLoose ? data.layouts.map?.regions.find(({ theme }) => theme < 0) : undefined;
  if (!region?.corners.length || !works.some((_, work) => scene.isThere(work) && !themesOf[work].length && !isRead(work))) return null;
  const xs = region.corners.map(([x]) => x * lens.k + lens.x);
  const ys = region.corners.map(([, y]) => y * scene.stretch * lens.k + lens.y);
  const size = 12.5;
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const width = widthOf("No theme", size, 600);
  const edges = [Math.min(...ys) - PADDING * lens.k - size, Math.max(...ys) + PADDING * lens.k + size, Math.min(...ys) + size];
  const box = edges.map((y) => boxAround(x, y, width + 4, size * LEADING)).find((choice) => taken.free(choice, -1));
  if (!box) return null;
  const y = (box.top + box.bottom) / 2;
  return { node: -1, box, back: [], writings: [{ text: "No theme", x, y, size, weight: 600, ink: "muted", anchor: "middle", halo: true }] };
}
