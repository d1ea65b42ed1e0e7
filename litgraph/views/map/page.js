"use strict";
/* The page: what is selected, what is shown, and how one gets there by mouse, keys, search or link. */

const NO_THEME = "no-theme";
const READ = "read";
const byId = (id) => document.getElementById(id);

const searchBox = /** @type {HTMLInputElement} */ (byId("search"));

/** @type {string | null} */ let current = null;
/** @type {HTMLElement | null} where the focus was before a record was opened */ let cameFrom = null;
/** @type {Set<string>} */ const off = new Set();

const haystacks = new Map(
  data.works.map((work) => [
    work.id,
    fold(
      [
        work.id,
        work.label,
        work.title,
        work.translated,
        ...work.people,
        ...work.editors,
        work.date,
        work.container,
        ...work.themes.map((given) => themes.get(given.theme).title),
      ].join(" "),
    ),
  ]),
);

/** The rows of the filter that a work belongs to. @param {string} id */
function rowsOf(id) {
  const node = mapNodes.get(id);
  if (node.themes.length) return node.themes.map((number) => data.themes[number].id);
  return [node.read ? READ : NO_THEME];
}

/** @param {string} id */
function matches(id) {
  const words = fold(searchBox.value).split(/\s+/);
  return rowsOf(id).some((row) => !off.has(row)) && words.every((word) => haystacks.get(id).includes(word));
}

const collator = new Intl.Collator("en", { numeric: true });
const listed = [...data.works]
  .sort((a, b) => collator.compare(a.label, b.label))
  .map((work) => ({
    id: work.id,
    row: el(
      "li",
      {},
      el(
        "button",
        { type: "button", click: () => openRecord(work.id) },
        badges(work.id),
        el("span", { class: "name" }, said(work.label)),
        el("span", { class: "unseen" }, mapNodes.get(work.id).read ? ", a paper that was read: " : ": "),
        el("span", { class: "title", dir: "auto" }, work.title),
      ),
    ),
  }));
byId("works").append(...listed.map(({ row }) => row));
byId("works").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = listed.filter(({ row }) => !row.hidden).map(({ row }) => row.querySelector("button"));
  const next = buttons[buttons.findIndex((button) => button === document.activeElement) + step];
  if (step && next) {
    event.preventDefault();
    next.focus();
  }
});

/** A row of the filter: a box to tick, and the name that opens the theme. */
function filterRow(key, sign, name, count) {
  const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", checked: true, "data-row": key }));
  box.addEventListener("change", () => {
    if (box.checked) off.delete(key);
    else off.add(key);
    show();
  });
  const label = el("label", {}, box, sign, el("span", { class: "unseen" }, `Show ${name}`));
  const title = themes.has(key)
    ? el("button", { type: "button", class: "link", dir: "auto", click: () => openRecord(key) }, name)
    : el("span", { class: "link" }, name);
  return el("li", {}, label, title, el("span", { class: "count" }, String(count)));
}

const counts = new Map();
for (const work of data.works) for (const row of rowsOf(work.id)) counts.set(row, (counts.get(row) || 0) + 1);
data.themes.forEach((theme, number) =>
  byId("filters").append(filterRow(theme.id, badge(number), theme.title, counts.get(theme.id) || 0)),
);
if (counts.has(READ))
  byId("filters").append(
    filterRow(
      READ,
      el("span", { class: "badge page", "aria-hidden": "true" }),
      "Papers read, without a theme",
      counts.get(READ),
    ),
  );
if (counts.has(NO_THEME))
  byId("filters").append(
    filterRow(NO_THEME, el("span", { class: "badge none", "aria-hidden": "true" }), "No theme", counts.get(NO_THEME)),
  );
byId("show-all").addEventListener("click", () => tickAll(true));
byId("show-none").addEventListener("click", () => tickAll(false));

/** @param {boolean} on */
function tickAll(on) {
  off.clear();
  for (const box of byId("filters").querySelectorAll("input")) {
    box.checked = on;
    if (!on) off.add(box.dataset.row);
  }
  show();
}

