/* The works as a list and as a table; of many, only the rows in sight are drawn. */

import { badges, badgesText, citations, cited, citing, data, dateText, isRead, kindOf, themesOf, works } from "./data.js";
import { byId, count, el, grouped, said } from "./dom.js";
import { everything, refine, select, shown, state } from "./state.js";

/** Up to so many rows all are drawn: the whole text can be searched, printed and listened to. */
const ALL_ROWS = 400;
/** Rows drawn above and below those in sight. */
const MARGIN = 8;

/**
 * The rank of every work in the order of a text, equals together; found once.
 * @param {(work: number) => string} text
 * @returns {() => number[]}
 */
function ranksBy(text) {
  /** @type {number[] | null} */
  let ranks = null;
  return () => {
    if (ranks) return ranks;
    const collator = new Intl.Collator("en", { numeric: true });
    const texts = works.map((_, work) => text(work));
    const order = works.map((_, work) => work).sort((a, b) => collator.compare(texts[a], texts[b]));
    const made = new Array(works.length).fill(0);
    order.forEach((work, place) => {
      const before = order[place - 1];
      made[work] = place && !collator.compare(texts[before], texts[work]) ? made[before] : place;
    });
    return (ranks = made);
  };
}
/**
 * Rows in a container: all of them, or of many only those in sight, with room left for the others.
 * @param {HTMLElement} container the list, or the body of the table, which holds nothing else
 * @param {(work: number) => HTMLElement} makeRow a row with a button in it
 * @param {(height: number) => HTMLElement} makeRoom an element that takes the place of rows that are not drawn
 * @param {(row: HTMLElement, place: number | null, size: number) => void} number say which row of how many it is
 */
function rowsIn(container, makeRow, makeRoom, number) {
  /** @type {number[]} */
  let order = [];
  /** Where each work stands in the order. @type {Map<number, number>} */
  let placeOf = new Map();
  /** Rows that were made, by work. @type {Map<number, HTMLElement>} */
  const made = new Map();
  let height = 0;
  /** The row that is to be drawn wherever one has scrolled to. */
  let kept = -1;
  /** @type {number | null} */
  let marked = null;

  const isMany = () => order.length > ALL_ROWS;
  const rowOf = (/** @type {number} */ place) => {
    const work = order[place];
    let row = made.get(work);
    if (!row) {
      row = makeRow(work);
      row.dataset.work = String(work);
      made.set(work, row);
    }
    number(row, isMany() ? place : null, order.length);
    if (work === marked) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    return row;
  };
  const focused = () => {
    const row = document.activeElement?.closest("[data-work]");
    return row && container.contains(row) ? (placeOf.get(Number(/** @type {HTMLElement} */ (row).dataset.work)) ?? -1) : -1;
  };

  /** The places of the rows to be drawn. */
  function wanted() {
    if (!isMany()) return order.map((_, place) => place);
    const { top } = container.getBoundingClientRect();
    const first = Math.max(0, Math.floor(-top / height) - MARGIN);
    const last = Math.min(order.length - 1, Math.ceil((innerHeight - top) / height) + MARGIN);
    const places = new Set([focused(), kept].filter((place) => place >= 0 && place < order.length));
    for (let place = Math.min(first, order.length - 1); place <= last; place += 1) places.add(place);
    return [...places].sort((a, b) => a - b);
  }

  function draw() {
    const places = wanted();
    const keep = new Set(places.map((place) => order[place]));
    for (const child of [...container.children]) {
      const { work } = /** @type {HTMLElement} */ (child).dataset;
      if (work === undefined || !keep.has(Number(work))) child.remove();
    }
    if (isMany()) for (const work of made.keys()) if (!keep.has(work)) made.delete(work);
    // A row that stays is not moved: it may have the focus.
    let next = container.firstElementChild;
    let before = -1;
    const room = (/** @type {number} */ rows) => rows && container.insertBefore(makeRoom(rows * height), next);
    for (const place of places) {
      room(place - before - 1);
      const row = rowOf(place);
      if (row === next) next = next.nextElementSibling;
      else container.insertBefore(row, next);
      before = place;
    }
    if (isMany()) room(order.length - 1 - before);
  }

  /** Measure a row as it is drawn now: text may have become larger. */
  function measure() {
    if (!isMany() || !container.offsetParent) return;
    const row = /** @type {HTMLElement | null} */ (container.querySelector("[data-work]")) ?? container.appendChild(rowOf(0));
    height = row.getBoundingClientRect().height || height;
  }

  let asked = false;
  const drawSoon = () => {
    if (asked || !isMany() || !container.offsetParent) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      measure();
      draw();
    });
  };
  document.addEventListener("scroll", drawSoon, { capture: true, passive: true });
  new ResizeObserver(drawSoon).observe(container);
  addEventListener("resize", drawSoon);

  /** A row, drawn wherever it stands. @param {number} place */
  function drawn(place) {
    kept = place;
    if (isMany()) draw();
    return rowOf(place);
  }
  container.addEventListener("keydown", (event) => {
    const here = focused();
    const last = order.length - 1;
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: last };
    const place = steps[event.key];
    if (here < 0 || place === undefined || place < 0 || place > last) return;
    event.preventDefault();
    focus(order[place]);
  });

  /** Give the focus to the row of a work, drawn wherever it stands; false where it is not there. @param {number} work */
  function focus(work) {
    const place = placeOf.get(work);
    if (place === undefined) return false;
    drawn(place).querySelector("button")?.focus();
    return true;
  }

  return {
    focus,
    /** Show these works, in this order, with the row of one of them marked. @param {number[]} works @param {number | null} current */
    show(works, current) {
      if (works !== order) placeOf = new Map(works.map((work, place) => [work, place]));
      order = works;
      kept = -1;
      marked = current;
      container.classList.toggle("many", isMany());
      if (!isMany()) draw();
      else if (height) {
        measure();
        draw();
      } else {
        // The first row is measured with all else that is new; the others follow.
        if (!container.firstElementChild && order.length) container.append(rowOf(0));
        drawSoon();
      }
    },
    /** Bring the row of a work into sight. @param {number | null} work */
    reveal(work) {
      const place = work === null ? undefined : placeOf.get(work);
      if (place !== undefined) drawn(place).scrollIntoView({ block: "nearest" });
    },
  };
}

