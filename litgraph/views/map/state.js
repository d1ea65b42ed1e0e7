/* The state of the page, which its address spells: what is selected, the filter, and which view is open. */

import { assignments, assignmentsOf, citations, cited, data, isRead, speakerOf, themeById, themeNode, themes, themesOf, workByKey, works } from "./data.js";
import { count, grouped } from "./dom.js";
import { search } from "./search.js";

/**
 * What is selected: a work, a theme, a citation or an assignment (both by their ends), or what connects two works.
 * @typedef {{kind: "work", work: number} | {kind: "theme", theme: number} | {kind: "citation", citing: number, cited: number}
 *   | {kind: "assignment", work: number, theme: number} | {kind: "between", first: number, second: number}} Selection
 * @typedef {"map" | "timeline" | "table" | "list"} View
 * @typedef {{words: string, themes: Set<number> | null, since: number | null, until: number | null, kind: string,
 *   role: "" | "discussed" | "mentioned", by: string}} Filter
 * @typedef {{view: View, selection: Selection | null, filter: Filter}} State
 */

/** In a filter by themes: the works without any, and the papers that were read and have none. */
export const NO_THEME = -1;
export const PAPERS_READ = -2;

const VIEWS = /** @type {const} */ (["map", "timeline", "table", "list"]);

/** @returns {Filter} */
export const emptyFilter = () => ({ words: "", themes: null, since: null, until: null, kind: "", role: "", by: "" });

export const years = works.flatMap(({ year }) => year ?? []).sort((a, b) => a - b);
export const kinds = new Map(Object.entries(data.kinds));

/** The voices that speak of a work: who gave it a theme, who says what it is cited by, who noted something. @param {number} work */
function voices(work) {
  const { notes = [], loose = [] } = works[work];
  return [
    ...notes.map(({ evidence }) => speakerOf(evidence)),
    ...loose.map(speakerOf),
    ...assignmentsOf[work].map((place) => speakerOf(assignments[place])),
    ...cited[work].flatMap((place) => citations[place].places.map(speakerOf)),
  ];
}
export const speakers = [...new Set(data.voices.map(({ by }) => by ?? ""))].filter(Boolean).sort();

/** The rows of the filter by themes that a work belongs to. @param {number} work */
export function rowsOf(work) {
  if (themesOf[work].length) return themesOf[work].map(({ theme }) => theme);
  return [isRead(work) ? PAPERS_READ : NO_THEME];
}

/** @type {State} */
export let state = { view: "map", selection: null, filter: emptyFilter() };
/** The works that the filter lets through; where it has words, the best match first. @type {number[]} */
export let shownWorks = [...works.keys()];

/** @type {((after: State, before: State) => void)[]} */
const listeners = [];

/** Call `listener` after every change, with the new state and the one before. @param {(after: State, before: State) => void} listener */
export function onChange(listener) {
  listeners.push(listener);
}

/** "38 works", or "5 of 38 works". */
export function shownText() {
  return shownWorks.length === works.length ? count(works.length, "work") : `${grouped(shownWorks.length)} of ${count(works.length, "work")}`;
}

/** The works that a filter lets through. @param {Filter} filter @returns {number[]} */
export function filterWorks({ words, themes: rows, since, until, kind, role, by }) {
  return (search(words) ?? [...works.keys()]).filter((work) => {
    const { year, kind: workKind } = works[work];
    if (rows && !rowsOf(work).some((row) => rows.has(row))) return false;
    if ((since !== null || until !== null) && year === undefined) return false;
    if ((since !== null && Number(year) < since) || (until !== null && Number(year) > until)) return false;
    if (kind && workKind !== kind) return false;
    if (by && !voices(work).includes(by)) return false;
    if (!role) return true;
    const roles = themesOf[work].filter(({ theme }) => !rows || rows.has(theme)).map((tie) => tie.role);
    return role === "discussed" ? roles.includes("discussed") : roles.length > 0 && roles.every((workRole) => workRole === "mentioned");
  });
}

/**
 * Change the state and call the listeners. `address` says what becomes of the page's address: a new entry in its history
 * ("push"), the same entry ("replace"), or nothing, because the change came from it.
 * @param {Partial<State>} change
 * @param {"push" | "replace" | "none"} address
 */
export function change(change, address = "push") {
  const before = state;
  state = { ...state, ...change };
  if (change.filter) shownWorks = filterWorks(state.filter);
  if (address !== "none") setAddress(addressOf(state), address);
  for (const listener of listeners) listener(state, before);
}

/** @param {Selection | null} selection */
export function select(selection) {
  if (addressOf({ ...state, selection }) !== addressOf(state)) change({ selection });
}

/** @param {number} node */
export function selectNode(node) {
  select(node < works.length ? { kind: "work", work: node } : { kind: "theme", theme: node - works.length });
}

/** Change some of the filter; typing does not fill the history. @param {Partial<Filter>} changes */
export function refine(changes) {
  change({ filter: { ...state.filter, ...changes } }, "replace");
}

