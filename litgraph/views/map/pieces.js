/* What records are made of: headings, lists, buttons that open other records, evidence with its place and source. */

import { assignments, assignmentsOf, lineOf, nameOf, speakerOf, workByKey, works } from "./data.js";
import { bdi, dotted, el, grouped } from "./dom.js";
import { select, selectNode } from "./state.js";

/** @typedef {Node | string | null | undefined | false} Piece */

/** Rows of a list that are shown before the reader asks for all. */
const FIRST_ROWS = 40;

/** @param {(Node | string)[]} eyebrow @param {Piece[]} title @param {string} [language] */
export function recordHead(eyebrow, title, language) {
  return [el("p", { class: "eyebrow" }, ...eyebrow), el("h3", { tabindex: "-1", dir: "auto", lang: language }, ...title)];
}

/** @param {string} heading @param {...Piece} content */
export function section(heading, ...content) {
  return el("section", {}, el("h4", {}, heading), ...content);
}

/** @param {...Piece} text */
export function remark(...text) {
  return el("p", { class: "remark" }, ...text);
}

/** A button that opens another record. @param {number} node */
export function recordButton(node) {
  return el("button", { type: "button", class: "link", dir: "auto", click: () => selectNode(node) }, nameOf(node));
}

/** A work named by its key, which may be none of those that are here. @param {string} key */
export function namedWork(key) {
  const work = workByKey.get(key);
  return work === undefined ? bdi(key) : recordButton(work);
}

/** A small button that opens the record of a citation. @param {number} citing @param {number} cited */
export function evidenceButton(citing, cited) {
  const words = el("span", { class: "unseen" }, ` that ${nameOf(citing)} cites ${nameOf(cited)}`);
  return el("button", { type: "button", class: "link small", click: () => select({ kind: "citation", citing, cited }) }, "evidence", words);
}

/** "Clerc 2020 cites Acuto 2013", as pieces. @param {number} citing @param {number} cited */
export function citesText(citing, cited) {
  return [bdi(nameOf(citing)), " cites ", bdi(nameOf(cited))];
}

/** @param {number} work */
export function titleOf(work) {
  const { title, language } = works[work];
  return title ? el("span", { class: "title", dir: "auto", lang: language }, title) : null;
}

/**
 * A list with a row for each entry; a long one shows its beginning, and a button that shows all.
 * @template T
 * @param {readonly T[]} entries
 * @param {(entry: T) => Node} row
 */
export function rowsFor(entries, row) {
  const list = el("ul", { class: "ties" }, ...entries.slice(0, FIRST_ROWS).map(row));
  if (entries.length <= FIRST_ROWS) return list;
  const note = el("p", { class: "remark" }, `${FIRST_ROWS} of ${grouped(entries.length)} shown. `);
  const button = el("button", { type: "button", class: "link" }, "Show all");
  button.addEventListener("click", () => {
    list.append(...entries.slice(FIRST_ROWS).map(row));
    note.remove();
    list.children[FIRST_ROWS].querySelector("button")?.focus();
  });
  note.append(button);
  return el("div", {}, list, note);
}

/**
 * A section with a list, whose heading says how many there are; null where there are none.
 * @template T
 * @param {string} heading
 * @param {readonly T[]} entries
 * @param {(entry: T) => Node} row
 */
export function listSection(heading, entries, row) {
  return entries.length ? section(`${heading} (${grouped(entries.length)})`, rowsFor(entries, row)) : null;
}

/** @param {string} name @param {Piece} value */
export function fact(name, value) {
  return value ? [el("dt", {}, name), el("dd", { dir: "auto" }, value)] : [];
}

/** "25" is a page, "25–27" several; "p. 25" says so itself. @param {string} page */
function pageText(page) {
  return /^\d/.test(page) ? `${/^\d+$/.test(page) ? "p." : "pp."} ${page}` : page;
}

/** @param {{section?: string, page?: string}} place */
export function placeText({ section, page }) {
  if (!section && !page) return null;
  return el("span", { class: "where" }, section && bdi(section), section && page && ", ", page && bdi(pageText(page)));
}

/** Who says so, and in which line of which file. @param {import("./data.js").Evidence} evidence */
export function sourceLine(evidence) {
  const at = lineOf(evidence);
  return el("span", { class: "source" }, ...dotted([bdi(speakerOf(evidence)), at && el("code", {}, at)]));
}

/** The reason of a piece of evidence, and the passage. @param {import("./data.js").Evidence} evidence @param {string} [language] */
function reasons({ why, passage }, language) {
  return [
    why && el("p", { dir: "auto" }, why),
    passage && el("blockquote", { dir: "auto", lang: language }, "“", passage, "”"),
  ];
}

/** The page that a citation points to, with the work that it is a page of. @param {string} locator @param {string} work */
function pointsTo(locator, work) {
  return el("span", {}, "points to ", el("bdi", { class: "locator" }, locator), " of ", bdi(work));
}

/** One place where a paper cites a work. @param {number} paper @param {import("./data.js").Place} place @param {string} work */
export function citationItem(paper, place, work) {
  return el(
    "li",
    {},
    ...dotted([
      placeText(place) ?? "place not noted",
      place.saidIn && el("span", {}, "as told in ", namedWork(place.saidIn)),
      place.where && bdi(place.where),
      place.form && bdi(place.form),
      place.signal && el("span", {}, "“", bdi(place.signal), "”"),
      place.locator && pointsTo(place.locator, work),
    ]),
    ...reasons(place, works[paper].language),
    sourceLine(place),
  );
}

/** Why a theme is given to a work. @param {import("./data.js").Assignment} assignment */
function assignmentItem(assignment) {
  const { role } = assignment;
  const paper = workByKey.get(assignment.saidIn ?? "");
  return el(
    "li",
    {},
    ...dotted([
      role ? el("strong", {}, bdi(role)) : "assigned",
      assignment.saidIn && el("span", {}, "in ", namedWork(assignment.saidIn)),
      placeText(assignment),
      assignment.locator && pointsTo(assignment.locator, nameOf(assignment.work)),
    ]),
    ...reasons(assignment, paper === undefined ? undefined : works[paper].language),
    sourceLine(assignment),
  );
}

/** @param {Node[]} items */
export function placeList(items) {
  return el("ul", { class: "places" }, ...items);
}

/** Where one work cites another. @param {import("./data.js").Citation} citation */
export function citationPlaces(citation) {
  return placeList(citation.places.map((place) => citationItem(citation.citing, place, nameOf(citation.cited))));
}

/** Why a work is given a theme. @param {number} work @param {number} theme */
export function assignmentPlaces(work, theme) {
  return placeList(assignmentsOf[work].map((place) => assignments[place]).filter((assignment) => assignment.theme === theme).map(assignmentItem));
}

/** @param {string | undefined} at */
export function entryLine(at) {
  return at && el("p", { class: "source" }, "Entered in ", el("code", {}, at));
}
