/* The figure in pixels of the screen: where works and themes are, which are shown, and their lines. */

import { assignments, citations, data, isTheme, neighbours, NODES, themeNode, themes, themesOf, works } from "./data.js";
import { placeLabels } from "./labels.js";
import { boxAround, themeInk } from "./shapes.js";
import { nodesOf } from "./state.js";
import { byImportance, DOT, halfSizes, HEIGHT, LEAST_SCALE, MOST_TIES, timesCited, weightOf } from "./symbols.js";

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
 * @typedef {{from: number, to: number, role: string | null, count: number, strong: boolean}} Tie
 */

/** Lines drawn at once: more are a grey cloud. The rest comes with what is selected. */
const MOST_LINES = 1500;
/** Neighbours drawn of what is selected, where there are too many works to draw them all. */
const MOST_NEIGHBOURS = 150;

/** The figure in one layout: where its nodes are, which are shown, and which stand out. */
export class Scene {
  constructor() {
    this.x = new Float64Array(NODES);
    this.y = new Float64Array(NODES);
    /** @type {"map" | "timeline"} */
    this.layout = "map";
    this.visible = new Uint8Array(NODES).fill(1);
    /** @type {import("./state.js").Selection | null} */
    this.selection = null;
    /** The nodes that stay bright while all others dim. @type {Set<number> | null} */
    this.brightNodes = null;
    /** @type {number | null} */
    this.hovered = null;
    /** The node that the keys are at. @type {number | null} */
    this.focused = null;
    /** How far places are drawn apart downwards, on screens that are taller than the layout. */
    this.stretch = 1;
    /** @type {{version: number, ties: Tie[], drawn: number, total: number}} */
    this.tieCache = { version: -1, ties: [], drawn: 0, total: 0 };
    /** Grows with every change of what is shown; caches hold for one version. */
    this.version = 0;
    /** The same for the lines alone. */
    this.linesVersion = 0;
    /** @type {{key: string, labels: Label[]}} */
    this.labelCache = { key: "", labels: [] };
    /** Whether places are not those of the layout, because physics moves them. */
    this.isMoving = false;
    /** Whether there are too many works to draw: themes stand for them, and what is selected with its neighbours. */
    this.isAggregate = Boolean(data.layouts.map?.aggregate);
    /** How many neighbours of the selection are drawn, and of how many. */
    this.neighbourCounts = { drawn: 0, total: 0 };
    this.setLayout("map");
  }

  /** @param {"map" | "timeline"} name */
  setLayout(name) {
    const places = data.layouts[name];
    if (!places) return;
    this.markChanged(true);
    this.layout = name;
    for (let node = 0; node < NODES; node += 1) {
      this.x[node] = places.x[node] ?? NaN;
      this.y[node] = (places.y[node] ?? NaN) * this.stretch;
    }
    if (this.isAggregate) this.placeNeighbours(nodesOf(this.selection));
  }

  /** Make caches invalid: also those of the lines, or only those of what is marked. @param {boolean} withLines */
  markChanged(withLines) {
    this.version += 1;
    if (withLines) this.linesVersion += 1;
  }

  /** Show some works, with something selected. @param {number[]} shownWorks @param {Set<number> | null} rows
   *  @param {import("./state.js").Selection | null} selection */
  show(shownWorks, rows, selection) {
    this.markChanged(true);
    this.visible.fill(0);
    for (const work of shownWorks) this.visible[work] = 1;
    themes.forEach((_, theme) => {
      this.visible[themeNode(theme)] = Number(!rows || rows.has(theme));
    });
    this.selection = selection;
    const ends = nodesOf(selection);
    this.brightNodes = null;
    if (selection?.kind === "between") {
      const [aroundFirst, aroundSecond] = ends.map(neighbours);
      this.brightNodes = new Set([...ends, ...[...aroundFirst].filter((node) => aroundSecond.has(node))]);
    } else if (selection) {
      this.brightNodes = ends.length === 1 ? neighbours(ends[0]) : new Set(ends);
    }
    // What is selected is seen with its neighbours, whatever was searched for to find it.
    for (const node of this.brightNodes ?? []) this.visible[node] = 1;
    if (this.isAggregate) this.setLayout(this.layout);
  }