/** The work that is selected. */
function selectedWork() {
  return state.selection?.kind === "work" ? state.selection.work : null;
}

/** @param {number} work */
function open(work) {
  select({ kind: "work", work });
}

/** @param {HTMLElement} container */
export function fillList(container) {
  const list = el("ul", { class: "rows" });
  const why = el("span", {});
  const showAll = () => {
    refine(everything());
    byId("list").focus();
  };
  const nothing = el("p", { class: "remark" }, why, " ", el("button", { type: "button", class: "link", click: showAll }, "Show all works"));
  container.append(list, nothing);
  const rows = rowsIn(
    list,
    (work) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", click: () => open(work) },
          badges(work),
          el("span", { class: "name" }, said(works[work].label)),
          el("span", { class: "unseen" }, isRead(work) ? ", a paper that was read: " : ": "),
          el("span", { class: "title", dir: "auto", lang: works[work].language }, works[work].title),
        ),
      ),
    (height) => {
      const room = el("li", { "aria-hidden": "true", class: "room" });
      room.style.height = `${height}px`;
      return room;
    },
    (row, place, size) => {
      if (place === null) {
        row.removeAttribute("aria-setsize");
        row.removeAttribute("aria-posinset");
      } else {
        row.setAttribute("aria-setsize", String(size));
        row.setAttribute("aria-posinset", String(place + 1));
      }
    },
  );
  return {
    update() {
      nothing.hidden = shown.length > 0;
      why.textContent = state.filter.words ? "Nothing is found with all of these words." : "The filter leaves no work.";
      rows.show(shown, selectedWork());
    },
    focus: rows.focus,
  };
}

/**
 * A column of the table: how a cell is filled, and the number by which its works are sorted; null stands last always.
 * @typedef {{name: string, look: string, cell: (work: number) => Node | string, rank: (work: number) => number | null,
 *   descends?: boolean}} Column
 */

/** @param {(work: number) => string} text @returns {(work: number) => number | null} */
function alphabetical(text) {
  const ranks = ranksBy(text);
  return (work) => (text(work) ? ranks()[work] : null);
}

/** How many works here it cites; null where nobody has looked. @param {number} work */
const citesOf = (work) => (isRead(work) || citing[work].length ? citing[work].length : null);

/** How many works here cite it; null where nobody has looked. @param {number} work */
const citedByOf = (work) => (citations.length || data.counts.papersRead ? cited[work].length : null);

/** A number, or a dash, which has words for those who listen. @param {string} otherwise @param {number | null} number */
function numberOr(otherwise, number) {
  if (number !== null) return grouped(number);
  return el("span", { class: "muted", title: otherwise }, el("span", { "aria-hidden": "true" }, "–"), el("span", { class: "unseen" }, otherwise));
}

