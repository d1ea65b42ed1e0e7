/* What stands on the figure, in pixels of the screen, for whoever draws it: regions or lanes, lines, symbols, labels. */

import { assignments, cited, citations, COLOURS, data, isRead, isTheme, linesOf, neighbours, NODES, themeNode, themes, themesOf, works, worksOf } from "./data.js";
import { count } from "./dom.js";
import { nodesOf } from "./state.js";

/**
 * Where the reader looks from: a place of the map is drawn at (x, y) plus k times itself.
 * @typedef {{k: number, x: number, y: number, width: number, height: number}} Lens
 * A colour by its name in the stylesheet: "paper", "ink", "muted", "line", "on-theme", "theme-3".
 * @typedef {string} Ink
 * What a path is made with: a canvas has Path2D, for SVG it is written down.
 * @typedef {{moveTo(x: number, y: number): void, lineTo(x: number, y: number): void, closePath(): void}} Pen
 * @typedef {{d: string, fill?: Ink, stroke?: Ink, width?: number, dash?: number[], opacity?: number}} Shape
 * @typedef {{text: string, x: number, y: number, size: number, weight: number, ink: Ink, anchor: "start" | "middle" | "end",
 *   halo?: boolean, opacity?: number, language?: string}} Writing
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{node: number, box: Box, back: Shape[], writings: Writing[]}} Label
 * @typedef {{node: number, x: number, y: number, scale: number, dot: boolean, dim: boolean}} Symbol
 */

/** Up to so many works lines from works to their themes are drawn; beyond, colour and place say it. */
const MOST_TIES = 400;
/** Lines drawn at once; the rest comes with what is selected. */
const MOST_LINES = 4000;
/** Neighbours drawn of what is selected, where there are too many works to draw them all. */
const MOST_NEIGHBOURS = 150;
/** Labels at once; fewer over works that are only dots. */
const MOST_LABELS = 220;
const MOST_DOT_LABELS = 70;
/** Themes that a symbol shows; a "+" stands for the rest. */
export const MAX_PARTS = 4;
/** A view less wide than this is a phone's. */
export const NARROW = 560;
const PADDING = 12;
const HEIGHT = 22;
const LEADING = 1.2;
/** Symbols lower than this are dots, without their numbers. */
const DOT = 10;
/** Few works keep symbols that can be read and touched, however small the screen. */
const LEAST_SCALE = Math.min(0.62, 6 / Math.sqrt(works.length));

const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
/** @type {Map<string, number>} */
const widths = new Map();
/** A font is not set again for nothing: that takes as long as measuring. */
let penWeight = 0;

/** The typeface of the page. */
export const family = getComputedStyle(document.body).fontFamily;

