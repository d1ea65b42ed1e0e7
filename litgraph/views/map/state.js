/* What is selected, what is asked for and which view is open: one value, which the address of the page spells. */

import { assignments, citations, cited, data, given, isRead, speakerOf, themeNode, themeOf, themes, themesOf, workOf, works } from "./data.js";
import { search } from "./search.js";

/**
 * What is selected: a work, a theme, a citation or an assignment (both by their ends), or what connects two works.
 * @typedef {{kind: "work", work: number} | {kind: "theme", theme: number} | {kind: "citation", citing: number, cited: number}
 *   | {kind: "assignment", work: number, theme: number} | {kind: "between", one: number, other: number}} Selection
 * @typedef {"map" | "timeline" | "table" | "list"} View
 * @typedef {{words: string, themes: Set<number> | null, since: number | null, until: number | null, kind: string,
 *   role: "" | "discussed" | "mentioned", by: string}} Filter
 * @typedef {{view: View, selection: Selection | null, filter: Filter}} State
 */

/** In a filter by themes: the works without any, and the papers that were read and have none. */
export const NO_THEME = -1;
export const READ = -2;

const VIEWS = /** @type {const} */ (["map", "timeline", "table", "list"]);

/** @returns {Filter} */
export const everything = () => ({ words: "", themes: null, since: null, until: null, kind: "", role: "", by: "" });

export const years = works.flatMap(({ year }) => (year === undefined ? [] : [year]));
export const kinds = new Map(Object.entries(data.kinds));

/** The voices that speak of a work: who gave it a theme, who says what it is cited by, who noted something. @param {number} work */
function voices(work) {
  const { notes = [], loose = [] } = works[work];
  return [
    ...notes.map(({ evidence }) => speakerOf(evidence)),
    ...loose.map(speakerOf),
    ...given[work].map((place) => speakerOf(assignments[place])),
    ...cited[work].flatMap((place) => citations[place].places.map(speakerOf)),
  ];
}
export const speakers = [...new Set(data.voices.map(({ by }) => by ?? ""))].filter(Boolean).sort();

/** The rows of the filter by themes that a work belongs to. @param {number} work */
export function rowsOf(work) {
  if (themesOf[work].length) return themesOf[work].map(({ theme }) => theme);
  return [isRead(work) ? READ : NO_THEME];
}

/** @type {State} */
export let state = { view: "map", selection: null, filter: everything() };
/** The works that the filter lets through, the best found first where words are asked for. @type {number[]} */
export let shown = works.map((_, work) => work);

/** @type {((now: State, before: State) => void)[]} */
const listeners = [];

/** Be told of every change; `before` is the state before it. @param {(now: State, before: State) => void} listener */
export function onChange(listener) {
  listeners.push(listener);
}

/** The works that a filter lets through. @param {Filter} filter @returns {number[]} */
export function passing({ words, themes: rows, since, until, kind, role, by }) {
  return (search(words) ?? works.map((_, work) => work)).filter((work) => {
    const { year, kind: own } = works[work];
    if (rows && !rowsOf(work).some((row) => rows.has(row))) return false;
    if ((since !== null || until !== null) && year === undefined) return false;
    if ((since !== null && Number(year) < since) || (until !== null && Number(year) > until)) return false;
    if (kind && own !== kind) return false;
    if (by && !voices(work).includes(by)) return false;
    if (!role) return true;
    const roles = themesOf[work].filter(({ theme }) => !rows || rows.has(theme)).map((tie) => tie.role);
    return role === "discussed" ? roles.includes("discussed") : roles.length > 0 && roles.every((one) => one === "mentioned");
  });
}

/**
 * Change the state and tell everyone; `address` says what becomes of the page's address: a new entry in its history
 * ("push"), the same entry ("replace"), or nothing, because the change came from it.
 * @param {Partial<State>} change
 * @param {"push" | "replace" | "none"} address
 */
