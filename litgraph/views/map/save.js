/* What is shown, as a file: a picture, BibTeX, RIS, a table or data. */

import { assignments, citations, data, themes, works } from "./data.js";
import { byId, count, el, showStatus } from "./dom.js";
import { addressOf, shownWorks, state } from "./state.js";

/** @type {Record<string, string>} */
const MEDIA_TYPES = {
  bib: "application/x-bibtex",
  ris: "application/x-research-info-systems",
  csv: "text/csv",
  json: "application/json",
};

/**
 * Save what is shown.
 * @param {string} kind svg, png, bib, ris, csv or json
 * @param {{picture: () => SVGSVGElement}} drawing
 */
export async function saveAs(kind, drawing) {
  const name = `${fileName()}.${kind}`;
  try {
    if (kind === "svg") download(name, "image/svg+xml", svgText(drawing.picture()));
    else if (kind === "png") download(name, "image/png", await rasterize(drawing.picture()));
    else download(name, MEDIA_TYPES[kind], kind === "json" ? documentText() : await unpackEntries(kind));
  } catch (error) {
    showStatus(`“${name}” could not be made: ${error instanceof Error ? error.message : error}.`);
    return;
  }
  // A frame may be forbidden to save, and does not say so.
  const framed = self !== top ? " If no file arrives, this frame may not save any: open the map in a window of its own." : "";
  showStatus(`Saved ${kind === "svg" || kind === "png" ? "the picture" : count(shownWorks.length, "work")} as ${name}.${framed}`);
}

/** Copy the address of this view; where that is not allowed, show it to be copied by hand. */
export async function copyLink() {
  if (!/^(file|https?):$/.test(location.protocol)) return showStatus("This frame has no address of its own: open the map in a window to link to it.");
  const address = location.href.replace(/#.*$/s, "") + addressOf(state).replace(/^#$/, "");
  try {
    await navigator.clipboard.writeText(address);
    showStatus("The link is copied.");
  } catch {
    const box = el("input", { type: "text", readonly: true, "aria-label": "Link to this view", class: "to-copy" });
    box.value = address;
    byId("status").replaceChildren("Copy this link: ", box);
    box.focus();
    box.select();
  }
}

/** @param {string} name @param {string} type @param {string | Blob} content */
function download(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Title and date, as any file system takes them. */
function fileName() {
  const title = data.title
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "")
    .toLowerCase();
  const date = data.date.replace(/[^0-9-]/g, "").slice(0, 10);
  return [title || "map", date].filter((part) => part).join("-");
}

/** @param {SVGSVGElement} picture */
function svgText(picture) {
  // What XML cannot hold would make the whole picture unreadable.
  return new XMLSerializer().serializeToString(picture).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
}

/** @param {SVGSVGElement} picture @returns {Promise<Blob>} */
async function rasterize(picture) {
  const [width, height] = [picture.width.baseVal.value, picture.height.baseVal.value];
  // Twice as fine, within what browsers can draw.
  const scale = Math.min(2, 8192 / Math.max(width, height));
  const address = URL.createObjectURL(new Blob([svgText(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = el("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large")))),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * The entries of the works that are shown, as litgraph/views/map/entries.py wrote and packed them.
 * @param {string} kind bib, ris or csv
 */
async function unpackEntries(kind) {
  const packed = Uint8Array.from(atob(byId("entries").textContent ?? ""), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const { head, between, entries } = (await new Response(unpacked).json())[kind];
  return head + shownWorks.map((work) => entries[work]).join(between);
}

/** The page's document with only the works that are shown, and the ties between them, as JSON. */
function documentText() {
  const numbers = new Map(shownWorks.map((work, place) => [work, place]));
  const at = (/** @type {number} */ work) => /** @type {number} */ (numbers.get(work));
  const nodes = [...shownWorks, ...themes.map((_, theme) => works.length + theme)];
  const ties = citations.filter(({ citing, cited }) => numbers.has(citing) && numbers.has(cited));
  const layouts = Object.fromEntries(
    Object.entries(data.layouts).map(([name, layout]) => [
      name,
      { ...layout, x: nodes.map((node) => layout.x[node]), y: nodes.map((node) => layout.y[node]) },
    ]),
  );
  const shownDocument = {
    ...data,
    view: addressOf(state),
    counts: {
      ...data.counts,
      works: shownWorks.length,
      papersRead: shownWorks.filter((work) => works[work].readBy).length,
      citations: ties.reduce((sum, { places }) => sum + places.length, 0),
      ofWorks: data.counts.ofWorks ?? works.length,
    },
    works: shownWorks.map((work) => {
      const listed = works[work].listed?.filter((entry) => numbers.has(entry)).map(at);
      return { ...works[work], listed: listed?.length ? listed : undefined };
    }),
    assignments: assignments.filter(({ work }) => numbers.has(work)).map((tie) => ({ ...tie, work: at(tie.work) })),
    citations: ties.map((tie) => ({ ...tie, citing: at(tie.citing), cited: at(tie.cited) })),
    layouts,
  };
  return `${JSON.stringify(shownDocument, null, 1)}\n`;
}