/** How wide a text is. @param {string} text @param {number} size @param {number} weight */
function widthOf(text, size, weight) {
  const key = `${weight}${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (weight !== penWeight) pen.font = `${weight} 50px ${family}`;
    penWeight = weight;
    width = pen.measureText(text).width / 50;
    widths.set(key, width);
  }
  return width * size;
}

/** The ink of a theme. @param {number} theme @returns {Ink} */
export const themeInk = (theme) => `theme-${theme % COLOURS}`;

/** How often a work is cited in the texts that were read. */
const timesCited = cited.map((own) => own.reduce((sum, place) => sum + citations[place].places.length, 0));
/** How much bigger than another each work is drawn: by how often it is cited. */
const weightOf = timesCited.map((times) => Math.min(1.9, 0.9 + 0.15 * Math.log2(1 + times)));

/** The nodes, those that matter most first: papers that were read, then by how often they are cited. */
const byImportance = Array.from({ length: NODES }, (_, node) => node).sort(
  (a, b) =>
    Number(isTheme(b)) - Number(isTheme(a)) ||
    (isTheme(a) ? 0 : Number(isRead(b)) - Number(isRead(a)) || timesCited[b] - timesCited[a] || themesOf[b].length - themesOf[a].length),
);

/** Each work's symbol at zoom 1: its half width and half height. */
const halfSizes = works.map((_, work) => {
  const parts = Math.min(themesOf[work].length, MAX_PARTS);
  if (!parts) return isRead(work) ? [11, 14] : [9, 9];
  return [HEIGHT / 2 + (parts - 1) * 9.5, (isRead(work) ? 26 : HEIGHT) / 2];
});

const n = (/** @type {number} */ value) => String(Math.round(value * 10) / 10);

/** A part of a pill or sheet between two x: round, square or folded ends. @param {number} left @param {number} right
 *  @param {number} half @param {string} start @param {string} end */
function part(left, right, half, start, end) {
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
  const own = themesOf[work];
  const read = isRead(work);
  const key = `${read} ${own.map(({ theme, role }) => `${theme}${role === "mentioned" ? "m" : ""}`).join()}`;
  let look = looks.get(key);
  if (!look) {
    look = read && !own.length ? sheet() : own.length ? pill(own, read) : blank();
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
      { d: part(-11, 11, 14, "flat", "fold"), fill: "ink", stroke: "paper", width: 2 },
      { d: lines, fill: "paper" },
    ],
    writings: [],
  };
}

/** @param {{theme: number, role: string}[]} own @param {boolean} read */
function pill(own, read) {
  const parts = own.slice(0, MAX_PARTS);
  const half = (read ? 26 : HEIGHT) / 2;
  const wide = HEIGHT / 2 + (parts.length - 1) * 9.5;
  const step = (2 * wide) / parts.length;
  /** @type {Shape[]} */
  const shapes = [];
  /** @type {Writing[]} */
  const writings = [];
  parts.forEach(({ theme, role }, place) => {
    const [first, last] = [place === 0, place === parts.length - 1];
    const rest = last && own.length > MAX_PARTS;
    const outlined = role === "mentioned" || rest;
    const ink = rest ? "muted" : themeInk(theme);
    const left = -wide + place * step;
    const d = part(left, left + step, half, first && !read ? "round" : "flat", !last ? "flat" : read ? "fold" : "round");
    shapes.push({ d, fill: outlined ? "paper" : ink, stroke: ink, width: 2 });
    const shift = parts.length === 1 ? 0 : first ? 1 : last ? -1 : 0;
    writings.push({
      text: rest ? "+" : String(theme + 1),
      x: left + step / 2 + shift,
      y: 0.5,
      size: theme > 98 ? 9 : 12.5,
      weight: 600,
      ink: outlined ? ink : "on-theme",
      anchor: "middle",
    });
  });
  if (read) shapes.push({ d: part(-wide - 1, wide + 1, half + 1, "flat", "fold"), stroke: "ink", width: 2.5 });
  return { shapes, writings };
}

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

/** @param {number} x @param {number} y @param {number} width @param {number} height @returns {Box} */
export const boxAround = (x, y, width, height) => ({
  left: x - width / 2,
  top: y - height / 2,
  right: x + width / 2,
  bottom: y + height / 2,
});

/** The figure of one layout: where its nodes are, which of them are shown, and what of them stands out. */
export class Scene {
  constructor() {
    this.x = new Float64Array(NODES);
    this.y = new Float64Array(NODES);
    /** @type {"map" | "timeline"} */
    this.layout = "map";
    this.visible = new Uint8Array(NODES).fill(1);
    /** @type {import("./state.js").Selection | null} */
    this.selection = null;
    /** The nodes that stay when the rest dims. @type {Set<number> | null} */
    this.near = null;
    /** @type {number | null} */
    this.hovered = null;
    /** The node that the keys are at. @type {number | null} */
    this.at = null;
    /** How far places are drawn apart downwards, on screens that are taller than the layout. */
    this.stretch = 1;
    this.lines = { drawn: 0, all: 0 };
    /** Grows with every change of what is shown, so that what was worked out before can be used until then. */
    this.version = 0;
    /** The same for the lines alone. */
    this.linesVersion = 0;
    /** @type {{key: string, labels: Label[]}} */
    this.placed = { key: "", labels: [] };
    /** Whether places are not those of the layout, because physics moves them. */
    this.isLoose = false;
    /** Whether there are too many works to draw: themes stand for them, and what is selected with its neighbours. */
    this.isAggregate = Boolean(data.layouts.map?.aggregate);
    /** How many neighbours of the selection are drawn, and of how many. */
    this.gathered = { drawn: 0, all: 0 };
    this.setLayout("map");
  }

  /** @param {"map" | "timeline"} name */
  setLayout(name) {
    const wanted = data.layouts[name];
    if (!wanted) return;
    this.touch(true);
    this.layout = name;
    for (let node = 0; node < NODES; node += 1) {
      this.x[node] = wanted.x[node] ?? NaN;
      this.y[node] = (wanted.y[node] ?? NaN) * this.stretch;
    }
    if (this.isAggregate) this.gather(nodesOf(this.selection));
  }

  /** Something has changed: the lines too, or only what is marked. @param {boolean} withLines */
  touch(withLines) {
    this.version += 1;
    if (withLines) this.linesVersion += 1;
  }

  /** Show some works, with something selected. @param {number[]} shown @param {Set<number> | null} rows
   *  @param {import("./state.js").Selection | null} selection */
  show(shown, rows, selection) {
    this.touch(true);
    this.visible.fill(0);
    for (const work of shown) this.visible[work] = 1;
    themes.forEach((_, theme) => {
      this.visible[themeNode(theme)] = Number(!rows || rows.has(theme));
    });
    this.selection = selection;
    const ends = nodesOf(selection);
    this.near = null;
    if (selection?.kind === "between") {
      const [one, other] = ends.map(neighbours);
      this.near = new Set([...ends, ...[...one].filter((node) => other.has(node))]);
    } else if (selection) {
      this.near = ends.length === 1 ? neighbours(ends[0]) : new Set(ends);
    }
    // What is selected is seen with its neighbours, whatever was searched for to find it.
    for (const node of this.near ?? []) this.visible[node] = 1;
    if (this.isAggregate) this.setLayout(this.layout);
  }

  /** Set what is selected in the middle and its neighbours around it, those that matter most nearest. @param {number[]} ends */
  gather(ends) {
    const near = [...(this.near ?? [])].filter((node) => this.visible[node] && !ends.includes(node));
    this.gathered = { drawn: Math.min(near.length, MOST_NEIGHBOURS), all: near.length };
    if (!this.near) return;
    this.x.fill(NaN);
    ends.forEach((node, place) => {
      this.x[node] = (place - (ends.length - 1) / 2) * 260;
      this.y[node] = 0;
    });
    const rank = new Map(byImportance.map((node, place) => [node, place]));
    near.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    let ring = 1;
    let room = 0;
    let turn = 0;
    for (const node of near.slice(0, MOST_NEIGHBOURS)) {
      if (room === 0) {
        ring += 1;
        room = Math.floor(ring * 5.5);
        turn = (2 * Math.PI) / Math.min(room, near.length);
      }
      room -= 1;
      this.x[node] = ring * 125 * Math.cos(room * turn + ring);
      this.y[node] = ring * 85 * Math.sin(room * turn + ring);
    }
  }

  /** @param {number} node */
  isThere(node) {
    return this.visible[node] === 1 && !Number.isNaN(this.x[node]);
  }

  /** The outermost places of what is there, or of some of it, labels not counted. @param {Set<number> | null} only */
  extent(only = null) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (let node = 0; node < NODES; node += 1) {
      if (Number.isNaN(this.x[node]) || (only && !only.has(node))) continue;
      box.left = Math.min(box.left, this.x[node]);
      box.right = Math.max(box.right, this.x[node]);
      box.top = Math.min(box.top, this.y[node]);
      box.bottom = Math.max(box.bottom, this.y[node]);
    }
    for (const lane of this.layout === "timeline" && !only ? (data.layouts.timeline?.lanes ?? []) : []) {
      box.top = Math.min(box.top, lane.top * this.stretch);
      box.bottom = Math.max(box.bottom, lane.bottom * this.stretch);
    }
    return Number.isFinite(box.left) ? box : { left: 0, right: 1, top: 0, bottom: 1 };
  }

  /** How much bigger than at zoom 1 a work's symbol is. @param {number} work @param {number} k */
  scaleOf(work, k) {
    return Math.max(LEAST_SCALE, Math.min(1.5, k * Math.min(1.35, Math.max(1, 0.9 / k)))) * weightOf[work];
  }

  /** The box of a symbol on the screen. @param {number} node @param {Lens} lens @returns {Box} */
  symbolBox(node, lens) {
    const x = this.x[node] * lens.k + lens.x;
    const y = this.y[node] * lens.k + lens.y;
    if (isTheme(node)) return boxAround(x, y, 12, 12);
    const [wide, high] = this.halves(node, lens.k);
    return { left: x - wide, top: y - high, right: x + wide, bottom: y + high };
  }

  /** Half the width and height of a work's symbol on the screen. @param {number} work @param {number} k */
  halves(work, k) {
    const [wide, high] = halfSizes[work];
    const scale = this.scaleOf(work, k);
    const least = HEIGHT * scale < DOT ? Math.max(1.8, high * scale) : 0;
    return [least || wide * scale + 1, least || high * scale + 1];
  }

  /** @param {number} node */
  dims(node) {
    return this.near !== null && !this.near.has(node) && node !== this.hovered && node !== this.at;
  }

  /** Whether a node's symbol is ringed: it is selected, pointed at, or where the keys are. @param {number} node */
  isMarked(node) {
    return node === this.hovered || node === this.at || nodesOf(this.selection).includes(node);
  }

  /** The symbols of works that are in view, what stands out last. @param {Lens} lens @returns {Symbol[]} */
  symbols(lens) {
    /** @type {Symbol[]} */
    const found = [];
    /** @type {Symbol[]} */
    const above = [];
    for (let node = 0; node < works.length; node += 1) {
      if (!this.isThere(node)) continue;
      const x = this.x[node] * lens.k + lens.x;
      const y = this.y[node] * lens.k + lens.y;
      if (x < -60 || y < -60 || x > lens.width + 60 || y > lens.height + 60) continue;
      const scale = this.scaleOf(node, lens.k);
      const dim = this.dims(node);
      (this.near && !dim ? above : found).push({ node, x, y, scale, dot: HEIGHT * scale < DOT, dim });
    }
    return [...found, ...above];
  }

  /** Regions of the themes, or lanes and years. @param {Lens} lens @returns {{shapes: Shape[], writings: Writing[]}} */
  backdrop(lens) {
    return this.layout === "timeline" ? this.timeBackdrop(lens) : this.regions(lens);
  }

  /** @param {Lens} lens @returns {{shapes: Shape[], writings: Writing[]}} */
  regions(lens) {
    if (this.isAggregate) return this.near ? { shapes: [], writings: [] } : this.aggregates(lens);
    /** @type {Shape[]} */
    const shapes = [];
    // Physics moves works out of their regions.
    if (this.isLoose) return { shapes, writings: [] };
    for (const { theme, corners } of data.layouts.map?.regions ?? []) {
      const owners = theme < 0 ? works.some((_, work) => this.isThere(work) && !themesOf[work].length && !isRead(work)) : worksOf[theme].some((work) => this.isThere(work));
      if (!corners.length || !(owners || (theme >= 0 && this.isThere(themeNode(theme))))) continue;
      const points = corners.map(([x, y]) => [x * lens.k + lens.x, y * this.stretch * lens.k + lens.y]);
      const dim = this.near !== null && !(theme >= 0 && this.near.has(themeNode(theme)));
      shapes.push({ d: swollen(points, PADDING * lens.k), fill: theme < 0 ? "muted" : themeInk(theme), opacity: dim ? 0.5 : 1 });
    }
    return { shapes, writings: [] };
  }

  /** Each theme as a disk as large as its works are many, with how many they are; and what cites across, as lines.
   *  @param {Lens} lens @returns {{shapes: Shape[], writings: Writing[]}} */
  aggregates(lens) {
    /** @type {Shape[]} */
    const shapes = [];
    /** @type {Writing[]} */
    const writings = [];
    const place = (/** @type {number} */ theme) => [this.x[themeNode(theme)] * lens.k + lens.x, this.y[themeNode(theme)] * lens.k + lens.y];
    for (const [theme, other, times] of acrossThemes()) {
      if (!this.isThere(themeNode(theme)) || !this.isThere(themeNode(other))) continue;
      const [[x1, y1], [x2, y2]] = [place(theme), place(other)];
      shapes.push({ d: `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`, stroke: "line", width: 0.5 + Math.log2(1 + times) / 2, opacity: 0.6 });
    }
    const shown = this.visible;
    worksOf.forEach((own, theme) => {
      if (!this.isThere(themeNode(theme))) return;
      const [x, y] = place(theme);
      const many = own.reduce((sum, work) => sum + shown[work], 0);
      const r = (30 + 160 * Math.sqrt(many / works.length)) * lens.k;
      shapes.push({ d: `M${n(x - r)} ${n(y)}A${n(r)} ${n(r)} 0 1 1 ${n(x + r)} ${n(y)}A${n(r)} ${n(r)} 0 1 1 ${n(x - r)} ${n(y)}Z`, fill: themeInk(theme), stroke: themeInk(theme), width: 2 });
      writings.push({ text: count(many, "work"), x, y: y + 30, size: 12.5, weight: 400, ink: "ink", anchor: "middle", halo: true });
    });
    return { shapes, writings };
  }

  /** The name of the region of works without a theme, which has no node of its own. @param {Lens} lens
   *  @param {ReturnType<typeof grid>} taken @returns {Label | null} */
  noThemeName(lens, taken) {
    const region = this.layout === "map" && !this.isLoose ? data.layouts.map?.regions.find(({ theme }) => theme < 0) : undefined;
    if (!region?.corners.length || !works.some((_, work) => this.isThere(work) && !themesOf[work].length && !isRead(work))) return null;
    const xs = region.corners.map(([x]) => x * lens.k + lens.x);
    const ys = region.corners.map(([, y]) => y * this.stretch * lens.k + lens.y);
    const size = 12.5;
    const x = (Math.min(...xs) + Math.max(...xs)) / 2;
    const width = widthOf("No theme", size, 600);
    const edges = [Math.min(...ys) - PADDING * lens.k - size, Math.max(...ys) + PADDING * lens.k + size, Math.min(...ys) + size];
    const box = edges.map((y) => boxAround(x, y, width + 4, size * LEADING)).find((choice) => taken.free(choice, -1));
    if (!box) return null;
    const y = (box.top + box.bottom) / 2;
    return { node: -1, box, back: [], writings: [{ text: "No theme", x, y, size, weight: 600, ink: "muted", anchor: "middle", halo: true }] };
  }

  /** Lanes across the whole view, years at its upper edge, and the gaps where years are left out. @param {Lens} lens */
  timeBackdrop(lens) {
    const layout = data.layouts.timeline;
    /** @type {Shape[]} */
    const shapes = [];
    /** @type {Writing[]} */
    const writings = [];
    if (!layout) return { shapes, writings };
    const across = (/** @type {number} */ x) => x * lens.k + lens.x;
    const down = (/** @type {number} */ y) => y * this.stretch * lens.k + lens.y;
    const isNarrow = lens.width < NARROW;
    const size = isNarrow ? 11 : 12.5;
    for (const { theme, kind, top, bottom } of layout.lanes) {
      const d = `M0 ${n(down(top) + 2)}H${n(lens.width)}V${n(down(bottom) - 2)}H0Z`;
      shapes.push({ d, fill: kind === "theme" ? themeInk(theme) : "muted" });
      if (kind === "theme") continue;
      const text = kind === "read" ? "Papers read" : "No theme";
      const inWay = widthOf(text, size, 600) + 24;
      const isTaken = works.some((_, work) => this.isThere(work) && this.y[work] > top * this.stretch && this.y[work] < bottom * this.stretch && across(this.x[work]) < inWay);
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

  /** The pairs that a selection is about: their lines stand out. @param {number} from @param {number} to */
  standsOut(from, to) {
    const { selection } = this;
    if (!selection) return false;
    if (selection.kind === "work") return from === selection.work || to === selection.work;
    if (selection.kind === "theme") return to === themeNode(selection.theme);
    if (selection.kind === "citation") return from === selection.citing && to === selection.cited;
    if (selection.kind === "assignment") return from === selection.work && to === themeNode(selection.theme);
    return Boolean(this.near?.has(from) && this.near.has(to));
  }

  /** Every tie whose ends are there and that has a line at present: from, to, and how it is told apart.
   *  @returns {{from: number, to: number, role: string | null, count: number, strong: boolean}[]} */
  ties() {
    /** @type {{from: number, to: number, role: string | null, count: number, strong: boolean}[]} */
    const found = [];
    const onlyStrong = this.layout === "timeline";
    const withThemes = works.length <= MOST_TIES && !onlyStrong;
    if (this.layout === "map") {
      const few = this.near && this.near.size <= MOST_TIES ? [...this.near] : [];
      for (const work of withThemes ? works.keys() : few.filter((node) => !isTheme(node))) {
        if (!this.isThere(work)) continue;
        for (const { theme, role } of themesOf[work]) {
          const to = themeNode(theme);
          const strong = this.standsOut(work, to);
          if (this.isThere(to) && (withThemes || strong)) found.push({ from: work, to, role, count: 1, strong });
        }
      }
    }
    let drawn = 0;
    let all = 0;
    for (const place of byStrength()) {
      const { citing: from, cited: to, places } = citations[place];
      if (!this.isThere(from) || !this.isThere(to) || from === to) continue;
      const strong = this.standsOut(from, to);
      all += 1;
      if (!strong && (onlyStrong || drawn >= MOST_LINES)) continue;
      drawn += 1;
      found.push({ from, to, role: null, count: places.length, strong });
    }
    this.lines = { drawn, all };
    return found;
  }

  /**
   * The lines, those alike in one shape; what stands out comes last.
   * @template {Pen} P
   * @param {Lens} lens
   * @param {() => P} newPen
   * @returns {(Omit<Shape, "d"> & {pen: P})[]}
   */
  lineShapes(lens, newPen) {
    /** @type {Map<string, Omit<Shape, "d"> & {pen: P}>} */
    const batches = new Map();
    const faint = this.selection !== null;
    const many = Math.max(0.25, Math.min(1, 700 / (citations.length + assignments.length)));
    const ties = this.ties();
    // Where lines are many and works are dots, heads would be specks; they come back as one draws nearer.
    const withHeads = lens.k > 0.45 || ties.length < 1200;
    for (const strong of [false, true]) {
      for (const tie of ties) {
        if (tie.strong !== strong) continue;
        const ends = this.trimmed(tie.from, tie.to, lens);
        if (!ends) continue;
        const thickness = tie.count > 3 ? 2.2 : tie.count > 1 ? 1.6 : 1;
        const ink = tie.role !== null ? themeInk(tie.to - works.length) : strong ? "ink" : "line";
        const dash = tie.role === "mentioned" ? [5, 4] : undefined;
        const width = (tie.role !== null ? 1.8 : thickness) + (strong ? 0.6 : 0);
        const key = `${strong} ${ink} ${dash ? 1 : 0} ${width}`;
        let batch = batches.get(key);
        if (!batch) {
          batch = { stroke: ink, width, dash, opacity: strong ? 1 : faint ? 0.14 * many : many, pen: newPen() };
          batches.set(key, batch);
        }
        const [x1, y1, x2, y2] = ends;
        batch.pen.moveTo(x1, y1);
        batch.pen.lineTo(x2, y2);
        if (tie.role === null && (strong || withHeads)) {
          const heads = `${key} head`;
          const held = batches.get(heads) ?? { fill: ink, opacity: batch.opacity, pen: newPen() };
          batches.set(heads, held);
          arrowhead(held.pen, ends, strong ? 9 : 6.5 * Math.min(1, Math.max(0.5, lens.k * 1.3)));
        }
      }
    }
    return [...batches.values()];
  }

  /** A line from the edge of one symbol to the edge of another; null where they touch or lie outside the view.
   *  @param {number} from @param {number} to @param {Lens} lens @returns {[number, number, number, number] | null} */
  trimmed(from, to, lens) {
    const [x1, y1] = [this.x[from] * lens.k + lens.x, this.y[from] * lens.k + lens.y];
    const [x2, y2] = [this.x[to] * lens.k + lens.x, this.y[to] * lens.k + lens.y];
    if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > lens.width && x2 > lens.width) || (y1 > lens.height && y2 > lens.height)) return null;
    const length = Math.hypot(x2 - x1, y2 - y1);
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    const start = this.reach(from, dx, dy, lens.k);
    const end = this.reach(to, dx, dy, lens.k);
    if (!(length > start + end + 2)) return null;
    return [x1 + dx * start, y1 + dy * start, x2 - dx * end, y2 - dy * end];
  }

  /** How far a symbol reaches in a direction of length 1. @param {number} node @param {number} dx @param {number} dy @param {number} k */
  reach(node, dx, dy, k) {
    if (isTheme(node)) return 0; // its title covers the end
    const [wide, high] = this.halves(node, k);
    return Math.min(wide / Math.abs(dx || 1e-9), high / Math.abs(dy || 1e-9)) + 1.5;
  }

  /** How wide the widest name of a lane is. @param {number} width of the view */
  laneNames(width) {
    return Math.max(0, ...themes.map((_, theme) => Math.max(...this.titleLines(theme, width).map((line) => widthOf(line, 13.5, 600)), 0) + 13.5 * (theme < 9 ? 2.9 : 3.3)));
  }

  /** The lines of a theme's title; beside a wide timeline it is one. @param {number} theme @param {number} width */
  titleLines(theme, width) {
    const lines = linesOf(themeNode(theme));
    return this.layout === "timeline" && (width > 800 || width < NARROW) ? [lines.join(" ")] : lines;
  }

  /** Which labels have room, the more important first; type keeps its size. @param {Lens} lens @returns {Label[]} */
  labels(lens) {
    const key = `${lens.k} ${lens.x} ${lens.y} ${lens.width} ${lens.height} ${this.version}`;
    if (this.placed.key !== key || this.isLoose) this.placed = { key, labels: this.placeLabels(lens) };
    return this.placed.labels;
  }

  /** @param {Lens} lens @returns {Label[]} */
  placeLabels(lens) {
    const { k } = lens;
    const isNarrow = lens.width < NARROW;
    const taken = grid(80);
    /** @type {Label[]} */
    const placed = [];
    const inView = (/** @type {number} */ node) => {
      const x = this.x[node] * k + lens.x;
      const y = this.y[node] * k + lens.y;
      return x > -80 && y > -40 && x < lens.width + 80 && y < lens.height + 40;
    };
    const named = byImportance.filter((node) => this.isThere(node) && inView(node) && ((isTheme(node) && !isNarrow) || !this.dims(node)));
    const forced = named.filter((node) => this.isMarked(node));
    for (const node of named) {
      if (isTheme(node)) continue;
      if (works.length <= MOST_TIES || HEIGHT * this.scaleOf(node, k) >= DOT) taken.add(this.symbolBox(node, lens), node);
    }
    // From far away the names of the themes matter more than a symbol that they cover, if they must.
    const titles = k < 0.6 ? grid(80) : taken;
    if (titles !== taken) for (const node of forced) if (!isTheme(node)) titles.add(this.symbolBox(node, lens), node);
    const size = Math.min(16, Math.max(isNarrow ? 12 : 12.5, 13 * k));
    const titleSize = isNarrow && this.layout === "timeline" ? 11 : Math.min(18, Math.max(isNarrow ? 12 : 13.5, 15 * k));
    for (const node of [...forced, ...named.filter((each) => !forced.includes(each))]) {
      const isDot = !isTheme(node) && HEIGHT * this.scaleOf(node, k) < DOT;
      if (placed.length >= (isDot ? MOST_DOT_LABELS : MOST_LABELS)) break;
      const must = forced.includes(node);
      const label = isTheme(node) ? this.title(node, titleSize, lens, titles, taken, must) : this.nameLabel(node, size, lens, taken, must);
      if (label) {
        placed.push(label);
        for (const kept of new Set([taken, isTheme(node) || must ? titles : taken])) kept.add(label.box, node);
      }
    }
    const name = this.noThemeName(lens, taken);
    if (name) placed.push(name);
    return placed.reverse();
  }

  /** @param {number} node @param {number} size @param {Lens} lens @param {ReturnType<typeof grid>} taken @param {boolean} must
   *  @returns {Label | null} */
  nameLabel(node, size, lens, taken, must) {
    const { language } = works[node];
    const lines = linesOf(node);
    const strong = isRead(node) || nodesOf(this.selection).includes(node);
    const weight = strong ? 600 : 400;
    const width = Math.max(...lines.map((line) => widthOf(line, size, weight)), 0);
    const height = lines.length * size * LEADING;
    const own = this.symbolBox(node, lens);
    const [x, y] = [(own.left + own.right) / 2, (own.top + own.bottom) / 2];
    const choices = [
      boxAround(x, own.bottom + 2 + height / 2, width, height),
      boxAround(x, own.top - 2 - height / 2, width, height),
      boxAround(own.right + 4 + width / 2, y, width, height),
      boxAround(own.left - 4 - width / 2, y, width, height),
    ];
    // The years keep their edge of the timeline.
    const roof = this.layout === "timeline" ? 26 : -Infinity;
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

  /** @param {number} node @param {number} size @param {Lens} lens @param {ReturnType<typeof grid>} taken
   *  @param {ReturnType<typeof grid>} symbols @param {boolean} must
   *  @param {string[]} lines of the title; a lane too narrow for them has its number alone @returns {Label | null} */
  title(node, size, lens, taken, symbols, must, lines = this.titleLines(node - works.length, lens.width)) {
    const theme = node - works.length;
    const inset = size * (theme < 9 ? 1.9 : 2.3);
    const width = lines.length ? Math.max(...lines.map((line) => widthOf(line, size, 600))) + inset + size : inset;
    const height = Math.max(1, lines.length) * size * LEADING + size * (lines.length ? 0.8 : 0.2);
    let x = this.x[node] * lens.k + lens.x;
    let y = this.y[node] * lens.k + lens.y;
    const isNarrow = lens.width < NARROW;
    if (this.layout === "timeline" && isNarrow) {
      // At the head of its lane, in the middle of one that has a single row.
      const { top, bottom } = data.layouts.timeline?.lanes.find((lane) => lane.theme === theme) ?? { top: 0, bottom: 0 };
      y = top * this.stretch * lens.k + lens.y + Math.min(height / 2 + 3, ((bottom - top) * this.stretch * lens.k) / 2);
    }
    // On the timeline the names of the lanes stay in view; elsewhere a title is not cut off while its place is in view.
    if (this.layout === "timeline") x = width / 2 + (isNarrow ? 3 : 8);
    else if (x > 0 && x < lens.width) x = Math.min(Math.max(x, width / 2 + 4), lens.width - width / 2 - 4);
    const shifts = [[0, 0], [0, 0.6], [0, -0.6], [0, 1.1], [0, -1.1], [0.35, 0.6], [-0.35, 0.6], [0.35, -0.6], [-0.35, -0.6], [0.5, 0], [-0.5, 0], [0, 1.7], [0, -1.7], [0.5, 1.1], [-0.5, 1.1], [0.5, -1.1], [-0.5, -1.1]];
    const all = shifts.map(([right, down]) => boxAround(x + right * width, y + down * height, width, height));
    const inside = all.filter(({ left, right }) => left > 0 && right < lens.width);
    const choices = inside.length ? inside : all;
    const isFree = (/** @type {Box} */ choice) => taken.free(choice, node);
    const clear = choices.find((choice) => isFree(choice) && symbols.free(choice, node));
    // Where room is scarce a number says less than a title, but hides no work.
    if (!clear && lines.length && (isNarrow || this.layout === "timeline")) return this.title(node, size, lens, taken, symbols, must, []);
    const box = clear ?? choices.find(isFree) ?? (must ? choices[0] : null);
    if (!box) return null;
    const dim = this.dims(node);
    const strong = this.isMarked(node);
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
}

/** @type {[number, number, number][] | null} */
let across = null;
/** How many citations lead from works of one theme to works of another, either way: the pair of themes, and the count. */
function acrossThemes() {
  if (across) return across;
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { citing, cited: other } of citations) {
    for (const { theme: one } of themesOf[citing]) {
      for (const { theme: two } of themesOf[other]) {
        const key = Math.min(one, two) * themes.length + Math.max(one, two);
        if (one !== two) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  across = [...counts].map(([key, count]) => [Math.floor(key / themes.length), key % themes.length, count]);
  return across;
}

/** @type {number[] | null} */
let strongest = null;
/** Citations, those with the most places first. */
function byStrength() {
  strongest ??= [...citations.keys()].sort((a, b) => citations[b].places.length - citations[a].places.length || a - b);
  return strongest;
}

/** @param {Pen} pen @param {[number, number, number, number]} ends @param {number} size */
function arrowhead(pen, [x1, y1, x2, y2], size) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [((x2 - x1) / length) * size, ((y2 - y1) / length) * size];
  pen.moveTo(x2, y2);
  pen.lineTo(x2 - dx - dy * 0.4, y2 - dy + dx * 0.4);
  pen.lineTo(x2 - dx + dy * 0.4, y2 - dy - dx * 0.4);
  pen.closePath();
}

/** A box with round corners. @param {number} left @param {number} top @param {number} right @param {number} bottom @param {number} r */
function rounded(left, top, right, bottom, r) {
  return `M${n(left + r)} ${n(top)}H${n(right - r)}A${r} ${r} 0 0 1 ${n(right)} ${n(top + r)}V${n(bottom - r)}A${r} ${r} 0 0 1 ${n(right - r)} ${n(bottom)}H${n(left + r)}A${r} ${r} 0 0 1 ${n(left)} ${n(bottom - r)}V${n(top + r)}A${r} ${r} 0 0 1 ${n(left + r)} ${n(top)}Z`;
}

/** A convex hull with padding and round corners. @param {number[][]} corners @param {number} padding */
function swollen(corners, padding) {
  if (corners.length < 2) {
    const [[x, y]] = corners;
    return rounded(x - padding, y - padding, x + padding, y + padding, padding);
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
