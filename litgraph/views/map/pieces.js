/* What records are made of: headings, lists, buttons that open other records, evidence with its place and source. */

import { assignments, given, lineOf, nameOf, speakerOf, workOf, works } from "./data.js";
import { dotted, el, grouped, said } from "./dom.js";
import { select, selectNode } from "./state.js";

/** @typedef {Node | string | null | undefined | false} Piece */

/** Rows of a list that are shown before the reader asks for all. */
const FIRST_ROWS = 40;

/** @param {(Node | string)[]} eyebrow @param {Piece[]} title @param {string} [language] */
export function head(eyebrow, title, language) {
  return [el("p", { class: "eyebrow" }, ...eyebrow), el("h3", { tabindex: "-1", dir: "auto", lang: language }, ...title)];
}

/** @param {string} heading @param {...Piece} content */
export function headed(heading, ...content) {
  return el("section", {}, el("h4", {}, heading), ...content);
}

/** @param {...Piece} text */
export function remark(...text) {
  return el("p", { class: "remark" }, ...text);
}

/** A button that opens another record. @param {number} node */
export function opening(node) {
  return el("button", { type: "button", class: "link", dir: "auto", click: () => selectNode(node) }, nameOf(node));
}

/** A work named by its key, which may be none of those that are here. @param {string} key */
export function workNamed(key) {
  const work = workOf.get(key);
  return work === undefined ? said(key) : opening(work);
}

/** A small button beside a name that opens what ties two records. @param {import("./state.js").Selection} selection @param {string} more */
export function evidenceButton(selection, more) {
  const words = el("span", { class: "unseen" }, ` ${more}`);
  return el("button", { type: "button", class: "link small", click: () => select(selection) }, "evidence", words);
}

/** @param {number} work */
export function titleOf(work) {
  const { title, language } = works[work];
  return title ? el("span", { class: "title", dir: "auto", lang: language }, title) : null;
}

/**
 * A list, of which a long one shows its beginning and the rest when it is asked for.
 * @template T
 * @param {T[]} things
 * @param {(thing: T) => Node} row
 */
export function rowsFor(things, row) {
  const list = el("ul", { class: "ties" }, ...things.slice(0, FIRST_ROWS).map(row));
  if (things.length <= FIRST_ROWS) return list;
  const told = el("p", { class: "remark" }, `${FIRST_ROWS} of ${grouped(things.length)} shown. `);
  const all = el("button", { type: "button", class: "link" }, "Show all");
  all.addEventListener("click", () => {
    const rest = things.slice(FIRST_ROWS).map(row);
    list.append(...rest);
    told.remove();
    /** @type {HTMLElement | null} */ (/** @type {Element} */ (rest[0]).querySelector("button"))?.focus();
  });
  told.append(all);
  return el("div", {}, list, told);
}

/** @param {string} name @param {Piece} value */
export function fact(name, value) {
  return value ? [el("dt", {}, name), el("dd", { dir: "auto" }, value)] : [];
}

/** "25" is a page, "25–27" several; "p. 25" says so itself. @param {string} page */
function numbered(page) {
  return /^\d/.test(page) ? `${/^\d+$/.test(page) ? "p." : "pp."} ${page}` : page;
}

/** @param {{section?: string, page?: string}} place */
export function whereIn({ section, page }) {
  if (!section && !page) return null;
  return el("span", { class: "where" }, section && said(section), section && page && ", ", page && said(numbered(page)));
}

/** Who says so, and in which line of which file. @param {import("./data.js").Evidence} evidence */
export function source(evidence) {
  const at = lineOf(evidence);
  return el("span", { class: "source" }, ...dotted([said(speakerOf(evidence)), at && el("code", {}, at)]));
}

/** Why it is said, and in which words. @param {import("./data.js").Evidence} evidence @param {string} [language] */
function reasons({ why, passage }, language) {
  return [
    why && el("p", { dir: "auto" }, why),
    passage && el("blockquote", { dir: "auto", lang: language }, "“", passage, "”"),
  ];
}

/** Of which of the two works it is a page must be said. @param {string} locator @param {string} work */
function pointsTo(locator, work) {
  return el("span", {}, "points to ", el("bdi", { class: "locator" }, locator), " of ", said(work));
}

/** One place where a paper cites a work. @param {number} paper @param {import("./data.js").Place} place @param {string} work */
export function citedAt(paper, place, work) {
  return el(
    "li",
    {},
    ...dotted([
      whereIn(place) ?? "place not noted",
      place.saidIn && el("span", {}, "as told in ", workNamed(place.saidIn)),
      place.where && said(place.where),
      place.form && said(place.form),
      place.signal && el("span", {}, "“", said(place.signal), "”"),
      place.locator && pointsTo(place.locator, work),
    ]),
    ...reasons(place, works[paper].language),
    source(place),
  );
}

/** Why a theme is given to a work. @param {import("./data.js").Assignment} assignment */
function givenAt(assignment) {
  const { role } = assignment;
  const paper = workOf.get(assignment.saidIn ?? "");
  return el(
    "li",
    {},
    ...dotted([
      role ? el("strong", {}, said(role)) : "assigned",
      assignment.saidIn && el("span", {}, "in ", workNamed(assignment.saidIn)),
      whereIn(assignment),
      assignment.locator && pointsTo(assignment.locator, nameOf(assignment.work)),
    ]),
    ...reasons(assignment, paper === undefined ? undefined : works[paper].language),
    source(assignment),
  );
}

/** @param {Node[]} items */
export function places(items) {
  return el("ul", { class: "places" }, ...items);
}

/** Where one work cites another. @param {import("./data.js").Citation} citation */
export function citationPlaces(citation) {
  return places(citation.places.map((place) => citedAt(citation.citing, place, nameOf(citation.cited))));
}

/** Why a work is given a theme. @param {number} work @param {number} theme */
export function assignmentPlaces(work, theme) {
  const own = given[work].map((place) => assignments[place]).filter((assignment) => assignment.theme === theme);
  return places(own.map(givenAt));
}

/** @param {string | undefined} at */
export function entered(at) {
  return at && el("p", { class: "source" }, "Entered in ", el("code", {}, at));
}
