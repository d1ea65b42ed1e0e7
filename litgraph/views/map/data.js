/* What the page knows: the document litgraph-map/1 (docs/map.md), and who is tied to whom. */

import { el } from "./dom.js";

/**
 * @typedef {{voice: number, line?: number, saidIn?: string, section?: string, page?: string, locator?: string, why?: string,
 *   passage?: string}} Evidence
 * @typedef {Evidence & {form?: string, signal?: string, where?: string}} Place
 * @typedef {{family?: string, given?: string, particle?: string, suffix?: string, literal?: string}} Name
 * @typedef {{key: string, label: string, lines?: string[], title: string, kind: string, date?: string, year?: number, language?: string, translated?: string, authors?: Name[], editors?: Name[], container?: string,
 *   containerUnknown?: boolean, annotation?: string, fields?: Record<string, string>, ids?: string[],
 *   links?: string[], notes?: {kind: string, text: string, evidence: Evidence}[],
 *   readBy?: string[], listed?: number[], loose?: (Place & {text: string, kind: string})[], at?: string}} Work
 * @typedef {{id: string, title: string, lines?: string[], definition?: string, parent?: number, facet?: string,
 *   saidIn?: string, section?: string, at?: string}} Theme
 * @typedef {"discussed" | "mentioned" | ""} Role
 * @typedef {{work: number, theme: number, role?: Role} & Evidence} Assignment
 * @typedef {{citing: number, cited: number, places: Place[]}} Citation
 * @typedef {{x: (number | null)[], y: (number | null)[], regions: {theme: number, corners: [number, number][]}[], note?: string,
 *   aggregate?: boolean}} MapLayout
 * @typedef {{x: (number | null)[], y: (number | null)[], lanes: {kind: "theme" | "read" | "none", theme: number, top: number, bottom: number}[],
 *   ticks: {year: number, x: number}[], gaps: {left: number, right: number, first: number, last: number}[],
 *   undated: {left: number, right: number} | null}} TimelineLayout
 * @typedef {{format: string, title: string, date: string, description?: string, author?: string, language?: string,
 *   voices: {by?: string, file?: string}[], kinds: Record<string, string>, offered?: boolean, passages?: boolean, selection?: string,
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

export const workByKey = new Map(works.map((work, place) => [work.key, place]));
export const themeById = new Map(themes.map((theme, place) => [theme.id, place]));

/** @param {number} size @returns {number[][]} */
const emptyLists = (size) => Array.from({ length: size }, () => []);
/** For each work the citations in which it cites, and is cited; for each work and theme its assignments. */
export const citing = emptyLists(works.length);
export const cited = emptyLists(works.length);
export const assignmentsOf = emptyLists(works.length);
export const members = emptyLists(themes.length);
citations.forEach((citation, place) => {
  citing[citation.citing].push(place);
  cited[citation.cited].push(place);
});
assignments.forEach((assignment, place) => {
  assignmentsOf[assignment.work].push(place);
  members[assignment.theme].push(place);
});

const STRENGTH = ["mentioned", "", "discussed"];
/** For each work its themes, each with the strongest role that anyone gives it; those that discuss it first. */
export const themesOf = assignmentsOf.map((places) => {
  /** @type {Map<number, Role>} */
  const roles = new Map();
  for (const place of places) {
    const { theme, role = "" } = assignments[place];
    const strongest = roles.get(theme);
    if (strongest === undefined || STRENGTH.indexOf(role) > STRENGTH.indexOf(strongest)) roles.set(theme, role);
  }
  return [...roles]
    .map(([theme, role]) => ({ theme, role }))
    .sort((a, b) => Number(a.role === "mentioned") - Number(b.role === "mentioned"));
});

/** For each theme its works, once each. */
export const worksOf = members.map((places) => [...new Set(places.map((place) => assignments[place].work))]);

/** @param {number} work */
export const isRead = (work) => Boolean(works[work].readBy);

/** The name of a work or theme. @param {number} node */
export function nameOf(node) {
  return isTheme(node) ? themes[node - works.length].title : works[node].label;
}

/** The lines of a work's or theme's label. @param {number} node */
export function linesOf(node) {
  return (isTheme(node) ? themes[node - works.length].lines : works[node].lines) ?? [nameOf(node)];
}

/** When a work came out, as it is shown. @param {Work} work */
export const dateText = ({ date, year }) => date ?? String(year);

/** What kind of work it is, in words. @param {Work} work */
export const kindOf = ({ kind }) => data.kinds[kind];

/** Who a piece of evidence is from. @param {Evidence} evidence */
export const speakerOf = ({ voice }) => data.voices[voice].by ?? "";

/** The file and line of a piece of evidence, "themes.yaml:12", or "". @param {Evidence} evidence */
export function lineOf({ voice, line }) {
  return line === undefined ? "" : `${data.voices[voice].file}:${line}`;
}

/** Where a link leads: a DOI is looked up, an address is itself. @param {string} link */
export function addressOfLink(link) {
  return link.startsWith("doi:") ? `https://doi.org/${encodeURI(link.slice(4)).replace(/[?#]/g, encodeURIComponent)}` : link;
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
  const surname = [name.particle, name.family].filter(Boolean).join(" ");
  return [surname, name.given, name.suffix].filter(Boolean).join(", ");
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
  const phrases = themesOf[work].map(({ theme, role }) => `${role || "given"} under ${themes[theme].title}`);
  if (isRead(work)) phrases.unshift("a paper that was read");
  return phrases.length ? phrases.join(", ") : "no theme";
}
