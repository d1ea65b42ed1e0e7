/* What the page knows: the document litgraph-map/1 (docs/map.md), and who is tied to whom. */

import { el } from "./dom.js";

/**
 * @typedef {{by: string, saidIn?: string, section?: string, page?: string, locator?: string, why?: string,
 *   passage?: string, at?: string}} Evidence
 * @typedef {Evidence & {form?: string, signal?: string, where?: string}} Place
 * @typedef {{family?: string, given?: string, particle?: string, suffix?: string, literal?: string}} Name
 * @typedef {{key: string, label: string, lines: string[], title: string, kind: string, kindName: string, date: string,
 *   year?: number, language?: string, translated?: string, authors?: Name[], editors?: Name[], container?: string,
 *   containerUnknown?: boolean, annotation?: string, fields?: Record<string, string>, ids?: string[],
 *   links?: {text: string, href: string}[], notes?: {kind: string, text: string, evidence: Evidence}[],
 *   readBy?: string[], listed?: number[], loose?: (Place & {text: string, kind: string})[], at?: string}} Work
 * @typedef {{id: string, title: string, lines: string[], definition?: string, parent?: number, facet?: string,
 *   saidIn?: string, section?: string, at?: string}} Theme
 * @typedef {"discussed" | "mentioned" | ""} Role
 * @typedef {{work: number, theme: number, role?: Role, evidence: Evidence}} Assignment
 * @typedef {{citing: number, cited: number, places: Place[]}} Citation
 * @typedef {{x: (number | null)[], y: (number | null)[], regions: {theme: number, corners: [number, number][]}[], note?: string,
 *   aggregate?: boolean}} MapLayout
 * @typedef {{x: (number | null)[], y: (number | null)[], lanes: {kind: "theme" | "read" | "none", theme: number, top: number, bottom: number}[],
 *   ticks: {year: number, x: number}[], gaps: {left: number, right: number, first: number, last: number}[],
 *   undated: {left: number, right: number} | null}} TimelineLayout
 * @typedef {{format: string, title: string, date: string, description?: string, author?: string, language?: string,
 *   sources?: string[], offered?: boolean, passages?: boolean, selection?: string,
 *   counts: {works: number, themes: number, papersRead: number, citations: number, ofWorks?: number},
 *   themes: Theme[], works: Work[], assignments: Assignment[], citations: Citation[],
 *   layouts: {map?: MapLayout, timeline?: TimelineLayout}}} MapDocument
 */

/** @type {MapDocument} */
export const data = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("data")).textContent ?? "");
export const { works, themes, citations, assignments } = data;

/** Colours of themes there are; the thirteenth theme begins again with the first. */
export const COLOURS = 12;

/** Works and themes in one row of numbers: a theme's node follows the works. @param {number} theme */
export const themeNode = (theme) => works.length + theme;
/** @param {number} node */
export const isTheme = (node) => node >= works.length;
export const NODES = works.length + themes.length;

export const workOf = new Map(works.map((work, place) => [work.key, place]));
export const themeOf = new Map(themes.map((theme, place) => [theme.id, place]));

/** @param {number} size @returns {number[][]} */
const rows = (size) => Array.from({ length: size }, () => []);
/** For each work the citations in which it cites, and is cited; for each work and theme its assignments. */
export const citing = rows(works.length);
export const cited = rows(works.length);
export const given = rows(works.length);
export const members = rows(themes.length);
citations.forEach((citation, place) => {
  citing[citation.citing].push(place);
  cited[citation.cited].push(place);
});
assignments.forEach((assignment, place) => {
  given[assignment.work].push(place);
  members[assignment.theme].push(place);
});

const STRENGTH = ["mentioned", "", "discussed"];
/** For each work its themes, each with the strongest role that anyone gives it; those that discuss it first. */
export const themesOf = given.map((own) => {
  /** @type {Map<number, Role>} */
  const found = new Map();
  for (const place of own) {
    const { theme, role = "" } = assignments[place];
    const known = found.get(theme);
    if (known === undefined || STRENGTH.indexOf(role) > STRENGTH.indexOf(known)) found.set(theme, role);
  }
  return [...found]
    .map(([theme, role]) => ({ theme, role }))
    .sort((a, b) => Number(a.role === "mentioned") - Number(b.role === "mentioned"));
});

/** For each theme its works, once each. */
export const worksOf = members.map((own) => [...new Set(own.map((place) => assignments[place].work))]);

/** @param {number} work */
export const isRead = (work) => Boolean(works[work].readBy);

/** The name of a work or theme. @param {number} node */
export function nameOf(node) {
  return isTheme(node) ? themes[node - works.length].title : works[node].label;
}

/** The nodes that a node is tied to, itself among them. @param {number} node @returns {Set<number>} */
export function neighbours(node) {
  if (isTheme(node)) return new Set([node, ...worksOf[node - works.length]]);
  return new Set([
    node,
    ...citing[node].map((place) => citations[place].cited),
    ...cited[node].map((place) => citations[place].citing),
    ...themesOf[node].map(({ theme }) => themeNode(theme)),
  ]);
}

/** A name as the record shows it: "Clerc, Louis". @param {Name} name */
export function nameText(name) {
  if (name.literal) return name.literal;
  const whole = [name.particle, name.family].filter(Boolean).join(" ");
  return [whole, name.given, name.suffix].filter(Boolean).join(", ");
}

/** The numbered badge of a theme; outlined where the work is only mentioned. @param {number} theme @param {Role} role */
export function badge(theme, role = "discussed") {
  const look = role === "mentioned" ? "badge outlined" : "badge";
  return el("span", { class: `${look} c${theme % COLOURS}`, "aria-hidden": "true" }, String(theme + 1));
}

/** The badges of a work: its themes, or the sign of a work without any. @param {number} work */
export function badges(work) {
  const signs = themesOf[work].map(({ theme, role }) => badge(theme, role));
  if (isRead(work)) signs.unshift(el("span", { class: "badge page", "aria-hidden": "true" }));
  else if (!signs.length) signs.push(el("span", { class: "badge none", "aria-hidden": "true" }));
  return el("span", { class: "badges" }, ...signs);
}

/** What the badges say, in words. @param {number} work */
export function badgesText(work) {
  const own = themesOf[work].map(({ theme, role }) => `${role || "given"} under ${themes[theme].title}`);
  if (isRead(work)) own.unshift("a paper that was read");
  return own.length ? own.join(", ") : "no theme";
}