/** The nodes that a selection is about. @param {Selection | null} selection @returns {number[]} */
export function nodesOf(selection) {
  if (!selection) return [];
  if (selection.kind === "work") return [selection.work];
  if (selection.kind === "theme") return [themeNode(selection.theme)];
  if (selection.kind === "citation") return [selection.citing, selection.cited];
  if (selection.kind === "assignment") return [selection.work, themeNode(selection.theme)];
  return [selection.first, selection.second];
}

/** The part of the address that spells a state: "#w=clerc2020&view=timeline". @param {State} state */
export function addressOf({ view, selection, filter }) {
  /** @type {[string, string | number | null][]} */
  const parts = [];
  if (selection?.kind === "work") parts.push(["w", works[selection.work].key]);
  if (selection?.kind === "theme") parts.push(["t", themes[selection.theme].id]);
  if (selection?.kind === "citation") parts.push(["citing", works[selection.citing].key], ["cited", works[selection.cited].key]);
  if (selection?.kind === "assignment") parts.push(["w", works[selection.work].key], ["t", themes[selection.theme].id]);
  if (selection?.kind === "between") parts.push(["between", works[selection.first].key], ["and", works[selection.second].key]);
  if (view !== firstView()) parts.push(["view", view]);
  parts.push(["q", filter.words]);
  for (const row of filter.themes ?? []) parts.push(["theme", row === NO_THEME ? "" : row === PAPERS_READ ? "*read" : themes[row].id]);
  if (filter.themes && !filter.themes.size) parts.push(["theme", "*none"]);
  parts.push(["since", filter.since], ["until", filter.until], ["kind", filter.kind], ["role", filter.role], ["by", filter.by]);
  const spelt = parts.filter(([name, value]) => (value !== "" && value !== null) || name === "theme");
  // Half of a surrogate pair cannot be encoded.
  return `#${spelt.map(([name, value]) => `${name}=${encodeURIComponent(String(value).replace(/\p{Surrogate}/gu, "\ufffd"))}`).join("&")}`;
}

/** @param {string} address @param {"push" | "replace"} how */
function setAddress(address, how) {
  try {
    if (address === (location.hash || "#")) return;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    // In the frame of a notebook the page has no address of its own.
  }
}

/** The state that the address asks for, and the names in it that are on no work or theme here. @returns {{target: State, unknown: string[]}} */
export function fromAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
  /** @type {string[]} */
  const unknown = [];
  /** @template T @param {string} name @param {(text: string) => T | undefined} parse @returns {T | undefined} */
  const parameter = (name, parse) => {
    const text = parameters.get(name);
    if (text === null) return undefined;
    const value = parse(text);
    if (value === undefined) unknown.push(text.slice(0, 80));
    return value;
  };
  /** @param {string} name */
  const work = (name) => parameter(name, (key) => workByKey.get(key));
  const year = (/** @type {string} */ text) => (/^-?\d{1,4}$/.test(text) ? Number(text) : undefined);
  const [selectedWork, theme, citing, cited, first, second] = [work("w"), parameter("t", (id) => themeById.get(id)), work("citing"), work("cited"), work("between"), work("and")];
  /** @type {Selection | null} */
  let selection = null;
  if (selectedWork !== undefined && theme !== undefined) selection = { kind: "assignment", work: selectedWork, theme };
  else if (selectedWork !== undefined) selection = { kind: "work", work: selectedWork };
  else if (theme !== undefined) selection = { kind: "theme", theme };
  else if (citing !== undefined && cited !== undefined) selection = { kind: "citation", citing, cited };
  else if (first !== undefined && second !== undefined) selection = { kind: "between", first, second };
  const rows = parameters.getAll("theme").flatMap((id) => {
    const row = id === "" ? NO_THEME : (themeById.get(id) ?? (id === "*read" ? PAPERS_READ : undefined));
    if (row === undefined && id !== "*none") unknown.push(id.slice(0, 80));
    return row === undefined ? [] : [row];
  });
  /** @type {Filter} */
  const filter = {
    words: parameters.get("q") ?? "",
    themes: parameters.has("theme") ? new Set(rows) : null,
    since: parameter("since", year) ?? null,
    until: parameter("until", year) ?? null,
    kind: parameter("kind", (kind) => (kinds.has(kind) ? kind : undefined)) ?? "",
    role: parameter("role", (role) => (role === "discussed" || role === "mentioned" ? role : undefined)) ?? "",
    by: parameter("by", (by) => (speakers.includes(by) ? by : undefined)) ?? "",
  };
  const view = parameter("view", (name) => VIEWS.find((viewName) => viewName === name)) ?? firstView();
  return { target: { view, selection, filter }, unknown };
}

/** A phone shows the list first. @returns {View} */
export function firstView() {
  return matchMedia("(max-width: 56rem)").matches ? "list" : "map";
}