/** The legend names only the signs that the map has. */
function fillLegend() {
  const all = data.network.nodes.filter((node) => node.group === "work");
  const has = (test) => all.some(test);
  const cites = data.network.edges.some((edge) => edge.tie === "cites");
  const sign = (look, text, ...before) =>
    el("li", {}, ...before, el("span", { class: `sign ${look}`, "aria-hidden": "true" }), text);
  byId("legend").append(
    ...[
      has((node) => node.roles.some((role) => role !== "mentioned")) ? sign("thick", "has theme 1", badge(0)) : null,
      has((node) => node.roles.includes("mentioned"))
        ? sign("broken", "only mentioned there", badge(0, "mentioned"))
        : null,
      has((node) => node.read) ? sign("sheet", "paper that was read") : null,
      has((node) => !node.read && !node.themes.length) ? sign("empty", "no theme") : null,
      cites ? sign("thin", "cites") : null,
    ].filter((item) => item),
  );
}
fillLegend();

const figure = drawFigure(byId("map"), (id) => (id === null ? closeRecord() : openRecord(id)));
byId("zoom-in").addEventListener("click", () => figure.zoom(1.3));
byId("zoom-out").addEventListener("click", () => figure.zoom(1 / 1.3));
byId("zoom-all").addEventListener("click", () => figure.fit());

/** Show what passes search and filter, on the map and in the list, and the record that is open. */
function show() {
  const visible = new Set(data.works.filter((work) => matches(work.id)).map((work) => work.id));
  for (const { id, row } of listed) row.hidden = !visible.has(id);
  byId("status").textContent =
    `${visible.size} of ${data.works.length} ${data.works.length === 1 ? "work" : "works"} shown`;
  for (const theme of data.themes) if (!off.has(theme.id)) visible.add(theme.id);
  if (current !== null) visible.add(current);
  figure.update(visible, current);
}

/** The part of the address that leads to a record. @param {string} id */
function addressOf(id) {
  const key = works.has(id) ? id : themes.get(id).key;
  // Half of a surrogate pair cannot be encoded.
  return `#${works.has(id) ? "w" : "t"}=${encodeURIComponent(key.replace(/\p{Surrogate}/gu, "\ufffd"))}`;
}

/** Go to an address of this page; in the frame of a notebook it has none, and goes without. @param {string} address */
function goTo(address) {
  try {
    history.pushState(null, "", address);
  } catch {
    // Back and Forward are the notebook's there.
  }
}

/** Open the record of a work or theme. @param {string} id */
function openRecord(id) {
  if (current === null) cameFrom = /** @type {HTMLElement} */ (document.activeElement);
  if (location.hash !== addressOf(id)) goTo(addressOf(id));
  select(id);
}

/** Close the record and give the focus back. */
function closeRecord() {
  if (current === null) return;
  goTo("#");
  select(null);
  const back = cameFrom && cameFrom.isConnected && cameFrom !== document.body ? cameFrom : searchBox;
  back.focus({ preventScroll: true });
}

/** @param {string | null} id */
function select(id) {
  current = id;
  byId("record").hidden = id === null;
  byId("lists").hidden = id !== null;
  show();
  if (id === null) return;
  const content = works.has(id) ? workRecord(works.get(id)) : themeRecord(themes.get(id));
  const closing = el("button", { type: "button", class: "close", click: closeRecord }, "Close");
  byId("record").replaceChildren(closing, ...content.filter((piece) => piece));
  byId("side").scrollTop = 0;
  figure.reveal(id);
  byId("record").querySelector("h3").focus();
}

/** Follow the address: "#w=KEY" opens a work, "#t=ID" a theme. */
function follow() {
  const asked = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
  const theme = data.themes.find(({ key }) => key === asked.get("t"));
  const id = works.has(asked.get("w")) ? asked.get("w") : theme ? theme.id : null;
  if (id !== current) select(id);
  if (id === null && (asked.has("w") || asked.has("t"))) {
    byId("status").textContent = `Nothing here has the key “${(asked.get("w") || asked.get("t")).slice(0, 80)}”.`;
  }
}

searchBox.addEventListener("input", () => {
  if (current !== null) {
    goTo("#");
    select(null);
  } else {
    show();
  }
});
searchBox.addEventListener("keydown", (event) => {
  const first = listed.find(({ row }) => !row.hidden);
  if (event.key === "Enter" && first) openRecord(first.id);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && current !== null) {
    event.preventDefault();
    closeRecord();
  }
});
window.addEventListener("hashchange", follow);
window.addEventListener("popstate", follow);

show();
follow();
