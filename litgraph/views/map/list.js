/* The works as a list and as a table; of many, only the rows in sight are drawn. */

import { badges, badgesText, citations, cited, citing, data, dateText, isRead, kindOf, themesOf, works } from "./data.js";
import { bdi, byId, count, el, grouped, setAttributes } from "./dom.js";
import { emptyFilter, refine, select, shownWorks, state } from "./state.js";

/** Up to so many rows all are drawn: the whole text can be searched, printed and listened to. */
const ALL_ROWS = 400;
/** Rows drawn above and below those in sight. */
const MARGIN = 8;

/**
 * The rank of every work in the alphabetical order of a text, the same for equal texts; sorted when it is first asked for.
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
    const order = [...works.keys()].sort((a, b) => collator.compare(texts[a], texts[b]));
    ranks = new Array(works.length).fill(0);
    for (const [place, work] of order.entries()) {
      const before = order[place - 1];
      ranks[work] = place && !collator.compare(texts[before], texts[work]) ? ranks[before] : place;
    }
    return ranks;
  };
}

/**
 * Rows of works in a container: all of them, or of many only those in sight, with room left for the others.
 * @param {HTMLElement} container the list, or the body of the table, which holds nothing else
 * @param {(work: number) => HTMLElement} makeRow a row with a button in it
 * @param {(height: number) => HTMLElement} makeRoom an element that takes the place of rows that are not drawn
 * @param {(row: HTMLElement, place: number | null, size: number) => void} numberRow says which row of how many it is
 */
function createRows(container, makeRow, makeRoom, numberRow) {
  /** @type {number[]} */
  let order = [];
  /** Where each work stands in the order. @type {Map<number, number>} */
  let placeOf = new Map();
  /** Rows that were made, by work. @type {Map<number, HTMLElement>} */
  const rowOfWork = new Map();
  let height = 0;
  /** The place of the row that is drawn even where it is out of sight. */
  let pinnedPlace = -1;
  /** @type {number | null} */
  let marked = null;

  const isMany = () => order.length > ALL_ROWS;
  const rowOf = (/** @type {number} */ place) => {
    const work = order[place];
    let row = rowOfWork.get(work);
    if (!row) {
      row = makeRow(work);
      row.dataset.work = String(work);
      rowOfWork.set(work, row);
    }
    numberRow(row, isMany() ? place : null, order.length);
    setAttributes(row, { "aria-current": work === marked ? "true" : undefined });
    return row;
  };
  const focused = () => {
    const row = document.activeElement?.closest("[data-work]");
    return row && container.contains(row) ? (placeOf.get(Number(/** @type {HTMLElement} */ (row).dataset.work)) ?? -1) : -1;
  };

  /** The places of the rows to be drawn. */
  function placesToDraw() {
    if (!isMany()) return order.map((_, place) => place);
    const { top } = container.getBoundingClientRect();
    const first = Math.max(0, Math.floor(-top / height) - MARGIN);
    const last = Math.min(order.length - 1, Math.ceil((innerHeight - top) / height) + MARGIN);
    const places = new Set([focused(), pinnedPlace].filter((place) => place >= 0 && place < order.length));
    for (let place = Math.min(first, order.length - 1); place <= last; place += 1) places.add(place);
    return [...places].sort((a, b) => a - b);
  }

  function draw() {
    const places = placesToDraw();
    const keep = new Set(places.map((place) => order[place]));
    for (const child of [...container.children]) {
      const { work } = /** @type {HTMLElement} */ (child).dataset;
      if (work === undefined || !keep.has(Number(work))) child.remove();
    }
    if (isMany()) for (const work of rowOfWork.keys()) if (!keep.has(work)) rowOfWork.delete(work);
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

  let isScheduled = false;
  const drawSoon = () => {
    if (isScheduled || !isMany() || !container.offsetParent) return;
    isScheduled = true;
    requestAnimationFrame(() => {
      isScheduled = false;
      measure();
      draw();
    });
  };
  document.addEventListener("scroll", drawSoon, { capture: true, passive: true });
  new ResizeObserver(drawSoon).observe(container);
  addEventListener("resize", drawSoon);

  /** The row at a place, drawn even where it is out of sight. @param {number} place */
  function drawRow(place) {
    pinnedPlace = place;
    if (isMany()) draw();
    return rowOf(place);
  }
  container.addEventListener("keydown", (event) => {
    const current = focused();
    const last = order.length - 1;
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: last };
    const place = steps[event.key];
    if (current < 0 || place === undefined || place < 0 || place > last) return;
    event.preventDefault();
    focus(order[place]);
  });

  /** Give the focus to the row of a work, drawn wherever it stands; false where it is not there. @param {number} work */
  function focus(work) {
    const place = placeOf.get(work);
    if (place === undefined) return false;
    drawRow(place).querySelector("button")?.focus();
    return true;
  }

  return {
    focus,
    /** Show these works, in this order, with the row of one of them marked. @param {number[]} works @param {number | null} current */
    show(works, current) {
      if (works !== order) placeOf = new Map(works.map((work, place) => [work, place]));
      order = works;
      pinnedPlace = -1;
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
      if (place !== undefined) drawRow(place).scrollIntoView({ block: "nearest" });
    },
  };
}

