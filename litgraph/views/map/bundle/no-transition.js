// d3-zoom needs two large libraries only for transitions, and the page has none: it moves the view itself.
export const interpolateZoom = undefined;
export const interrupt = () => undefined;
