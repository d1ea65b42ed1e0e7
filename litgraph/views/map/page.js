/* The page: what is selected, what is shown, and how one gets there by mouse, keys, search or link. */

import { themeNode, themeOf, workOf, works } from "./data.js";
import { byId, count, el, grouped } from "./dom.js";
import { createDrawing } from "./drawing.js";
import { fillFilters } from "./filters.js";
import { fillList, fillTable } from "./list.js";
import { record } from "./panel.js";
import { fillPrinted } from "./print.js";
import { copyLink, saveAs } from "./save.js";
import { change, fromAddress, nodesOf, onChange, select, shown, state } from "./state.js";

byId("bar").hidden = byId("main").hidden = false;
const searchBox = /** @type {HTMLInputElement} */ (byId("search"));
// The figure is measured last, when all that takes room beside it is there: the page is laid out once, not three times.
const list = fillList(byId("works"));
const table = fillTable(byId("table"));
const filters = fillFilters(byId("filters"));
const drawing = createDrawing(byId("map"));

/** Where the focus was before a record was opened. @type {HTMLElement | null} */
let cameFrom = null;
/** How far the lists were scrolled then. */
let scrolled = 0;

onChange((now, before) => {
  // What stays as it is is left alone: it would be laid out, and read out, anew.
  if (document.body.dataset.view !== now.view) showView(now.view);
  if (now.filter !== before.filter) {
    if (searchBox.value !== now.filter.words) searchBox.value = now.filter.words;
    byId("status").textContent = `${grouped(shown.length)} of ${count(works.length, "work")} shown`;
    filters.update();
  }
  const turns = now.selection !== before.selection;
  if (turns) showRecord();
  list.update();
  if (now.view === "table") table.update();
  drawing.update();
  if (turns && now.selection) drawing.reveal(nodesOf(now.selection));
});

/** @param {import("./state.js").View} view */
function showView(view) {
  document.body.dataset.view = view;
  const buttons = [...byId("views").querySelectorAll("button")];
  // On a wide screen the list stands beside the map always, and has no button.
  const pressed = buttons.find((button) => button.dataset.view === view && button.checkVisibility()) ?? buttons[1];
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressed));
  byId("figure").hidden = view === "table";
  byId("table").hidden = view !== "table";
}

/** Show the record of what is selected in place of the lists, or the lists again. */
function showRecord() {
  const { selection } = state;
  const [sheet, side] = [byId("record"), byId("side")];
  const wasClosed = sheet.hidden;
  // Who is typing or at the map stays there.
  const leaves = document.activeElement === document.body || sheet.contains(document.activeElement);
  if (selection && wasClosed) {
    cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
    scrolled = side.scrollTop;
  }
  sheet.hidden = selection === null;
  byId("lists").hidden = selection !== null;
  if (!selection) {
    if (wasClosed) return;
    side.scrollTop = scrolled;
    if (leaves) comeBack();
    return;
  }
  const closing = el("button", { type: "button", class: "close", click: () => select(null) }, "Close");
  sheet.replaceChildren(closing, ...record(selection));
  side.scrollTop = 0;
  sheet.querySelector("h3")?.focus();
}

/** Give the focus back to where it was; a row of a long list may have to be drawn again. */
function comeBack() {
  const row = /** @type {HTMLElement | null | undefined} */ (cameFrom?.closest("[data-work]"));
  if (row && !row.isConnected && list.focus(Number(row.dataset.work))) return;
  (cameFrom !== document.body && cameFrom?.checkVisibility() ? cameFrom : searchBox).focus();
}

for (const button of byId("views").querySelectorAll("button")) {
  button.addEventListener("click", () => change({ view: /** @type {import("./state.js").View} */ (button.dataset.view) }));
}
searchBox.addEventListener("input", () => {
  // Typing does not fill the history, but closing a record can be taken back.
  change({ selection: null, filter: { ...state.filter, words: searchBox.value } }, state.selection ? "push" : "replace");
});
searchBox.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && shown.length) select({ kind: "work", work: shown[0] });
});
document.addEventListener("keydown", (event) => {
  const menu = /** @type {HTMLDetailsElement} */ (byId("save"));
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  } else if (event.key === "Escape" && state.selection) {
    event.preventDefault();
    select(null);
  } else if (event.key === "/" && !/** @type {Element} */ (event.target).matches("input, select, textarea")) {
    event.preventDefault();
    searchBox.focus();
  }
});
document.querySelector(".skip")?.addEventListener("click", (event) => {
  // Its own address would take the place of the one that spells what is open.
  event.preventDefault();
  if (state.selection) return byId("record").querySelector("h3")?.focus();
  if (!byId("list").checkVisibility()) change({ view: "list" });
  byId("list").focus();
});
document.addEventListener("pointerdown", (event) => {
  const menu = /** @type {HTMLDetailsElement} */ (byId("save"));
  if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
});
byId("zoom-in").addEventListener("click", () => drawing.zoom(1.4));
byId("zoom-out").addEventListener("click", () => drawing.zoom(1 / 1.4));
byId("zoom-all").addEventListener("click", () => drawing.fit());
for (const button of byId("save").querySelectorAll("button[data-save]")) {
  button.addEventListener("click", () => saveAs(String(/** @type {HTMLElement} */ (button).dataset.save), drawing));
}
byId("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", () => fillPrinted(drawing));
byId("copy-link").addEventListener("click", copyLink);
// For whoever looks at the figure from outside, as a test or a benchmark does.
Object.assign(globalThis, {
  litgraph: {
    /** Where a work or theme is on the screen. @param {string} key */
    at: (key) => drawing.at(workOf.get(key) ?? themeNode(themeOf.get(key) ?? 0)),
    drawing,
  },
});

/** Go where the address leads; what it names that is not here is said. */
function follow() {
  const { wanted, unknown } = fromAddress();
  change(wanted, "none");
  if (unknown.length) byId("status").textContent = `Nothing here is called ${unknown.map((text) => `“${text}”`).join(", ")}.`;
}
window.addEventListener("popstate", follow);
follow();
