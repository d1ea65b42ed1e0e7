/* The figure on the page: what the pointer and the keys are at, and what is moved into view. */

import { assignments, citations, data, isTheme, NODES, themeNode, themes, themesOf, works } from "./data.js";
import { byId, count, el, grouped, setAttributes } from "./dom.js";
import { widestLaneName } from "./labels.js";
import { Scene } from "./scene.js";
import { boxAround, NARROW } from "./shapes.js";
import { select, selectNode, shownText, shownWorks, state } from "./state.js";
import { MOST_ELEMENTS, ownStage } from "./stage.js";
import { drawPicture, spokenName } from "./svg.js";
import { MAX_PARTS } from "./symbols.js";
import { quadtree } from "d3-quadtree";
import { visStage } from "./vis.js";

/**
 * @typedef {{update(): void, reveal(nodes: number[]): void, zoom(factor: number): void, fit(): void,
 *   picture(): SVGSVGElement, at(node: number): {x: number, y: number} | null, labelBoxes(): import("./scene.js").Box[]}} Drawing
 */

/** Draw the map into a container. @param {HTMLElement} container @returns {Drawing} */
export function createDrawing(container) {
  const scene = new Scene();
  const legend = fillLegend();
  const stage = PYVIS ? visStage(container, scene) : ownStage(container, scene);
  const { lens, requestDraw } = stage;
  /** What a screen reader reads of a canvas: the names of all that is drawn, and of the node at the keys if it is not. */
  const [drawnNames, currentName] = [el("div"), el("div")];
  container.append(el("div", { class: "unseen", id: "places" }, drawnNames, currentName));
  setAttributes(container, { tabindex: 0, role: "application", "aria-label": "Map of works and themes", "aria-describedby": "map-keys" });
  container.after(
    el("p", { class: "unseen", id: "map-keys" }, "Arrow keys walk from work to work, first along the lines; Enter opens, plus and minus zoom, 0 shows the whole map. The list and the table have all of it too."),
  );

  /** The nodes that the view was moved to since the whole map was shown. @type {number[]} */
  let broughtNodes = [];
  /** Room for the labels at the edges of the view. */
  function margins() {
    const wide = Math.min(80, 0.14 * container.clientWidth);
    if (scene.layout === "timeline" && container.clientWidth < NARROW) return { left: 34, right: 34, top: 36, bottom: 84 };
    if (scene.layout === "timeline") return { left: widestLaneName(scene, container.clientWidth) + 20, right: 50, top: 40, bottom: 44 };
    return { left: wide, right: wide, top: 48, bottom: container.clientWidth < NARROW ? 84 : 48 };
  }

  /** Show the whole map; on a phone, where something is selected, that and what it is tied to. */
  function fit(slowly = false, isWhole = false) {
    const { clientWidth: width, clientHeight: height } = container;
    if (!width || !height) return;
    const nodesToFit = width < NARROW && !isWhole ? scene.brightNodes : null;
    const box = scene.extent(nodesToFit);
    const { left, right, top, bottom } = margins();
    // However little is left between the labels at the edges.
    const [wide, high] = [Math.max(40, width - left - right), Math.max(40, height - top - bottom)];
    const k = Math.min(wide / (box.right - box.left || 1), high / (box.bottom - box.top || 1), 1.25);
    const x = left + (width - left - right - (box.left + box.right) * k) / 2;
    const y = top + (height - top - bottom - (box.top + box.bottom) * k) / 2;
    stage.setLeastZoom(Math.min(k, 0.25) * 0.7);
    stage.moveView(k, x, y, slowly);
    broughtNodes = [];
  }

  /** Stretch the layout, which is made for a wide screen, downwards on a taller one; whether that changed anything. */
  function updateStretch() {
    const { clientWidth: width, clientHeight: height } = container;
    const before = scene.stretch;
    if (!width || !height) return false;
    scene.stretch = 1;
    scene.setLayout(scene.layout);
    const box = scene.extent();
    const { left, right, top, bottom } = margins();
    const stretch = ((height - top - bottom) / Math.max(1, width - left - right)) * ((box.right - box.left) / (box.bottom - box.top || 1));
    scene.stretch = Math.min(scene.layout === "map" ? 2.4 : 4, Math.max(1, stretch));
    scene.setLayout(scene.layout);
    return scene.stretch !== before;
  }

  /** @type {import("d3-quadtree").Quadtree<number> | null} */
  let tree = null;
  let size = "";
  /** Measure the container; false where it is hidden, or as it was. */
  function resized() {
    const newSize = `${container.clientWidth} ${container.clientHeight}`;
    if (!container.clientWidth || newSize === size) return false;
    size = newSize;
    stage.measure();
    if (updateStretch()) tree = null;
    return true;
  }
  new ResizeObserver(() => {
    if (!resized()) return;
    if (stage.isMovedByReader()) stage.refresh();
    else {
      const nodes = broughtNodes;
      fit();
      bringIntoView(nodes, false);
    }
  }).observe(container);

  /** The work or theme at a place of the container, with room for fingers: 24 pixels at least. @param {number} x @param {number} y */
  function nodeAt(x, y) {
    const view = lens();
    const label = scene.labels(lens()).find(({ node, box }) => node >= 0 && x > box.left && x < box.right && y > box.top && y < box.bottom);
    if (label && isTheme(label.node)) return label.node;
    if (!tree || scene.isMoving) tree = quadtree(
      [...Array(works.length).keys()].filter((node) => !Number.isNaN(scene.x[node])),
      (node) => scene.x[node],
      (node) => scene.y[node],
    );
    let best = null;
    let nearest = Infinity;
    const reach = 70 / view.k;
    const [worldX, worldY] = [(x - view.x) / view.k, (y - view.y) / view.k];
    tree.visit((quad, left, top, right, bottom) => {
      if (!("length" in quad)) {
        for (let leaf = /** @type {any} */ (quad); leaf; leaf = leaf.next) {
          const node = leaf.data;
          if (!scene.isPlaced(node)) continue;
          const box = scene.symbolBox(node, view);
          const [wide, high] = [Math.max(12, (box.right - box.left) / 2 + 3), Math.max(12, (box.bottom - box.top) / 2 + 3)];
          const [dx, dy] = [Math.abs(x - (box.left + box.right) / 2), Math.abs(y - (box.top + box.bottom) / 2)];
          if (dx <= wide && dy <= high && Math.hypot(dx, dy) < nearest) {
            best = node;
            nearest = Math.hypot(dx, dy);
          }
        }
      }
      return left > worldX + reach || right < worldX - reach || top > worldY + reach || bottom < worldY - reach;
    });
    return best ?? label?.node ?? null;
  }

  /** The tie whose line passes a place. @param {number} x @param {number} y @returns {import("./state.js").Selection | null} */
  function tieAt(x, y) {
    const view = lens();
    let best = null;
    let nearest = 7;
    for (const tie of scene.ties()) {
      if (scene.selection && !tie.strong && scene.layout === "map") continue;
      const ends = scene.trimLine(tie.from, tie.to, view);
      if (!ends) continue;
      const distance = distanceTo(x, y, ends);
      if (distance < nearest) {
        nearest = distance;
        best = tie;
      }
    }
    if (!best) return null;
    if (isTheme(best.to)) return { kind: "assignment", work: best.from, theme: best.to - works.length };
    return { kind: "citation", citing: best.from, cited: best.to };
  }

  stage.onClick((x, y, withShift) => {
    const node = nodeAt(x, y);
    if (node !== null && withShift && state.selection?.kind === "work" && !isTheme(node) && node !== state.selection.work) {
      select({ kind: "between", first: state.selection.work, second: node });
    } else if (node !== null) {
      selectNode(node);
    } else {
      select(tieAt(x, y));
    }
  });
  let pointerFrame = 0;
  container.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons || pointerFrame) return;
    pointerFrame = requestAnimationFrame(() => {
      pointerFrame = 0;
      const corner = container.getBoundingClientRect();
      const node = nodeAt(event.clientX - corner.left, event.clientY - corner.top);
      if (node === scene.hovered) return;
      scene.hovered = node;
      scene.markChanged(false);
      container.classList.toggle("over", node !== null);
      container.title = node === null || isTheme(node) ? "" : works[node].title.slice(0, 300);
      requestDraw();
    });
  });
  container.addEventListener("pointerleave", () => {
    if (scene.hovered === null) return;
    scene.hovered = null;
    scene.markChanged(false);
    requestDraw();
  });

  /** The node at the keys when the focus left. @type {number | null} */
  let lastNode = null;
  /** Move the keys to a node, and let a screen reader read its name. @param {number} node */
  function focusNode(node) {
    scene.focused = node;
    scene.markChanged(false);
    let place = document.getElementById(`node-${node}`);
    if (!place) {
      place = el("div", { id: "node-at", role: "img", "aria-label": spokenName(node) });
      currentName.replaceChildren(place);
    }
    container.setAttribute("aria-activedescendant", place.id);
    bringIntoView([node]);
    requestDraw();
  }

  /** The next node in a direction: the nearest that a line leads to, else the nearest. @param {number} dx @param {number} dy */
  function nextNode(dx, dy) {
    const start = scene.focused;
    if (start === null || !scene.isPlaced(start)) {
      return state.selection && "work" in state.selection ? state.selection.work : (shownWorks.find((work) => scene.isPlaced(work)) ?? null);
    }
    const tied = new Set(scene.ties().flatMap(({ from, to }) => (from === start ? [to] : to === start ? [from] : [])));
    let best = null;
    let least = Infinity;
    for (let node = 0; node < NODES; node += 1) {
      if (node === start || !scene.isPlaced(node)) continue;
      const [x, y] = [scene.x[node] - scene.x[start], scene.y[node] - scene.y[start]];
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy) + Math.abs(y * dx);
      if (along <= 0 || across > along * 1.2) continue;
      const cost = (along + 2 * across) * (tied.has(node) ? 0.4 : 1);
      if (cost < least) {
        least = cost;
        best = node;
      }
    }
    return best;
  }

  const DIRECTIONS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
  container.addEventListener("keydown", (event) => {
    const direction = DIRECTIONS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (direction && event.shiftKey) stage.translateBy(-direction[0] * 60, -direction[1] * 60);
    else if (direction) {
      const next = nextNode(...direction);
      if (next !== null) focusNode(next);
    } else if ((event.key === "Enter" || event.key === " ") && scene.focused !== null) selectNode(scene.focused);
    else if (event.key === "+" || event.key === "=") stage.scaleBy(1.4);
    else if (event.key === "-") stage.scaleBy(1 / 1.4);
    else if (event.key === "0") fit(true, true);
    else return;
    event.preventDefault();
  });
  container.addEventListener("focus", () => {
    if (scene.focused === null && container.matches(":focus-visible")) {
      const first = lastNode !== null && scene.isPlaced(lastNode) ? lastNode : nextNode(0, 0);
      if (first !== null) focusNode(first);
    }
  });
  container.addEventListener("blur", () => {
    [lastNode, scene.focused] = [scene.focused, null];
    scene.markChanged(false);
    requestDraw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => stage.refresh());

  /** Move the view if the nodes are outside it. @param {number[]} nodes */
  function bringIntoView(nodes, slowly = true) {
    const view = lens();
    const visibleNodes = nodes.filter((node) => scene.isPlaced(node));
    if (!visibleNodes.length || !view.width) return;
    const boxes = visibleNodes.map((node) => boxAround(scene.x[node] * view.k + view.x, scene.y[node] * view.k + view.y, 0, 0));
    const box = {
      left: Math.min(...boxes.map(({ left }) => left)),
      right: Math.max(...boxes.map(({ right }) => right)),
      top: Math.min(...boxes.map(({ top }) => top)),
      bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
    };
    if (box.left > 60 && box.right < view.width - 60 && box.top > 50 && box.bottom < view.height - 60) return;
    broughtNodes = nodes;
    stage.moveView(view.k, view.x + view.width / 2 - (box.left + box.right) / 2, view.y + view.height / 2 - (box.top + box.bottom) / 2, slowly);
  }

  /** Give screen readers the names of what is drawn on a canvas. */
  function nameAll() {
    if (container.querySelector("svg")) return;
    const drawnWorks = shownWorks.filter((work) => scene.isPlaced(work));
    const titles = themes.map((_, theme) => themeNode(theme)).filter((node) => scene.isPlaced(node));
    drawnNames.replaceChildren(
      ...titles.map((node) => el("div", { id: `node-${node}`, role: "img", "aria-label": spokenName(node) })),
      ...(drawnWorks.length <= MOST_ELEMENTS
        ? drawnWorks.map((work) => el("div", { id: `node-${work}`, role: "img", "aria-label": spokenName(work) }))
        : [el("p", {}, `${count(drawnWorks.length, "work")} on the map; the list and the table name them all.`)]),
    );
  }

  return {
    update() {
      const before = scene.selection;
      scene.show(shownWorks, state.filter.themes, state.selection);
      // It takes its room before the figure is measured.
      legend(scene);
      // What is not in view cannot be fitted into it.
      const viewLayout = state.view === "timeline" && data.layouts.timeline ? "timeline" : "map";
      const layout = container.clientWidth ? viewLayout : scene.layout;
      const layoutChanged = layout !== scene.layout;
      const isFirst = !size && resized();
      if (layoutChanged) {
        scene.setLayout(layout);
        updateStretch();
        tree = null;
        legend(scene);
      }
      stage.refresh(before !== state.selection);
      nameAll();
      const gathers = scene.isAggregate && before !== state.selection;
      if (gathers) tree = null;
      const follows = container.clientWidth < NARROW && before !== state.selection && !stage.isMovedByReader();
      if (isFirst || layoutChanged || gathers || follows) fit();
    },
    reveal: (nodes) => bringIntoView(nodes),
    zoom: stage.scaleBy,
    fit: () => fit(true, true),
    picture() {
      const box = scene.extent();
      const { left, right, top, bottom } = { left: 130, right: 110, top: 50, bottom: 60 };
      const wholeLens = { k: 1, x: left - box.left, y: top - box.top, width: Math.round(box.right - box.left + left + right), height: Math.round(box.bottom - box.top + top + bottom) };
      return drawPicture(scene, wholeLens, [data.title, [data.selection, shownText(), data.author, data.date].filter(Boolean).join(" · ")]);
    },
    at(node) {
      if (!scene.isPlaced(node)) return null;
      const [corner, view] = [container.getBoundingClientRect(), lens()];
      return { x: corner.left + scene.x[node] * view.k + view.x, y: corner.top + scene.y[node] * view.k + view.y };
    },
    labelBoxes: () => scene.labels(lens()).map(({ box }) => box),
  };
}

