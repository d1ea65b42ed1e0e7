/* Pan, zoom and pinch over a figure that the page draws itself: elements for few works, a canvas for many. */

import { rasterCanvas } from "./canvas.js";
import { works } from "./data.js";
import { isStill } from "./dom.js";
import { svgCanvas } from "./svg.js";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

/** Up to so many works the figure is made of elements, beyond them it is painted. */
export const MOST_ELEMENTS = 400;
const SETTLE = 140;

/**
 * Where the figure is looked at from, and drawn; with `refresh(true)` what else has changed on the page is painted
 * first, the figure in the frame after. `isMovedByReader` tells whether the reader has moved the view herself.
 * @typedef {{lens(): import("./scene.js").Lens, measure(): void, isMovedByReader(): boolean, requestDraw(): void, setLeastZoom(least: number): void,
 *   moveView(k: number, x: number, y: number, slowly: boolean): void, scaleBy(factor: number): void,
 *   translateBy(x: number, y: number): void, refresh(later?: boolean): void,
 *   onClick(listener: (x: number, y: number, withShift: boolean) => void): void}} Stage
 */

/** @param {HTMLElement} container @param {import("./scene.js").Scene} scene @returns {Stage} */
export function ownStage(container, scene) {
  const board = works.length <= MOST_ELEMENTS ? svgCanvas(container) : rasterCanvas(container);
  let transform = zoomIdentity;
  let isMovedByReader = false;
  let frame = 0;
  let settling = 0;
  let moving = false;

  // Asking the page for a size in each frame would have it laid out twice.
  let size = { width: 0, height: 0 };
  const lens = () => ({ k: transform.k, x: transform.x, y: transform.y, ...size });
  function requestDraw() {
    frame ||= requestAnimationFrame(draw);
  }
  function draw() {
    frame = 0;
    if (!size.width) return;
    board.draw(scene, lens(), moving);
  }
  function settle() {
    clearTimeout(settling);
    moving = false;
    requestDraw();
  }
  const zoomer = zoom()
    .clickDistance(4)
    .on("zoom", (event) => {
      transform = event.transform;
      if (event.sourceEvent) isMovedByReader = true;
      moving = true;
      clearTimeout(settling);
      settling = window.setTimeout(settle, SETTLE);
      requestDraw();
    });
  const stage = select(/** @type {Element} */ (container)).call(/** @type {any} */ (zoomer)).on("dblclick.zoom", null);
  const to = (/** @type {import("d3-zoom").ZoomTransform} */ target) => zoomer.transform(/** @type {any} */ (stage), target);

  return {
    lens,
    requestDraw,
    measure() {
      size = { width: container.clientWidth, height: container.clientHeight };
    },
    refresh(later) {
      if (!later) return requestDraw();
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(draw);
      });
    },
    isMovedByReader: () => isMovedByReader,
    setLeastZoom: (least) => zoomer.scaleExtent([least, 6]),
    moveView(k, x, y, slowly) {
      const target = zoomIdentity.translate(x, y).scale(k);
      isMovedByReader = false;
      if (!slowly || isStill()) {
        to(target);
        settle();
        return;
      }
      const from = transform;
      const start = performance.now();
      const step = (/** @type {number} */ time) => {
        const part = Math.max(0, Math.min(1, (time - start) / 280));
        const ease = part * part * (3 - 2 * part);
        const between = (/** @type {"k" | "x" | "y"} */ axis) => from[axis] + (target[axis] - from[axis]) * ease;
        to(zoomIdentity.translate(between("x"), between("y")).scale(between("k")));
        if (part < 1) requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    },
    scaleBy(factor) {
      isMovedByReader = true;
      zoomer.scaleBy(/** @type {any} */ (stage), factor);
    },
    translateBy(x, y) {
      isMovedByReader = true;
      zoomer.translateBy(/** @type {any} */ (stage), x / transform.k, y / transform.k);
    },
    onClick(listener) {
      container.addEventListener("click", (event) => {
        const corner = container.getBoundingClientRect();
        listener(event.clientX - corner.left, event.clientY - corner.top, event.shiftKey);
      });
    },
  };
}
