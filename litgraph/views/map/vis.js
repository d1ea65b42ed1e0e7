/* The second engine: vis-network, as pyvis hands it the networkx graph, keeps the view, the lines and, if it is let, the
   physics; symbols, regions and labels are the same as everywhere. */

import { currentPaint, drawBackdrop, drawLabels, drawSymbol } from "./canvas.js";
import { citations, isTheme, NODES, works } from "./data.js";
import { byId, isStill } from "./dom.js";
import { themeInk } from "./shapes.js";

/**
 * @typedef {{id: number, x: number, y: number}} VisNode
 * @typedef {{id: number, from: number, to: number, tie: "assignment" | "cites", count: number, theme: number, role: string}} VisEdge
 */

/** @param {HTMLElement} container @param {import("./scene.js").Scene} scene @returns {import("./stage.js").Stage} */
export function visStage(container, scene) {
  const vis = /** @type {any} */ (globalThis).vis;
  /** @type {{nodes: VisNode[], edges: VisEdge[], options: object}} */
  const networkData = JSON.parse(byId("network").textContent ?? "");
  let paint = currentPaint();
  let isMovedByReader = false;

  /** @param {number} node */
  const placed = (node) => ({ x: Number.isNaN(scene.x[node]) ? 0 : scene.x[node], y: Number.isNaN(scene.y[node]) ? 0 : scene.y[node] });
  const nodes = new vis.DataSet(networkData.nodes.map((node) => ({ ...node, ...placed(node.id), label: undefined, shape: "custom", ctxRenderer: symbol })));
  const edges = new vis.DataSet(networkData.edges.map((edge) => ({ ...edge, ...edgeLook(edge) })));
  const network = new vis.Network(container, { nodes, edges }, networkData.options);
  container.querySelector(".vis-network")?.removeAttribute("tabindex");

  /** vis-network calls this for each node. @param {{ctx: CanvasRenderingContext2D, id: number, x: number, y: number}} view */
  function symbol({ ctx, id, x, y }) {
    const scale = isTheme(id) ? 0 : scene.scaleOf(id, network.getScale()) / network.getScale();
    const box = isTheme(id) ? { left: 0, right: 0, top: 0, bottom: 0 } : scene.symbolBox(id, lens());
    return {
      drawNode() {
        if (isTheme(id)) return;
        ctx.save();
        ctx.translate(x, y);
        ctx.scale(scale, scale);
        ctx.globalAlpha = scene.isDimmed(id) ? 0.2 : 1;
        drawSymbol(ctx, id, scene, paint);
        ctx.restore();
      },
      nodeDimensions: { width: (box.right - box.left) / network.getScale(), height: (box.bottom - box.top) / network.getScale() },
    };
  }

  /** @param {VisEdge} edge */
  function edgeLook({ from, to, tie, count, theme, role }) {
    const assigned = tie === "assignment";
    const strong = scene.isEmphasised(from, to);
    const density = Math.max(0.25, Math.min(1, 700 / (citations.length + works.length)));
    return {
      hidden: !scene.isPlaced(from) || !scene.isPlaced(to) || (scene.layout === "timeline" && !(strong && !assigned)),
      color: {
        color: paint(assigned ? themeInk(theme) : strong ? "ink" : "line"),
        opacity: strong ? 1 : scene.selection ? 0.14 * density : density,
        inherit: false,
      },
      dashes: assigned && role === "mentioned" ? [5, 4] : false,
      width: (assigned ? 1.8 : count > 3 ? 2.2 : count > 1 ? 1.6 : 1) + (strong ? 0.6 : 0),
      arrows: assigned ? "" : { to: { enabled: true, scaleFactor: strong ? 0.6 : 0.4 } },
    };
  }

  /** @returns {import("./scene.js").Lens} */
  function lens() {
    const k = network.getScale();
    const centre = network.getViewPosition();
    const { clientWidth: width, clientHeight: height } = container;
    return { k, x: width / 2 - centre.x * k, y: height / 2 - centre.y * k, width, height };
  }

  /** Draw in pixels of the screen on vis-network's canvas. @param {CanvasRenderingContext2D} ctx @param {() => void} draw */
  function onScreen(ctx, draw) {
    const ratio = ctx.canvas.width / container.clientWidth;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw();
    ctx.restore();
  }
  network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => onScreen(ctx, () => drawBackdrop(ctx, scene, lens(), paint)));
  network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => onScreen(ctx, () => drawLabels(ctx, scene.labels(lens()), paint)));
  for (const event of ["zoom", "dragStart"]) network.on(event, () => (isMovedByReader = true));

  const physics = byId("physics");
  physics.addEventListener("click", () => {
    const on = physics.getAttribute("aria-pressed") !== "true";
    physics.setAttribute("aria-pressed", String(on));
    physics.textContent = on ? "Hold it still" : "Let it move";
    // What has moved stays where it went, until another view is opened.
    if (on) scene.isMoving = true;
    network.setOptions({ physics: { enabled: on } });
  });
  // While it moves, places are where physics has them.
  network.on("beforeDrawing", () => {
    if (!scene.isMoving) return;
    const places = network.getPositions();
    for (let node = 0; node < NODES; node += 1) {
      if (places[node] && !Number.isNaN(scene.x[node])) [scene.x[node], scene.y[node]] = [places[node].x, places[node].y];
    }
  });

  function refresh() {
    // On the timeline a place is a year: nothing moves there.
    physics.hidden = scene.layout === "timeline";
    if (physics.hidden && physics.getAttribute("aria-pressed") === "true") physics.click();
    if (physics.hidden) scene.isMoving = false;
    paint = currentPaint();
    nodes.update(networkData.nodes.map(({ id }) => ({ id, hidden: !scene.isPlaced(id), ...(scene.isMoving ? {} : placed(id)) })));
    edges.update(networkData.edges.map((edge) => ({ id: edge.id, ...edgeLook(edge) })));
    network.redraw();
  }

  return {
    lens,
    measure: () => undefined,
    refresh,
    requestDraw: () => network.redraw(),
    isMovedByReader: () => isMovedByReader,
    setLeastZoom: () => undefined,
    moveView(k, x, y, slowly) {
      const position = { x: (container.clientWidth / 2 - x) / k, y: (container.clientHeight / 2 - y) / k };
      isMovedByReader = false;
      network.moveTo({ position, scale: k, animation: slowly && !isStill() ? { duration: 280, easingFunction: "easeInOutQuad" } : false });
    },
    scaleBy(factor) {
      isMovedByReader = true;
      network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)) });
    },
    translateBy(x, y) {
      isMovedByReader = true;
      network.moveTo({ offset: { x, y } });
    },
    onClick(listener) {
      network.on("click", (/** @type {any} */ event) => listener(event.pointer.DOM.x, event.pointer.DOM.y, Boolean(event.event.srcEvent.shiftKey)));
    },
  };
}
