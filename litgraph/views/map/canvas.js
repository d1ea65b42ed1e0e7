/* The figure on a canvas, for more works than a browser can keep as elements: fewer lines and labels while it moves. */

import { backdrop } from "./backdrop.js";
import { fontFamily, paintOf } from "./shapes.js";
import { symbolLook } from "./symbols.js";

/** The colours in force now, of day or night. */
export const currentPaint = () => paintOf(getComputedStyle(document.documentElement));

/** Of more dots than this the smallest are square, which is painted faster. */
const MANY_DOTS = 1500;

/** @type {Map<import("./scene.js").Shape, Path2D>} */
const paths = new Map();

/** Lines in paths of a few each: painting thousands as one shape takes ten times as long. */
class SplitPath {
  static MOST = 50;
  /** @type {Path2D[]} */
  paths = [];
  count = 0;
  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    if (this.count % SplitPath.MOST === 0) this.paths.push(new Path2D());
    this.count += 1;
    this.paths[this.paths.length - 1].moveTo(x, y);
  }
  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.paths[this.paths.length - 1].lineTo(x, y);
  }
  closePath() {
    this.paths[this.paths.length - 1].closePath();
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {Omit<import("./scene.js").Shape, "d">} shape
 *  @param {(ink: string) => string} paint @param {Path2D} path */
function drawShape(ctx, { fill, stroke, width, dash, opacity }, paint, path) {
  const before = ctx.globalAlpha;
  ctx.globalAlpha = before * (opacity ?? 1);
  if (fill) {
    ctx.fillStyle = paint(fill);
    ctx.fill(path);
  }
  if (stroke) {
    ctx.strokeStyle = paint(stroke);
    ctx.lineWidth = width ?? 1;
    ctx.setLineDash(dash ?? []);
    ctx.stroke(path);
  }
  ctx.globalAlpha = before;
}

/** @param {CanvasRenderingContext2D} ctx @param {import("./scene.js").Writing} writing @param {(ink: string) => string} paint */
function drawWriting(ctx, { text, x, y, size, weight, ink, anchor, halo }, paint) {
  ctx.font = `${weight} ${size}px ${fontFamily}`;
  ctx.textAlign = anchor === "middle" ? "center" : anchor;
  ctx.textBaseline = "alphabetic";
  if (halo) {
    ctx.setLineDash([]);
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeStyle = paint("paper");
    ctx.strokeText(text, x, y + size * 0.35);
  }
  ctx.fillStyle = paint(ink);
  ctx.fillText(text, x, y + size * 0.35);
}

/**
 * Regions or lanes, behind everything else.
 * @param {CanvasRenderingContext2D} ctx @param {import("./scene.js").Scene} scene @param {import("./scene.js").Lens} lens
 * @param {(ink: string) => string} paint
 */
export function drawBackdrop(ctx, scene, lens, paint) {
  const { shapes, writings } = backdrop(scene, lens);
  const tint = Number(getComputedStyle(document.documentElement).getPropertyValue("--tint"));
  for (const shape of shapes) drawShape(ctx, shape.fill ? { ...shape, opacity: (shape.opacity ?? 1) * tint } : shape, paint, new Path2D(shape.d));
  for (const writing of writings) drawWriting(ctx, writing, paint);
}

/**
 * One symbol around the middle of the context.
 * @param {CanvasRenderingContext2D} ctx @param {number} node @param {import("./scene.js").Scene} scene
 * @param {(ink: string) => string} paint
 */
export function drawSymbol(ctx, node, scene, paint) {
  if (scene.isMarked(node)) {
    const [wide, high] = scene.ringSize(node);
    ctx.beginPath();
    ctx.roundRect(-wide, -high, 2 * wide, 2 * high, high);
    ctx.fillStyle = paint("paper");
    ctx.fill();
    ctx.setLineDash([]);
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = paint("ink");
    ctx.stroke();
  }
  const { shapes, writings } = symbolLook(node);
  for (const shape of shapes) {
    let path = paths.get(shape);
    if (!path) {
      path = new Path2D(shape.d);
      paths.set(shape, path);
    }
    drawShape(ctx, shape, paint, path);
  }
  for (const writing of writings) drawWriting(ctx, writing, paint);
}

/** @param {CanvasRenderingContext2D} ctx @param {import("./scene.js").Label[]} labels @param {(ink: string) => string} paint */
export function drawLabels(ctx, labels, paint) {
  for (const { back, writings } of labels) {
    for (const shape of back) drawShape(ctx, shape, paint, new Path2D(shape.d));
    for (const writing of writings) drawWriting(ctx, writing, paint);
  }
}

/** Draw the scene on the page on a canvas. @param {HTMLElement} container */
export function rasterCanvas(container) {
  // Lines change seldom and are many: they have a canvas of their own, below what is marked as the pointer passes.
  const [under, over] = [addLayer(container), addLayer(container)];
  let underKey = "";
  /** The first picture needs one canvas only, and is there the sooner. */
  let isSplit = false;
  /** The labels as they were placed last, and the lens of then. @type {{labels: import("./scene.js").Label[], lens: import("./scene.js").Lens} | null} */
  let lastLabels = null;
  return {
    /** Draw what the lens shows; while it moves without lines.
     *  @param {import("./scene.js").Scene} scene @param {import("./scene.js").Lens} lens @param {boolean} moves */
    draw(scene, lens, moves) {
      const paint = currentPaint();
      isSplit ||= moves || scene.hasMarks;
      const ctx = clearLayer(isSplit ? over : under, lens);
      under.canvas.style.visibility = moves ? "hidden" : "visible";
      const key = `${lens.k} ${lens.x} ${lens.y} ${lens.width} ${lens.height} ${scene.linesVersion} ${paint("paper")} ${isSplit}`;
      if (moves) {
        drawBackdrop(ctx, scene, lens, paint);
      } else if (key !== underKey || !isSplit) {
        underKey = key;
        if (isSplit) clearLayer(under, lens);
        drawBackdrop(under, scene, lens, paint);
        for (const shape of scene.lineShapes(lens, () => new SplitPath())) for (const path of shape.pen.paths) drawShape(under, shape, paint, path);
      }
      const symbols = scene.symbols(lens);
      drawDots(ctx, symbols, paint);
      for (const symbol of symbols) {
        if (symbol.dot && !scene.isMarked(symbol.node)) continue;
        ctx.save();
        ctx.translate(symbol.x, symbol.y);
        ctx.scale(symbol.scale, symbol.scale);
        ctx.globalAlpha = symbol.dim ? 0.2 : 1;
        drawSymbol(ctx, symbol.node, scene, paint);
        ctx.restore();
      }
      if (!moves || !lastLabels || lastLabels.lens.k !== lens.k || scene.layout === "timeline") lastLabels = { labels: scene.labels(lens), lens };
      ctx.save();
      ctx.translate(lens.x - lastLabels.lens.x, lens.y - lastLabels.lens.y);
      drawLabels(ctx, lastLabels.labels, paint);
      ctx.restore();
    },
  };
}

/** @param {HTMLElement} container */
function addLayer(container) {
  const canvas = document.createElement("canvas");
  canvas.className = "drawn";
  container.append(canvas);
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** A layer of the size of the view, empty. @param {CanvasRenderingContext2D} ctx @param {import("./scene.js").Lens} lens */
function clearLayer(ctx, lens) {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(lens.width * ratio), Math.round(lens.height * ratio)];
  if (ctx.canvas.width !== width || ctx.canvas.height !== height) Object.assign(ctx.canvas, { width, height });
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, lens.width, lens.height);
  return ctx;
}