/** @param {number} x @param {number} y @param {[number, number, number, number]} ends */
function distanceTo(x, y, [x1, y1, x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

/** Fill the legend with the signs that this map has; what is returned updates its counts of what is drawn. */
function fillLegend() {
  const roles = new Set(assignments.map(({ role }) => role === "mentioned"));
  const sign = (/** @type {string} */ look, /** @type {string} */ text, /** @type {Node[]} */ ...before) => el("li", {}, ...before, el("span", { class: `sign ${look}`, "aria-hidden": "true" }), text);
  const badgeOf = (/** @type {string} */ look) => el("span", { class: `badge c0 ${look}`, "aria-hidden": "true" }, "1");
  const cites = sign("thin", "cites");
  const drawnOf = el("li");
  const isFew = works.length <= MOST_ELEMENTS;
  const withRoles = assignments.every(({ role }) => role);
  byId("legend").append(
    ...[
      roles.has(false) ? sign(isFew ? "thick" : "", withRoles ? "discussed under theme 1" : "belongs to theme 1", badgeOf("")) : null,
      roles.has(true) ? sign(isFew ? "broken" : "", "only mentioned there", badgeOf("outlined")) : null,
      works.some((work) => work.readBy) ? sign("sheet", "paper that was read") : null,
      themesOf.some((workThemes, work) => !workThemes.length && !works[work].readBy) ? sign("empty", "no theme") : null,
      themesOf.some((workThemes) => workThemes.length > MAX_PARTS) ? el("li", {}, el("span", { class: "badge outlined", "aria-hidden": "true" }, "+"), "more themes than fit") : null,
      citations.length ? sign("sizes", "larger: cited more often") : null,
      citations.length ? cites : null,
      data.layouts.map?.aggregate ? drawnOf : null,
    ].filter((item) => item !== null),
  );
  const gap = data.layouts.timeline?.gaps.length ? sign("gap", "years without works") : null;
  if (gap) {
    gap.hidden = true;
    byId("legend").append(gap);
  }
  return (/** @type {Scene} */ scene) => {
    if (gap) gap.hidden = scene.layout !== "timeline";
    const { drawn, total } = scene.isAggregate ? scene.neighbourCounts : scene.lines;
    if (scene.isAggregate) {
      drawnOf.textContent = total ? `${grouped(drawn)} of ${count(total, "neighbour")} drawn` : `${count(works.length, "work")} drawn as ${count(themes.length, "theme")}; pick one to see its works`;
      return;
    }
    cites.lastChild?.replaceWith(drawn < total && scene.layout === "map" && !PYVIS ? `cites (${grouped(drawn)} of ${grouped(total)} drawn)` : scene.layout === "timeline" ? "cites (drawn for what is selected)" : "cites");
  };
}
