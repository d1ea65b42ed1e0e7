// d3-zoom needs two large libraries only for transitions, and the page has none: it moves the view itself.
import { selection } from "d3-selection";

export const interpolateZoom = undefined;
export const interrupt = () => undefined;
selection.prototype.interrupt = function () {
  return this;
};