/** The work that is selected. */
function selectedWork() {
  return state.selection?.kind === "work" ? state.selection.work : null;
}

/** @param {number} work */
function openWork(work) {
  select({ kind: "work", work });
}

/** @param {HTMLElement} container */
export function fillList(container) {
  const list = el("ul", { class: "rows" });
  const why = el("span", {});
  const showAll = () => {
    refine(emptyFilter());
    byId("list").focus();
  };
  const nothing = el("p", { class: "remark" }, why, " ", el("button", { type: "button", class: "link", click: showAll }, "Show all works"));
  container.append(list, nothing);
  const rows = createRows(
    list,
    (work) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", click: () => openWork(work) },
          badges(work),
          el("span", { class: "name" }, bdi(works[work].label)),
          el("span", { class: "unseen" }, isRead(work) ? ", a paper that was read: " : ": "),
          el("span", { class: "title", dir: "auto", lang: works[work].language }, works[work].title),
        ),
      ),
    (height) => {
      const room = el("li", { "aria-hidden": "true", class: "room" });
      room.style.height = `${height}px`;
      return room;
    },
    (row, place, size) =>
      setAttributes(row, place === null ? { "aria-setsize": undefined, "aria-posinset": undefined } : { "aria-setsize": size, "aria-posinset": place + 1 }),
  );
  return {
    update() {
      nothing.hidden = shownWorks.length > 0;
      why.textContent = state.filter.words ? "Nothing is found with all of these words." : "The filter leaves no work.";
      rows.show(shownWorks, selectedWork());
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
    cell: (work) => el("button", { type: "button", class: "link", dir: "auto", click: () => openWork(work) }, works[work].label),
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
    cell: (work) => (works[work].year === undefined ? el("span", { class: "muted" }, bdi(dateText(works[work]))) : String(works[work].year)),
    rank: (work) => works[work].year ?? null,
  },
  { name: "Kind", look: "kind", cell: (work) => bdi(kindOf(works[work])), rank: alphabetical((work) => kindOf(works[work])) },
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
  const rows = createRows(
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
    (row, place) => setAttributes(row, { "aria-rowindex": place === null ? undefined : place + 2 }),
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
    const of = shownWorks;
    if (lastSorted.of !== of || lastSorted.by !== sorting) lastSorted = { of, by: sorting, order: sorting ? sortWorks(of, sorting) : of };
    return lastSorted.order;
  }

  /** The work whose row was brought into sight. @type {number | null} */
  let marked = null;
  function update() {
    if (state.view !== "table") return;
    heads.forEach((head, place) => {
      const isSorting = sorting?.column === COLUMNS[place];
      setAttributes(head, { "aria-sort": isSorting && (sorting?.descending ? "descending" : "ascending") });
    });
    caption.textContent = `${grouped(shownWorks.length)} of ${count(works.length, "work")}`;
    setAttributes(table, { "aria-rowcount": shownWorks.length > ALL_ROWS && shownWorks.length + 1 });
    const work = selectedWork();
    rows.show(ordered(), work);
    if (work !== marked) rows.reveal(work);
    marked = work;
  }
  return { update };
}

/** @param {number[]} order @param {{column: Column, descending: boolean}} by */
function sortWorks(order, { column, descending }) {
  /** @type {(number | null)[]} */
  const ranks = new Array(works.length).fill(null);
  for (const work of order) ranks[work] = column.rank(work);
  return [...order].sort((a, b) => {
    const [rankA, rankB] = [ranks[a], ranks[b]];
    if (rankA === null || rankB === null) return Number(rankA === null) - Number(rankB === null);
    return descending ? rankB - rankA : rankA - rankB;
  });
}
