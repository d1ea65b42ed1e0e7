/* The page: what is selected, what is shown, and how one gets there by mouse, keys, search or link. */

import { themeById, themeNode, workByKey, works } from "./data.js";
import { byId, count, el, grouped, showStatus } from "./dom.js";
import { createDrawing } from "./drawing.js";
import { fillFilters } from "./filters.js";
import { fillList, fillTable } from "./list.js";
import { record } from "./panel.js";
import { fillPrinted } from "./print.js";
import { copyLink, saveAs } from "./save.js";
import { change, fromAddress, nodesOf, onChange, select, shownWorks, state } from "./state.js";

byId("bar").hidden = byId("main").hidden = false;
const searchBox = /** @type {HTMLInputElement} */ (byId("search"));
// The figure is measured last, when all that takes room beside it is there: the page is laid out once, not three times.
const list = fillList(byId("works"));
const table = fillTable(byId("table"));
const filters = fillFilters(byId("filters"));
const drawing = createDrawing(byId("map"));

/** Where the focus was before a record was opened. @type {HTMLElement | null} */
let focusBefore = null;
/** How far the lists were scrolled then. */
let scrollBefore = 0;

onChange((after, before) => {
  // What stays as it is is left alone: it would be laid out, and read out, anew.
  if (document.body.dataset.view !== after.view) showView(after.view);
  if (after.filter !== before.filter) {
    if (searchBox.value !== after.filter.words) searchBox.value = after.filter.words;
    showStatus(`${grouped(shownWorks.length)} of ${count(works.length, "work")} shown`);
    filters.update();
  }
  const selectionChanged = after.selection !== before.selection;
  if (selectionChanged) showRecord();
  list.update();
  if (after.view === "table") table.update();
  drawing.update();
  if (selectionChanged && after.selection) drawing.reveal(nodesOf(after.selection));
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
  const hadFocus = document.activeElement === document.body || sheet.contains(document.activeElement);
  if (selection && wasClosed) {
    focusBefore = /** @type {HTMLElement | null} */ (document.activeElement);
    scrollBefore = side.scrollTop;
  }
  sheet.hidden = selection === null;
  byId("lists").hidden = selection !== null;
  if (!selection) {
    if (wasClosed) return;
    side.scrollTop = scrollBefore;
    if (hadFocus) restoreFocus();
    return;
  }
  const closeButton = el("button", { type: "button", class: "close", click: () => select(null) }, "Close");
  sheet.replaceChildren(closeButton, ...record(selection));
  side.scrollTop = 0;
  sheet.querySelector("h3")?.focus();
}

/** Give the focus back to where it was; a row of a long list may have to be drawn again. */
function restoreFocus() {
  const row = /** @type {HTMLElement | null | undefined} */ (focusBefore?.closest("[data-work]"));
  if (row && !row.isConnected && list.focus(Number(row.dataset.work))) return;
  (focusBefore !== document.body && focusBefore?.checkVisibility() ? focusBefore : searchBox).focus();
}

for (const button of byId("views").querySelectorAll("button")) {
  button.addEventListener("click", () => change({ view: /** @type {import("./state.js").View} */ (button.dataset.view) }));
}
searchBox.addEventListener("input", () => {
  // Typing does not fill the history, but closeButton a record can be taken back.
  change({ selection: null, filter: { ...state.filter, words: searchBox.value } }, state.selection ? "push" : "replace");
});
searchBox.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && shownWorks.length) select({ kind: "work", work: shownWorks[0] });
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
// For tests and benchmarks.
Object.assign(globalThis, {
  litgraph: {
    /** Where a work or theme is on the screen. @param {string} key */
    at: (key) => drawing.at(workByKey.get(key) ?? themeNode(themeById.get(key) ?? 0)),
    drawing,
  },
});

/** Show what the address asks for, and say what it names that is not on this page. */
function followAddress() {
  const { target, unknown } = fromAddress();
  change(target, "none");
  if (unknown.length) showStatus(`Nothing here is called ${unknown.map((text) => `“${text}”`).join(", ")}.`);
}
window.addEventListener("popstate", followAddress);
followAddress();