export function change(change, address = "push") {
  const before = state;
  state = { ...state, ...change };
  if (change.filter) shown = passing(state.filter);
  if (address !== "none") goTo(addressOf(state), address);
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

/** Change some of the filter; typing does not fill the history. @param {Partial<Filter>} some */
export function refine(some) {
  change({ filter: { ...state.filter, ...some } }, "replace");
}

/** The nodes that a selection is about. @param {Selection | null} selection @returns {number[]} */
export function nodesOf(selection) {
  if (!selection) return [];
  if (selection.kind === "work") return [selection.work];
  if (selection.kind === "theme") return [themeNode(selection.theme)];
  if (selection.kind === "citation") return [selection.citing, selection.cited];
  if (selection.kind === "assignment") return [selection.work, themeNode(selection.theme)];
  return [selection.one, selection.other];
}

/** The part of the address that spells a state: "#w=clerc2020&view=timeline". @param {State} wanted */
export function addressOf({ view, selection, filter }) {
  /** @type {[string, string | number | null][]} */
  const parts = [];
  if (selection?.kind === "work") parts.push(["w", works[selection.work].key]);
  if (selection?.kind === "theme") parts.push(["t", themes[selection.theme].id]);
  if (selection?.kind === "citation") parts.push(["citing", works[selection.citing].key], ["cited", works[selection.cited].key]);
  if (selection?.kind === "assignment") parts.push(["w", works[selection.work].key], ["t", themes[selection.theme].id]);
  if (selection?.kind === "between") parts.push(["between", works[selection.one].key], ["and", works[selection.other].key]);
  if (view !== firstView()) parts.push(["view", view]);
  parts.push(["q", filter.words]);
  for (const row of filter.themes ?? []) parts.push(["theme", row === NO_THEME ? "" : row === READ ? "*read" : themes[row].id]);
  if (filter.themes && !filter.themes.size) parts.push(["theme", "*none"]);
  parts.push(["since", filter.since], ["until", filter.until], ["kind", filter.kind], ["role", filter.role], ["by", filter.by]);
  const spelt = parts.filter(([name, value]) => (value !== "" && value !== null) || name === "theme");
  // Half of a surrogate pair cannot be encoded.
  return `#${spelt.map(([name, value]) => `${name}=${encodeURIComponent(String(value).replace(/\p{Surrogate}/gu, "\ufffd"))}`).join("&")}`;
}

/** @param {string} address @param {"push" | "replace"} how */
function goTo(address, how) {
  try {
    if (address === (location.hash || "#")) return;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    // In the frame of a notebook the page has no address of its own.
  }
}

/** What the address asks for, and what of it nothing here is called. @returns {{wanted: State, unknown: string[]}} */
export function fromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
  /** @type {string[]} */
  const unknown = [];
  /** @template T @param {string} name @param {(text: string) => T | undefined} read @returns {T | undefined} */
  const one = (name, read) => {
    const text = asked.get(name);
    if (text === null) return undefined;
    const found = read(text);
    if (found === undefined) unknown.push(text.slice(0, 80));
    return found;
  };
  /** @param {string} name */
  const work = (name) => one(name, (key) => workOf.get(key));
  const year = (/** @type {string} */ text) => (/^-?\d{1,4}$/.test(text) ? Number(text) : undefined);
  const [own, theme, from, to, start, end] = [work("w"), one("t", (id) => themeOf.get(id)), work("citing"), work("cited"), work("between"), work("and")];
  /** @type {Selection | null} */
  let selection = null;
  if (own !== undefined && theme !== undefined) selection = { kind: "assignment", work: own, theme };
  else if (own !== undefined) selection = { kind: "work", work: own };
  else if (theme !== undefined) selection = { kind: "theme", theme };
  else if (from !== undefined && to !== undefined) selection = { kind: "citation", citing: from, cited: to };
  else if (start !== undefined && end !== undefined) selection = { kind: "between", one: start, other: end };
  const rows = asked.getAll("theme").flatMap((id) => {
    const row = id === "" ? NO_THEME : (themeOf.get(id) ?? (id === "*read" ? READ : undefined));
    if (row === undefined && id !== "*none") unknown.push(id.slice(0, 80));
    return row === undefined ? [] : [row];
  });
  /** @type {Filter} */
  const filter = {
    words: asked.get("q") ?? "",
    themes: asked.has("theme") ? new Set(rows) : null,
    since: one("since", year) ?? null,
    until: one("until", year) ?? null,
    kind: one("kind", (kind) => (kinds.has(kind) ? kind : undefined)) ?? "",
    role: one("role", (role) => (role === "discussed" || role === "mentioned" ? role : undefined)) ?? "",
    by: one("by", (by) => (speakers.includes(by) ? by : undefined)) ?? "",
  };
  const view = one("view", (name) => VIEWS.find((known) => known === name)) ?? firstView();
  return { wanted: { view, selection, filter }, unknown };
}

/** A phone shows the list first. @returns {View} */
export function firstView() {
  return matchMedia("(max-width: 56rem)").matches ? "list" : "map";
}
