"use strict";
/* What the page knows, and small words for building it. Text from the knowledge base only ever becomes text nodes. */

/**
 * @typedef {{saidIn: string, section: string, page: string, locator: string, why: string, by: string,
 *   at: string, form?: string, signal?: string, where?: string}} Place
 * @typedef {{work: string, places: Place[]}} Tie
 * @typedef {{theme: string, role: string, evidence: Place}} Given
 * @typedef {{id: string, label: string, title: string, translated: string, people: string[], editors: string[],
 *   date: string, container: string, annotation: string, facts: [string, string][],
 *   links: {text: string, href: string}[], at: string, notes: {kind: string, text: string, evidence: Place}[],
 *   themes: Given[], readBy: string[], cites: Tie[], citedBy: Tie[], listed: string[], listedIn: string[],
 *   loose: (Place & {text: string, kind: string})[]}} Work
 * @typedef {{id: string, key: string, title: string, definition: string, parent: string, facet: string,
 *   saidIn: string, section: string, at: string}} Theme
 * @typedef {{id: string, label: string, x: number, y: number, group: "work" | "theme", read: boolean,
 *   themes: number[], roles: string[]}} MapNode
 * @typedef {{id: number, from: string, to: string, tie: "assignment" | "cites", count: number, theme: number,
 *   role: string}} MapEdge
 * @typedef {{nodes: MapNode[], edges: MapEdge[], options: object,
 *   regions: {theme: number, corners: [number, number][]}[]}} MapNetwork
 */

/** @type {{works: Work[], themes: Theme[], papersRead: number, citations: number, network: MapNetwork}} */
const data = JSON.parse(document.getElementById("data").textContent);

const COLOURS = 12;
const works = new Map(data.works.map((work) => [work.id, work]));
const themes = new Map(data.themes.map((theme) => [theme.id, theme]));
const themeNumbers = new Map(data.themes.map((theme, number) => [theme.id, number]));

/** Letters of Latin scripts that have no mark to take off. */
const LETTERS = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ß: "ss" };

/** Fold case and diacritics away, so that "janczak" finds "Jańczak". @param {string} text */
function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[łøđðþæœıħß]/g, (letter) => LETTERS[letter]);
}

/**
 * An element with attributes and children; strings become text.
 * @param {string} tag
 * @param {Record<string, string | boolean | EventListener>} attributes
 * @param {...(Node | string | null)} children
 */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/** Text from the knowledge base inside a sentence of ours: its direction must not spill over. @param {string} text */
function said(text) {
  return el("bdi", {}, text);
}

/** The numbered badge of a theme. @param {number} number @param {string} role */
function badge(number, role = "discussed") {
  const look = role === "mentioned" ? "badge outlined" : "badge";
  return el("span", { class: `${look} c${number % COLOURS}`, "aria-hidden": "true" }, String(number + 1));
}

/** The badges of a work: its themes, or the sign of a work without any. @param {string} id */
function badges(id) {
  const node = mapNodes.get(id);
  const signs = node.themes.map((number, place) => badge(number, node.roles[place]));
  if (node.read) signs.unshift(el("span", { class: "badge page", "aria-hidden": "true" }));
  else if (!signs.length) signs.push(el("span", { class: "badge none", "aria-hidden": "true" }));
  return el("span", { class: "badges" }, ...signs);
}

const mapNodes = new Map(data.network.nodes.map((node) => [node.id, node]));
