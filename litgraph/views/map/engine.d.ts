/** Which of the two bundles this is: the one for vis-network, or our own (bundle/build.mjs). */
declare const PYVIS: boolean;