/** Works seen from far away, those of one colour in one go. @param {CanvasRenderingContext2D} ctx
 *  @param {import("./scene.js").Symbol[]} symbols @param {(ink: string) => string} paint */
function drawDots(ctx, symbols, paint) {
  /** @type {Map<string, import("./scene.js").Symbol[]>} */
  const batches = new Map();
  for (const symbol of symbols) {
    if (!symbol.dot) continue;
    const { stroke } = symbolLook(symbol.node).shapes[0];
    const key = `${Number(!symbol.dim)}${stroke === "paper" ? "ink" : stroke}`;
    const batch = batches.get(key);
    if (batch) batch.push(symbol);
    else batches.set(key, [symbol]);
  }
  for (const key of [...batches.keys()].sort()) {
    ctx.globalAlpha = key[0] === "1" ? 1 : 0.2;
    ctx.fillStyle = paint(key.slice(1));
    ctx.beginPath();
    for (const { x, y, scale } of batches.get(key) ?? []) {
      const r = Math.max(1.8, 10 * scale);
      if (r < 2.6 && symbols.length > MANY_DOTS) {
        ctx.rect(x - r, y - r, 2 * r, 2 * r);
      } else {
        ctx.moveTo(x + r, y);
        ctx.arc(x, y, r, 0, 2 * Math.PI);
      }
    }
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}
