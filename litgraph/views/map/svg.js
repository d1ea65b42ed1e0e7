/* The figure as SVG: on the page, where each work can be reached by a screen reader, and as a picture to keep. */

import { badgesText, isTheme, nameOf, themes, works } from "./data.js";
import { svgEl } from "./dom.js";
import { backdrop } from "./backdrop.js";
import { fontFamily, paintOf } from "./shapes.js";
import { symbolLook } from "./symbols.js";

/** @typedef {(ink: string) => string} Paint how a named colour is written */

/** On the page the stylesheet knows the colours. @type {Paint} */
const cssVariable = (ink) => `var(--${ink})`;

/** @param {import("./scene.js").Shape} shape @param {Paint} paint @param {string | number} tint */
function shapeEl({ d, fill, stroke, width, dash, opacity }, paint, tint = 1) {
  return svgEl("path", {
    d,
    fill: fill ? paint(fill) : "none",
    "fill-opacity": fill && tint !== 1 ? tint : undefined,
    stroke: stroke ? paint(stroke) : undefined,
    "stroke-width": stroke ? width : undefined,
    "stroke-dasharray": dash?.join(" "),
    opacity: opacity === undefined || opacity === 1 ? undefined : opacity,
  });
}

/** A path as SVG writes it. */
class PathText {
  d = "";
  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.d += `M${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.d += `L${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  closePath() {
    this.d += "Z";
  }
}

/** @param {import("./scene.js").Scene} scene @param {import("./scene.js").Lens} lens @param {Paint} paint */
function lineEls(scene, lens, paint) {
  return scene.lineShapes(lens, () => new PathText()).map(({ pen, ...shape }) => shapeEl({ ...shape, d: pen.d }, paint));
}

/** @param {import("./scene.js").Writing} writing @param {Paint} paint */
function writingEl({ text, x, y, size, weight, ink, anchor, halo, opacity, language }, paint) {
  return svgEl(
    "text",
    {
      x: x.toFixed(1),
      y: (y + size * 0.35).toFixed(1),
      "font-size": size,
      "font-weight": weight === 400 ? undefined : weight,
      "text-anchor": anchor === "start" ? undefined : anchor,
      fill: paint(ink),
      opacity,
      lang: language,
      ...(halo ? { stroke: paint("paper"), "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" } : {}),
    },
    text,
  );
}

/** @param {import("./scene.js").Symbol} symbol @param {import("./scene.js").Scene} scene @param {Paint} paint */
function symbolEls({ node, scale, dot }, scene, paint) {
  const { shapes, writings } = symbolLook(node);
  const elements = dot
    ? [svgEl("circle", { r: Math.max(1.8 / scale, 9), fill: paint(String(shapes[0].stroke === "paper" ? "ink" : shapes[0].stroke)) })]
    : [...shapes.map((shape) => shapeEl(shape, paint)), ...writings.map((writing) => writingEl(writing, paint))];
  if (scene.isMarked(node)) {
    const [wide, high] = scene.ringSize(node);
    elements.unshift(
      svgEl("rect", { x: -wide, y: -high, width: 2 * wide, height: 2 * high, rx: high, fill: paint("paper"), stroke: paint("ink"), "stroke-width": 2.5, class: "mark" }),
    );
  }
  return elements;
}

/** What a screen reader says of a node. @param {number} node */
export function spokenName(node) {
  if (isTheme(node)) return `Theme ${node - works.length + 1}: ${themes[node - works.length].title}`;
  return `${nameOf(node)}: ${works[node].title}; ${badgesText(node)}`;
}

/** Draw the scene on the page as SVG. @param {HTMLElement} container */
export function svgCanvas(container) {
  const [back, lines, symbols, labels] = ["back", "lines", "symbols", "labels"].map((name) => svgEl("g", { class: name, "aria-hidden": name === "back" || name === "lines" ? "true" : undefined }));
  const moving = svgEl("g", {}, back, lines, symbols, labels);
  const root = svgEl("svg", { class: "drawn", width: "100%", height: "100%" }, moving);
  container.append(root);
  /** @type {import("./scene.js").Lens | null} */
  let drawn = null;
  return {
    /** Draw what the lens shows; while it only moves, what is drawn already is moved along.
     *  @param {import("./scene.js").Scene} scene @param {import("./scene.js").Lens} lens @param {boolean} moves */
    draw(scene, lens, moves) {
      // The names of lanes and years stand at the edge of the view, wherever it goes.
      if (moves && drawn && drawn.k === lens.k && scene.layout === "map") {
        moving.setAttribute("transform", `translate(${lens.x - drawn.x} ${lens.y - drawn.y})`);
        return;
      }
      const behind = backdrop(scene, lens);
      back.replaceChildren(
        ...behind.shapes.map((shape) => shapeEl(shape, cssVariable, shape.fill ? "var(--tint)" : 1)),
        ...behind.writings.map((writing) => writingEl(writing, cssVariable)),
      );
      drawn = lens;
      moving.removeAttribute("transform");
      // Room beyond the view, so that what is moved into it is there.
      const wide = { ...lens, x: lens.x + lens.width, y: lens.y + lens.height, width: 3 * lens.width, height: 3 * lens.height };
      const shift = `translate(${-lens.width} ${-lens.height})`;
      for (const group of [lines, symbols]) group.setAttribute("transform", shift);
      lines.replaceChildren(...lineEls(scene, wide, cssVariable));
      symbols.replaceChildren(
        ...scene.symbols(wide).map((symbol) =>
          svgEl(
            "g",
            {
              id: `node-${symbol.node}`,
              role: "img",
              "aria-label": spokenName(symbol.node),
              transform: `translate(${symbol.x.toFixed(1)} ${symbol.y.toFixed(1)}) scale(${symbol.scale.toFixed(3)})`,
              opacity: symbol.dim ? 0.2 : undefined,
            },
            ...symbolEls(symbol, scene, cssVariable),
          ),
        ),
      );
      labels.replaceChildren(
        ...scene.labels(lens).map((label) =>
          svgEl("g", isTheme(label.node) ? { class: "title", id: `node-${label.node}`, role: "img", "aria-label": spokenName(label.node) } : { class: "name", "aria-hidden": "true" }, ...label.back.map((shape) => shapeEl(shape, cssVariable)), ...label.writings.map((writing) => writingEl(writing, cssVariable))),
        ),
      );
    },
  };
}

/**
 * The figure as a picture that stands alone, with its title below, in the colours of the day.
 * @param {import("./scene.js").Scene} scene
 * @param {import("./scene.js").Lens} lens
 * @param {string[]} caption
 */
export function drawPicture(scene, lens, caption) {
  const paint = lightPaint();
  const behind = backdrop(scene, lens);
  const height = lens.height + 24 * caption.length + 16;
  return svgEl(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${lens.width} ${height}`, width: lens.width, height, "font-family": fontFamily },
    svgEl("title", {}, caption[0] ?? ""),
    svgEl("rect", { width: lens.width, height, fill: "#fff" }),
    ...behind.shapes.map((shape) => shapeEl(shape, paint, shape.fill ? 0.08 : 1)),
    ...behind.writings.map((writing) => writingEl(writing, paint)),
    ...lineEls(scene, lens, paint),
    ...scene.symbols(lens).map((symbol) =>
      svgEl("g", { transform: `translate(${symbol.x.toFixed(1)} ${symbol.y.toFixed(1)}) scale(${symbol.scale.toFixed(3)})`, opacity: symbol.dim ? 0.2 : undefined }, ...symbolEls(symbol, scene, paint)),
    ),
    ...scene.labels(lens).flatMap((label) => [...label.back.map((shape) => shapeEl(shape, paint)), ...label.writings.map((writing) => writingEl(writing, paint))]),
    ...caption.map((text, place) =>
      writingEl({ text, x: 20, y: lens.height + 14 + 24 * place, size: place ? 13 : 17, weight: place ? 400 : 600, ink: place ? "muted" : "ink", anchor: "start" }, paint),
    ),
  );
}

/** The colours of the stylesheet by day, whatever the reader's screen is set to. */
function lightPaint() {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const root = rules.find((rule) => rule instanceof CSSStyleRule && rule.selectorText === ":root");
  return paintOf(root instanceof CSSStyleRule ? root.style : getComputedStyle(document.documentElement));
}
