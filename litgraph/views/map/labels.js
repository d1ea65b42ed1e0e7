/* Which labels have room on the figure, and where. */

import { data, isRead, isTheme, linesOf, themeNode, themes, themesOf, works } from "./data.js";
import { PADDING } from "./backdrop.js";
import { boxAround, LEADING, n, NARROW, roundedBox, themeInk, widthOf } from "./shapes.js";
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
    const squares = [];
    for (let column = Math.floor(box.left / square); column <= Math.floor(box.right / square); column += 1)
      for (let row = Math.floor(box.top / square); row <= Math.floor(box.bottom / square); row += 1) squares.push(column * 8192 + row);
    return squares;
  };
  return {
    /** @param {Box} box @param {number} owner */
    add(box, owner) {
      for (const cell of touched(box)) {
        if (!cells.has(cell)) cells.set(cell, []);
        cells.get(cell)?.push({ box, owner });
      }
    },
    /** @param {Box} box @param {number} owner */
    free(box, owner) {
      return touched(box).every((cell) =>
        (cells.get(cell) ?? []).every(
          (held) =>
            held.owner === owner ||
            held.box.left >= box.right ||
            held.box.right <= box.left ||
            held.box.top >= box.bottom ||
            held.box.bottom <= box.top,
        ),
      );
    },
  };
}

/** How wide the widest name of a lane is. @param {Scene} scene @param {number} width of the view */
export function widestLaneName(scene, width) {
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
  const occupied = grid(80);
  /** @type {Label[]} */
  const placed = [];
  const inView = (/** @type {number} */ node) => {
    const x = scene.x[node] * k + lens.x;
    const y = scene.y[node] * k + lens.y;
    return x > -80 && y > -40 && x < lens.width + 80 && y < lens.height + 40;
  };
  const candidates = byImportance.filter((node) => scene.isPlaced(node) && inView(node) && ((isTheme(node) && !isNarrow) || !scene.isDimmed(node)));
  const forced = candidates.filter((node) => scene.isMarked(node));
  for (const node of candidates) {
    if (isTheme(node)) continue;
    if (works.length <= MOST_TIES || HEIGHT * scene.scaleOf(node, k) >= DOT) occupied.add(scene.symbolBox(node, lens), node);
  }
  // From far away the names of the themes matter more than a symbol that they cover, if they must.
  const titles = k < 0.6 ? grid(80) : occupied;
  if (titles !== occupied) for (const node of forced) if (!isTheme(node)) titles.add(scene.symbolBox(node, lens), node);
  const size = Math.min(16, Math.max(isNarrow ? 12 : 12.5, 13 * k));
  const titleSize = isNarrow && scene.layout === "timeline" ? 11 : Math.min(18, Math.max(isNarrow ? 12 : 13.5, 15 * k));
  for (const node of [...forced, ...candidates.filter((node) => !forced.includes(node))]) {
    const isDot = !isTheme(node) && HEIGHT * scene.scaleOf(node, k) < DOT;
    if (placed.length >= (isDot ? MOST_DOT_LABELS : MOST_LABELS)) break;
    const must = forced.includes(node);
    const label = isTheme(node) ? titleLabel(scene, node, titleSize, lens, titles, occupied, must) : nameLabel(scene, node, size, lens, occupied, must);
    if (label) {
      placed.push(label);
      for (const labelGrid of new Set([occupied, isTheme(node) || must ? titles : occupied])) labelGrid.add(label.box, node);
    }
  }
  const name = noThemeName(scene, lens, occupied);
  if (name) placed.push(name);
  return placed.reverse();
}

/** @param {Scene} scene @param {number} node @param {number} size @param {Lens} lens @param {ReturnType<typeof grid>} occupied @param {boolean} must
 *  @returns {Label | null} */
