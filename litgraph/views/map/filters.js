/* The filter: which works are shown, by theme, year, kind, role and voice. */

import { badge, themeNode, themes, works } from "./data.js";
import { count, el, grouped } from "./dom.js";
import { recordButton } from "./pieces.js";
import { emptyFilter, filterWorks, firstView, kinds, NO_THEME, PAPERS_READ, refine, rowsOf, speakers, state, years } from "./state.js";

/** How many works each row of the filter by themes has; a row that is no theme is there only if it has any. @type {Map<number, number>} */
const rowSizes = new Map([...themes.keys(), PAPERS_READ, NO_THEME].map((row) => [row, 0]));
works.forEach((_, work) => {
  for (const row of rowsOf(work)) rowSizes.set(row, (rowSizes.get(row) ?? 0) + 1);
});
for (const row of [PAPERS_READ, NO_THEME]) if (!rowSizes.get(row)) rowSizes.delete(row);

/** @param {HTMLElement} container */
export function fillFilters(container) {
  const boxes = new Map([...rowSizes.keys()].map((row) => [row, el("input", { type: "checkbox", change: () => toggle(row) })]));
  const clear = el("button", { type: "button", click: () => refine({ ...emptyFilter(), words: state.filter.words }) }, "Clear");
  const since = yearBox((year) => refine({ since: year }));
  const until = yearBox((year) => refine({ until: year }));
  const kind = choice("any kind", [...kinds], (value) => refine({ kind: value }));
  const roles = /** @type {[string, string][]} */ ([["discussed", "discussed somewhere"], ["mentioned", "only mentioned"]]);
  const role = choice("either", roles, (value) => refine({ role: /** @type {"" | "discussed" | "mentioned"} */ (value) }));
  const by = choice("anyone", speakers.map((name) => [name, name]), (value) => refine({ by: value }));
  const undated = el("p", { class: "remark" });
  const moreFilters = el(
    "details",
    { class: "more" },
    el("summary", {}, "More filters"),
    el(
      "div",
      { class: "fields" },
      years.length > 0 && el("label", {}, "From year", since),
      years.length > 0 && el("label", {}, "To year", until),
      kinds.size > 1 && el("label", {}, "Kind", kind),
      themes.length > 0 && el("label", {}, "Role in a theme", role),
      speakers.length > 0 && el("label", {}, "Who says so", by),
    ),
    undated,
  );
  // On a phone the works come first.
  const sheet = el(
    "details",
    { class: "filtering", open: firstView() !== "list" },
    el("summary", {}, el("h3", {}, "Filter")),
    el(
      "div",
      { class: "row" },
      clear,
      el("button", { type: "button", click: () => refine({ themes: null }) }, "All", el("span", { class: "unseen" }, " themes")),
      el("button", { type: "button", click: () => refine({ themes: new Set() }) }, "None", el("span", { class: "unseen" }, " of the themes")),
    ),
    el("ul", { class: "filters" }, ...[...boxes].map(([row, box]) => themeRow(row, box))),
    moreFilters,
  );
  container.append(sheet);

  /** @param {number} row */
  function toggle(row) {
    const rows = new Set(state.filter.themes ?? boxes.keys());
    if (!rows.delete(row)) rows.add(row);
    refine({ themes: rows.size === boxes.size ? null : rows });
  }

  return {
    update() {
      const { filter } = state;
      for (const [row, box] of boxes) box.checked = !filter.themes || filter.themes.has(row);
      since.value = filter.since === null ? "" : String(filter.since);
      until.value = filter.until === null ? "" : String(filter.until);
      [kind.value, role.value, by.value] = [filter.kind, filter.role, filter.by];
      const byYear = filter.since !== null || filter.until !== null;
      const isSet = byYear || Boolean(filter.kind || filter.role || filter.by);
      if (isSet) moreFilters.open = true;
      if (isSet || filter.themes) sheet.open = true;
      clear.hidden = !isSet && !filter.themes;
      undated.textContent = byYear ? undatedText() : "";
    },
  };
}

/** The sentence on the works that the filter by years leaves out because they have no year. */
function undatedText() {
  const without = filterWorks({ ...state.filter, since: null, until: null }).filter((work) => works[work].year === undefined);
  return without.length ? `${count(without.length, "work")} without a year ${without.length === 1 ? "is" : "are"} left out.` : "";
}

/** @param {number} row @param {HTMLInputElement} box */
function themeRow(row, box) {
  const name = row === PAPERS_READ ? "Papers read, without a theme" : row === NO_THEME ? "No theme" : themes[row].title;
  const sign = row < 0 ? el("span", { class: `badge ${row === PAPERS_READ ? "page" : "none"}`, "aria-hidden": "true" }) : badge(row);
  return el(
    "li",
    {},
    el("label", {}, box, sign, el("span", { class: "unseen" }, `Show ${name}`)),
    row < 0 ? el("span", { class: "link" }, name) : recordButton(themeNode(row)),
    el("span", { class: "count" }, grouped(rowSizes.get(row) ?? 0)),
  );
}

/** @param {(year: number | null) => void} set */
function yearBox(set) {
  const box = el("input", { type: "number", min: years[0], max: years.at(-1), step: 1, placeholder: "any", inputmode: "numeric" });
  box.addEventListener("change", () => set(/^-?\d{1,4}$/.test(box.value) ? Number(box.value) : null));
  return box;
}

/** @param {string} anyLabel @param {[string, string][]} choices @param {(value: string) => void} set */
function choice(anyLabel, choices, set) {
  const box = el("select", {}, ...[["", anyLabel], ...choices].map(([value, name]) => el("option", { value }, name)));
  box.addEventListener("change", () => set(box.value));
  return box;
}