  /** Place what is selected in the middle and its neighbours around it, the most important nearest. @param {number[]} ends */
  placeNeighbours(ends) {
    const neighbourNodes = [...(this.brightNodes ?? [])].filter((node) => this.visible[node] && !ends.includes(node));
    this.neighbourCounts = { drawn: Math.min(neighbourNodes.length, MOST_NEIGHBOURS), total: neighbourNodes.length };
    if (!this.brightNodes) return;
    this.x.fill(NaN);
    ends.forEach((node, place) => {
      this.x[node] = (place - (ends.length - 1) / 2) * 260;
      this.y[node] = 0;
    });
    const rank = new Map(byImportance.map((node, place) => [node, place]));
    neighbourNodes.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    let ring = 1;
    let room = 0;
    let turn = 0;
    for (const node of neighbourNodes.slice(0, MOST_NEIGHBOURS)) {
      if (room === 0) {
        ring += 1;
        room = Math.floor(ring * 5.5);
        turn = (2 * Math.PI) / Math.min(room, neighbourNodes.length);
      }
      room -= 1;
      this.x[node] = ring * 125 * Math.cos(room * turn + ring);
      this.y[node] = ring * 85 * Math.sin(room * turn + ring);
    }
  }

  /** @param {number} node */
  isPlaced(node) {
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
    const [wide, high] = this.halfSize(node, lens.k);
    return { left: x - wide, top: y - high, right: x + wide, bottom: y + high };
  }

  /** Half the width and height of a work's symbol on the screen. @param {number} work @param {number} k */
  halfSize(work, k) {
    const [wide, high] = halfSizes[work];
    const scale = this.scaleOf(work, k);
    const least = HEIGHT * scale < DOT ? Math.max(1.8, high * scale) : 0;
    return [least || wide * scale + 1, least || high * scale + 1];
  }

  /** Half the width and height of the ring around a work that is marked, at the scale of its symbol. @param {number} work */
  ringSize(work) {
    const unit = this.scaleOf(work, 1);
    return this.halfSize(work, 1).map((half) => half / unit + 4);
  }

  /** @param {number} node */
  isDimmed(node) {
    return this.brightNodes !== null && !this.brightNodes.has(node) && node !== this.hovered && node !== this.focused;
  }

  /** Whether a node's symbol is ringed: it is selected, pointed at, or where the keys are. @param {number} node */
  isMarked(node) {
    return node === this.hovered || node === this.focused || nodesOf(this.selection).includes(node);
  }

  get hasMarks() {
    return this.hovered !== null || this.focused !== null || this.selection !== null;
  }

  /** The symbols of works that are in view, what stands out last. @param {Lens} lens @returns {Symbol[]} */
  symbols(lens) {
    /** @type {Symbol[]} */
    const below = [];
    /** @type {Symbol[]} */
    const above = [];
    for (let node = 0; node < works.length; node += 1) {
      if (!this.isPlaced(node)) continue;
      const x = this.x[node] * lens.k + lens.x;
      const y = this.y[node] * lens.k + lens.y;
      if (x < -60 || y < -60 || x > lens.width + 60 || y > lens.height + 60) continue;
      const scale = this.scaleOf(node, lens.k);
      const dim = this.isDimmed(node);
      (this.brightNodes && !dim ? above : below).push({ node, x, y, scale, dot: HEIGHT * scale < DOT, dim });
    }
    return [...below, ...above];
  }

  /** The pairs that a selection is about: their lines stand out. @param {number} from @param {number} to */
  isEmphasised(from, to) {
    const { selection } = this;
    if (!selection) return false;
    if (selection.kind === "work") return from === selection.work || to === selection.work;
    if (selection.kind === "theme") return to === themeNode(selection.theme);
    if (selection.kind === "citation") return from === selection.citing && to === selection.cited;
    if (selection.kind === "assignment") return from === selection.work && to === themeNode(selection.theme);
    return Boolean(this.brightNodes?.has(from) && this.brightNodes.has(to));
  }