/** @type {Column[]} */
const COLUMNS = [
  {
    name: "Work",
    look: "label",
    cell: (work) => el("button", { type: "button", class: "link", dir: "auto", click: () => open(work) }, works[work].label),
    rank: (work) => work, // they come in the order of their labels
  },
  {
    name: "Title",
    look: "title",
    cell: (work) => el("span", { dir: "auto", lang: works[work].language }, works[work].title),
    rank: alphabetical((work) => works[work].title),
  },
  {
    name: "Year",
    look: "year",
    cell: (work) => (works[work].year === undefined ? el("span", { class: "muted" }, said(dateText(works[work]))) : String(works[work].year)),
    rank: (work) => works[work].year ?? null,
  },
  { name: "Kind", look: "kind", cell: (work) => said(kindOf(works[work])), rank: alphabetical((work) => kindOf(works[work])) },
  {
    name: "Themes",
    look: "themes",
    cell: (work) => el("span", {}, badges(work), el("span", { class: "unseen" }, badgesText(work))),
    rank: (work) => (themesOf[work].length ? themesOf[work][0].theme : null),
  },
  { name: "Cited by", look: "number", cell: (work) => numberOr("nobody has looked", citedByOf(work)), rank: citedByOf, descends: true },
  { name: "Cites", look: "number", cell: (work) => numberOr("not read", citesOf(work)), rank: citesOf, descends: true },
];

/** @param {HTMLElement} container */
export function fillTable(container) {
  /** By which column the reader sorts, if by any. @type {{column: Column, descending: boolean} | null} */
  let sorting = null;
  const heads = COLUMNS.map((column) =>
    el(
      "th",
      { scope: "col", class: column.look },
      el("button", { type: "button", click: () => sortBy(column) }, column.name, el("span", { class: "sorted", "aria-hidden": "true" })),
    ),
  );
  const caption = el("caption", { class: "unseen" });
  const body = el("tbody", {});
  const table = el("table", { class: "works-table" }, caption, el("thead", {}, el("tr", {}, ...heads)), body);
  container.append(el("div", { class: "table-scroll" }, table));
  const rows = rowsIn(
    body,
    (work) =>
      el(
        "tr",
        {},
        ...COLUMNS.map(({ look, cell }, place) =>
          place ? el("td", { class: look }, cell(work)) : el("th", { scope: "row", class: look }, cell(work)),
        ),
      ),
    (height) => {
      const room = el("td", { colspan: COLUMNS.length });
      room.style.height = `${height}px`;
      return el("tr", { "aria-hidden": "true", class: "room" }, room);
    },
    (row, place) => {
      if (place === null) row.removeAttribute("aria-rowindex");
      else row.setAttribute("aria-rowindex", String(place + 2));
    },
  );

  /** @param {Column} column */
  function sortBy(column) {
    const again = sorting?.column === column;
    sorting = { column, descending: again ? !sorting?.descending : Boolean(column.descends) };
    update();
    container.firstElementChild?.scrollTo({ top: 0 });
  }

  /** @type {{of: number[], by: {column: Column, descending: boolean} | null, order: number[]}} */
  let lastSorted = { of: [], by: null, order: [] };
  function ordered() {
    const of = shown;
    if (lastSorted.of !== of || lastSorted.by !== sorting) lastSorted = { of, by: sorting, order: sorting ? sorted(of, sorting) : of };
    return lastSorted.order;
  }

  /** The work whose row was brought into sight. @type {number | null} */
  let marked = null;
  function update() {
    if (state.view !== "table") return;
    heads.forEach((head, place) => {
      const isIt = sorting?.column === COLUMNS[place];
      if (isIt) head.setAttribute("aria-sort", sorting?.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    caption.textContent = `${grouped(shown.length)} of ${count(works.length, "work")}`;
    if (shown.length > ALL_ROWS) table.setAttribute("aria-rowcount", String(shown.length + 1));
    else table.removeAttribute("aria-rowcount");
    const work = selectedWork();
    rows.show(ordered(), work);
    if (work !== marked) rows.reveal(work);
    marked = work;
  }
  return { update };
}

/** @param {number[]} order @param {{column: Column, descending: boolean}} by */
function sorted(order, { column, descending }) {
  /** @type {(number | null)[]} */
  const ranks = new Array(works.length).fill(null);
  for (const work of order) ranks[work] = column.rank(work);
  return [...order].sort((a, b) => {
    const [one, other] = [ranks[a], ranks[b]];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return descending ? other - one : one - other;
  });
}