function nameLabel(scene, node, size, lens, occupied, must) {
  const { language } = works[node];
  const lines = linesOf(node);
  const strong = isRead(node) || nodesOf(scene.selection).includes(node);
  const weight = strong ? 600 : 400;
  const width = Math.max(...lines.map((line) => widthOf(line, size, weight)), 0);
  const height = lines.length * size * LEADING;
  const symbol = scene.symbolBox(node, lens);
  const [x, y] = [(symbol.left + symbol.right) / 2, (symbol.top + symbol.bottom) / 2];
  const choices = [
    boxAround(x, symbol.bottom + 2 + height / 2, width, height),
    boxAround(x, symbol.top - 2 - height / 2, width, height),
    boxAround(symbol.right + 4 + width / 2, y, width, height),
    boxAround(symbol.left - 4 - width / 2, y, width, height),
  ];
  // The years keep their edge of the timeline.
  const roof = scene.layout === "timeline" ? 26 : -Infinity;
  const inside = choices.filter(({ left, right, top }) => left > 0 && right < lens.width && top > roof);
  const box = (inside.length ? inside : choices).find((choice) => occupied.free({ ...choice, left: choice.left - 4, right: choice.right + 4 }, node)) ?? (must ? choices[0] : null);
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
  const back = must ? [{ d: roundedBox(box.left - 4, box.top - 1, box.right + 4, box.bottom + 1, 4), fill: "paper", opacity: 0.9 }] : [];
  return { node, box, back, writings };
}

/** @param {Scene} scene @param {number} node @param {number} size @param {Lens} lens @param {ReturnType<typeof grid>} occupied
 *  @param {ReturnType<typeof grid>} symbols @param {boolean} must
 *  @param {string[]} lines of the title; a lane too narrow for them has its number alone @returns {Label | null} */
function titleLabel(scene, node, size, lens, occupied, symbols, must, lines = titleLines(scene, node - works.length, lens.width)) {
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
  const boxes = shifts.map(([right, down]) => boxAround(x + right * width, y + down * height, width, height));
  const inside = boxes.filter(({ left, right }) => left > 0 && right < lens.width);
  const choices = inside.length ? inside : boxes;
  const isFree = (/** @type {Box} */ choice) => occupied.free(choice, node);
  const clear = choices.find((choice) => isFree(choice) && symbols.free(choice, node));
  // Where room is scarce a number says less than a title, but hides no work.
  if (!clear && lines.length && (isNarrow || scene.layout === "timeline")) return titleLabel(scene, node, size, lens, occupied, symbols, must, []);
  const box = clear ?? choices.find(isFree) ?? (must ? choices[0] : null);
  if (!box) return null;
  const dim = scene.isDimmed(node);
  const strong = scene.isMarked(node);
  const ink = themeInk(theme);
  const rule = box.left + inset;
  const middle = (box.top + box.bottom) / 2;
  const letters = dim ? ink : "on-theme";
  return {
    node,
    box,
    back: [
      { d: roundedBox(box.left, box.top, box.right, box.bottom, 7), fill: dim ? "paper" : ink, stroke: strong ? "ink" : "paper", width: strong ? 3 : 1.5 },
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
 *  @param {ReturnType<typeof grid>} occupied @returns {Label | null} */
function noThemeName(scene, lens, occupied) {
  const region = scene.layout === "map" && !scene.isMoving ? data.layouts.map?.regions.find(({ theme }) => theme < 0) : undefined;
  if (!region?.corners.length || !works.some((_, work) => scene.isPlaced(work) && !themesOf[work].length && !isRead(work))) return null;
  const xs = region.corners.map(([x]) => x * lens.k + lens.x);
  const ys = region.corners.map(([, y]) => y * scene.stretch * lens.k + lens.y);
  const size = 12.5;
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const width = widthOf("No theme", size, 600);
  const edges = [Math.min(...ys) - PADDING * lens.k - size, Math.max(...ys) + PADDING * lens.k + size, Math.min(...ys) + size];
  const box = edges.map((y) => boxAround(x, y, width + 4, size * LEADING)).find((choice) => occupied.free(choice, -1));
  if (!box) return null;
  const y = (box.top + box.bottom) / 2;
  return { node: -1, box, back: [], writings: [{ text: "No theme", x, y, size, weight: 600, ink: "muted", anchor: "middle", halo: true }] };
}