  /** The ties that have a line at present.
   *  @returns {Tie[]} */
  ties() {
    if (this.tieCache.version !== this.linesVersion) this.tieCache = { version: this.linesVersion, ...this.findTies() };
    return this.tieCache.ties;
  }

  /** How many citations have a line, and how many there are between what is shown. */
  get lines() {
    this.ties();
    const { drawn, total } = this.tieCache;
    return { drawn, total };
  }

  findTies() {
    /** @type {Tie[]} */
    const ties = [];
    const onlyStrong = this.layout === "timeline";
    const withThemes = works.length <= MOST_TIES && !onlyStrong;
    if (this.layout === "map") {
      const brightWorks = this.brightNodes && this.brightNodes.size <= MOST_TIES ? [...this.brightNodes] : [];
      for (const work of withThemes ? works.keys() : brightWorks.filter((node) => !isTheme(node))) {
        if (!this.isPlaced(work)) continue;
        for (const { theme, role } of themesOf[work]) {
          const to = themeNode(theme);
          const strong = this.isEmphasised(work, to);
          if (this.isPlaced(to) && (withThemes || strong)) ties.push({ from: work, to, role, count: 1, strong });
        }
      }
    }
    let drawn = 0;
    let total = 0;
    for (const place of byStrength()) {
      const { citing: from, cited: to, places } = citations[place];
      if (!this.isPlaced(from) || !this.isPlaced(to) || from === to) continue;
      const strong = this.isEmphasised(from, to);
      total += 1;
      if (!strong && (onlyStrong || drawn >= MOST_LINES)) continue;
      drawn += 1;
      ties.push({ from, to, role: null, count: places.length, strong });
    }
    return { ties, drawn, total };
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
    const density = Math.max(0.25, Math.min(1, 700 / (citations.length + assignments.length)));
    const ties = this.ties();
    // Where lines are many and works are dots, heads would be specks; they come back as one draws nearer.
    const withHeads = lens.k > 0.45 || ties.length < 1200;
    for (const strong of [false, true]) {
      for (const tie of ties) {
        if (tie.strong !== strong) continue;
        const ends = this.trimLine(tie.from, tie.to, lens);
        if (!ends) continue;
        const thickness = tie.count > 3 ? 2.2 : tie.count > 1 ? 1.6 : 1;
        const ink = tie.role !== null ? themeInk(tie.to - works.length) : strong ? "ink" : "line";
        const dash = tie.role === "mentioned" ? [5, 4] : undefined;
        const width = (tie.role !== null ? 1.8 : thickness) + (strong ? 0.6 : 0);
        const key = `${strong} ${ink} ${dash ? 1 : 0} ${width}`;
        let batch = batches.get(key);
        if (!batch) {
          batch = { stroke: ink, width, dash, opacity: strong ? 1 : faint ? 0.14 * density : density, pen: newPen() };
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
  trimLine(from, to, lens) {
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
    const [wide, high] = this.halfSize(node, k);
    return Math.min(wide / Math.abs(dx || 1e-9), high / Math.abs(dy || 1e-9)) + 1.5;
  }

  /** Which labels have room, the more important first; type keeps its size. @param {Lens} lens @returns {Label[]} */
  labels(lens) {
    const key = `${lens.k} ${lens.x} ${lens.y} ${lens.width} ${lens.height} ${this.version}`;
    if (this.labelCache.key !== key || this.isMoving) this.labelCache = { key, labels: placeLabels(this, lens) };
    return this.labelCache.labels;
  }

}

/** @type {number[] | null} */
let citationsByStrength = null;
/** Citations, those with the most places first, then those of the works cited most. */
function byStrength() {
  citationsByStrength ??= [...citations.keys()].sort(
    (a, b) => citations[b].places.length - citations[a].places.length || timesCited[citations[b].cited] - timesCited[citations[a].cited] || a - b,
  );
  return citationsByStrength;
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
