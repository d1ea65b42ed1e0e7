// What the page uses of other people's libraries; `npm run build` makes vendor.js of it.
export { quadtree } from "d3-quadtree";
export { select as d3Select } from "d3-selection";
export { zoom as d3Zoom, zoomIdentity } from "d3-zoom";
export { default as MiniSearch } from "minisearch";
