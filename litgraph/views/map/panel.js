/* The record of what is selected: what is known, who says so, and where. */

import {
  addressOfLink,
  assignments,
  badge,
  badges,
  citations,
  cited,
  citing,
  COLOURS,
  data,
  dateText,
  isRead,
  kindOf,
  members,
  nameOf,
  nameText,
  themeNode,
  themes,
  themesOf,
  works,
  worksOf,
} from "./data.js";
import { bdi, count, dotted, el, grouped, svgEl } from "./dom.js";
import { assignmentPlaces, citationItem, citationPlaces, citesText, entryLine, evidenceButton, fact, listSection, namedWork, placeList, placeText, recordButton, recordHead, remark, rowsFor, section, sourceLine, titleOf } from "./pieces.js";
import { search } from "./search.js";
import { select } from "./state.js";

/** Steps of the longest chain of citations that is looked for. */
const LONGEST_CHAIN = 6;

/**
 * What is to be read of a selection; begins with an eyebrow and a heading that can take the focus.
 * @param {import("./state.js").Selection} selection
 * @returns {Node[]}
 */
export function record(selection) {
  const pieces =
    selection.kind === "work"
      ? workRecord(selection.work)
      : selection.kind === "theme"
        ? themeRecord(selection.theme)
        : selection.kind === "citation"
          ? citationRecord(selection.citing, selection.cited)
          : selection.kind === "assignment"
            ? assignmentRecord(selection.work, selection.theme)
            : betweenRecord(selection.first, selection.second);
  const elements = /** @type {HTMLElement[]} */ (pieces.filter((piece) => piece));
  const parts = elements.filter((piece) => piece.matches("section"));
  if (parts.length > 1) elements.splice(elements.findIndex((piece) => piece.matches("dl, section")), 0, sectionLinks(parts));
  return elements;
}

/** Buttons that lead to the sections of a record, since some of them are out of sight. @param {HTMLElement[]} parts */
function sectionLinks(parts) {
  const buttons = parts.map((part) => {
    const heading = /** @type {HTMLElement} */ (part.querySelector("h4"));
    heading.tabIndex = -1;
    const go = () => {
      part.scrollIntoView({ block: "start" });
      heading.focus({ preventScroll: true });
    };
    return el("button", { type: "button", class: "link", click: go }, heading.textContent);
  });
  return el("nav", { class: "ways", "aria-label": "In this record" }, ...buttons);
}

// a work

/** What fields are called, in the order of the record; fields without a name here follow under their own. */
const FIELDS = new Map(Object.entries({
  type: "Type",
  bookauthor: "Book by",
  translator: "Translated by",
  volume: "Volume",
  number: "Number",
  issue: "Issue",
  pages: "Pages",
  eid: "Article number",
  chapter: "Chapter",
  edition: "Edition",
  series: "Series",
  eventtitle: "Event",
  venue: "Venue",
  publisher: "Publisher",
  institution: "Institution",
  organization: "Organisation",
  location: "Place",
  pagetotal: "Length",
  volumes: "Volumes",
  version: "Version",
  origtitle: "Original title",
  origdate: "First published",
  pubstate: "State",
  howpublished: "Published as",
  note: "Note",
  keywords: "Keywords",
  urldate: "Looked up",
  issn: "ISSN",
  isbn: "ISBN",
}));
const TYPES = new Map(Object.entries({ phdthesis: "Doctoral dissertation", mathesis: "Master’s thesis", techreport: "Technical report" }));
const IDENTIFIERS = new Map(Object.entries({ isbn: "ISBN", issn: "ISSN", arxiv: "arXiv", pmid: "PMID", pmcid: "PMCID", openalex: "OpenAlex", address: "Address" }));
/** Fields that stand elsewhere in the record, or are for other programs only. */
const HIDDEN_FIELDS = new Set(["et-al", "langid", "titleaddon", "shortauthor", "entrysubtype"]);

/** @param {string} role @param {import("./data.js").Name[]} names @param {boolean} hasOthers */
function peopleFact(role, names, hasOthers) {
  if (!names.length) return [];
  const text = names.map(nameText).join("; ") + (hasOthers ? "; and others" : "");
  return fact(names.length > 1 || hasOthers ? `${role}s` : role, text);
}

/** The fields of a work's entry, in the order of a reference. @param {import("./data.js").Work} work */
function entryFacts(work) {
  const { authors = [], editors = [], container, containerUnknown, kind, fields = {}, ids = [], links = [] } = work;
  const date = dateText(work);
  const order = [...FIELDS.keys()];
  const names = Object.keys(fields)
    .filter((name) => !HIDDEN_FIELDS.has(name))
    .sort((a, b) => (order.indexOf(a) + 1 || order.length + 1) - (order.indexOf(b) + 1 || order.length + 1));
  const rolesWithOthers = (fields["et-al"] ?? "").split(" ");
  return el(
    "dl",
    {},
    ...peopleFact("Author", authors, rolesWithOthers.includes("author")),
    ...peopleFact("Editor", editors, rolesWithOthers.includes("editor")),
    ...fact(/^-?\d+[a-z]?$|^no year|^year/.test(date) ? "Year" : "Date", date),
    ...fact("Kind", kindOf(work)),
    ...fact("In", container || (containerUnknown && `${kind.replace("article-", "")} not known`)),
    ...names.flatMap((name) =>
      fact(
        FIELDS.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1),
        name === "type" ? (TYPES.get(fields[name]) ?? fields[name]) : fields[name],
      ),
    ),
    ...ids.flatMap((id) => {
      const [, prefix, value] = /^([^:]*):?(.*)$/s.exec(id) ?? [];
      return fact(IDENTIFIERS.get(prefix) ?? prefix, value);
    }),
    ...links.flatMap((link) =>
      fact(
        link.startsWith("doi:") ? "DOI" : "Link",
        el("a", { href: addressOfLink(link), rel: "noreferrer noopener" }, link.replace(/^doi:/, "")),
      ),
    ),
  );
}

/** The sentence about a work that nothing here cites. */
function whyUncited() {
  const { papersRead, citations: citationCount } = data.counts;
  if (papersRead && data.selection) return "None of the papers that were read and are on this map cites it.";
  if (papersRead === 1) return "The one paper that was read does not cite it.";
  if (papersRead) return `None of the ${papersRead} papers that were read cites it.`;
  return citationCount ? "No source that was asked says that a work here cites it." : "Nobody has looked: no paper has been read yet.";
}

/** @param {string} heading @param {number[]} ties @param {"citing" | "cited"} end @param {string} otherwise */
function citationsSection(heading, ties, end, otherwise) {
  const list = listSection(heading, ties, (place) => {
    const citation = citations[place];
    const { citing, cited, [end]: otherWork } = citation;
    return el("li", {}, badges(otherWork), recordButton(otherWork), " ", evidenceButton(citing, cited), citationPlaces(citation));
  });
  return list ?? section(`${heading} (0)`, remark(otherwise));
}

/** @param {number} number */
function workRecord(number) {
  const work = works[number];
  const notes = work.notes ?? [];
  const reason = notes.find((note) => note.kind === "no-theme");
  const listedIn = works.flatMap(({ listed }, paper) => (listed?.includes(number) ? [paper] : []));
  const { loose = [], listed = [] } = work;
  return [
    ...recordHead([badges(number), bdi(work.label)], [work.title || work.label], work.language),
    work.translated && el("p", { class: "translated", dir: "auto" }, `[${work.translated}]`),
    entryFacts(work),
    isRead(number) && el("p", { class: "was-read" }, "This paper was read: what it cites, and where, is listed below."),
    connectionPicker(number),
    work.annotation && section("Annotation", el("p", { dir: "auto" }, work.annotation)),
    ...notes
      .filter((note) => note !== reason)
      .map((note) =>
        section(note.kind === "annotation" ? "Annotation" : "Note", el("p", { dir: "auto" }, note.text), sourceLine(note.evidence)),
      ),
    section(
      `Themes (${themesOf[number].length})`,
      themesOf[number].length
        ? rowsFor(themesOf[number], ({ theme, role }) =>
            el("li", {}, badge(theme, role), recordButton(themeNode(theme)), assignmentPlaces(number, theme)),
          )
        : !reason && remark("No theme has been given to it yet."),
      reason && el("p", { dir: "auto" }, reason.text),
      reason && sourceLine(reason.evidence),
    ),
    citationsSection("Cited by", cited[number], "citing", whyUncited()),
    listedIn.length > 0 &&
      remark("Listed in the references of ", ...dotted(listedIn.map(recordButton)), ", but not cited in the text."),
    citationsSection(
      "Cites",
      citing[number],
      "cited",
      isRead(number) ? "It was read, and cites none of these works." : "Nobody has looked: it has not been read.",
    ),
    listSection("Cites what is not in the bibliography", loose, (mention) =>
      el("li", {}, bdi(mention.text), ` (${mention.kind.replace("-", " ")})`, placeList([citationItem(number, mention, mention.text)])),
    ),
    listSection("Lists but never cites", listed, (listedWork) => el("li", {}, badges(listedWork), recordButton(listedWork))),
    entryLine(work.at),
  ];
}

/** A way to pick a second work and ask what connects the two. @param {number} work */
function connectionPicker(work) {
  const picks = el("ul", { class: "picks" });
  const pickCount = el("p", { class: "remark", role: "status" });
  const searchBox = el("input", { type: "search", autocomplete: "off", spellcheck: "false", placeholder: "Name, title, year …" });
  const buttons = () => [...picks.querySelectorAll("button")];
  const pick = (/** @type {number} */ otherWork) => select({ kind: "between", first: work, second: otherWork });
  searchBox.addEventListener("input", () => {
    const matches = (search(searchBox.value) ?? []).filter((match) => match !== work);
    pickCount.textContent = searchBox.value.trim() && (matches.length > 8 ? `8 of ${count(matches.length, "work")}` : count(matches.length, "work"));
    picks.replaceChildren(
      ...matches.slice(0, 8).map((match) =>
        el(
          "li",
          {},
          el("button", { type: "button", click: () => pick(match) }, badges(match), el("span", { class: "name" }, bdi(nameOf(match))), " ", titleOf(match)),
        ),
      ),
    );
  });
  const sheet = el("div", { class: "connect" }, el("label", {}, "The other work ", searchBox), pickCount, picks);
  sheet.addEventListener("keydown", (event) => {
    const row = [searchBox, ...buttons()];
    const focused = row.indexOf(/** @type {any} */ (document.activeElement));
    const next = row[focused + (event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0)];
    if (event.key === "Enter" && focused === 0) buttons()[0]?.click();
    else if (next && focused >= 0 && row[focused] !== next) next.focus();
    else return;
    event.preventDefault();
  });
  const details = el("details", { class: "connecting" }, el("summary", {}, "What connects it with …"), sheet);
  details.addEventListener("toggle", () => details.open && searchBox.focus());
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    details.open = false;
    details.querySelector("summary")?.focus();
  });
  return details;
}

// a theme

/** @param {number} number */
function themeRecord(number) {
  const theme = themes[number];
  const members = worksOf[number];
  const parts = themes.flatMap(({ parent }, child) => (parent === number ? [child] : []));
  const roleOf = (/** @type {number} */ work) => themesOf[work].find((tie) => tie.theme === number)?.role ?? "";
  const roleSection = (/** @type {string} */ heading, /** @type {string} */ role) =>
    listSection(heading, members.filter((work) => roleOf(work) === role), (work) =>
      el("li", {}, badges(work), recordButton(work), assignmentPlaces(work, number)),
    );
  return [
    ...recordHead([badge(number), data.offered ? "Theme, offered from keywords" : "Theme"], [theme.title]),
    el("p", { class: theme.definition ? "definition" : "remark", dir: "auto" }, theme.definition || "It has no definition yet."),
    el(
      "dl",
      {},
      ...fact("From", theme.saidIn && el("span", {}, namedWork(theme.saidIn), theme.section && ", ", placeText({ section: theme.section }))),
      ...fact("Kind", theme.facet),
      ...fact("Part of", theme.parent !== undefined && recordButton(themeNode(theme.parent))),
      ...fact("Holds", parts.length > 0 && el("span", {}, ...dotted(parts.map((child) => recordButton(themeNode(child)))))),
    ),
    members.length ? yearsSection(number) : remark("No work has been given this theme yet."),
    themesSection(number),
    roleSection("Discussed", "discussed"),
    roleSection("Mentioned", "mentioned"),
    roleSection("Role not said", ""),
    entryLine(theme.at),
  ];
}

/** The works of a theme by year, as bars; those without a year apart. @param {number} theme */
function yearsSection(theme) {
  const knownYears = worksOf[theme].flatMap((work) => works[work].year ?? []).sort((a, b) => a - b);
  const undated = worksOf[theme].length - knownYears.length;
  if (!knownYears.length) return section("Works by year", remark(`${count(undated, "work")} without a year.`));
  const [first, last] = [knownYears[0], knownYears[knownYears.length - 1]];
  const step = [1, 2, 5, 10, 25, 50, 100, 500, 1000].find((years) => (last - first) / years < 40) ?? 5000;
  const start = Math.floor(first / step) * step;
  /** @type {number[]} */
  const bars = new Array(Math.floor((last - start) / step) + 1).fill(0);
  for (const year of knownYears) bars[Math.floor((year - start) / step)] += 1;
  const mostAYear = Math.max(...bars);
  const tallest = Math.max(mostAYear, undated);
  const name = (/** @type {number} */ place) => (step === 1 ? `${start + place}` : `${start + place * step} to ${start + place * step + step - 1}`);
  const phrases = bars.flatMap((size, place) => (size ? [`${name(place)}: ${size}`] : []));
  if (undated) phrases.push(`without a year: ${undated}`);
  // Room for the words "no year" below.
  const apart = undated ? Math.max(2, bars.length * 0.2) : 0;
  const width = bars.length + apart;
  const bar = (/** @type {number} */ at, /** @type {number} */ size, /** @type {string} */ look, /** @type {string} */ text) =>
    svgEl(
      "rect",
      { x: at + 0.1, y: 60 - (58 * size) / tallest, width: 0.8, height: (58 * size) / tallest, class: look },
      svgEl("title", {}, text),
    );
  const ends = el("span", {}, el("span", {}, String(start)), bars.length > 1 && el("span", {}, String(last)));
  ends.style.width = `${(100 * bars.length) / width}%`;
  const axis = el("p", { class: "axis", "aria-hidden": "true" }, ends, undated > 0 && el("span", {}, "no year"));
  return section(
    "Works by year",
    svgEl(
      "svg",
      { class: `years c${theme % COLOURS}`, viewBox: `0 0 ${width} 60`, preserveAspectRatio: "none", role: "img", "aria-label": `Works by year. ${phrases.join(", ")}.` },
      ...bars.flatMap((size, place) => (size ? [bar(place, size, "bar", `${name(place)}: ${count(size, "work")}`)] : [])),
      ...(undated ? [bar(width - 1, undated, "bar undated", `${count(undated, "work")} without a year`)] : []),
    ),
    axis,
    remark(`${count(knownYears.length, "work")} with a year${undated ? `, ${grouped(undated)} without` : ""}; at most ${mostAYear} in ${step === 1 ? "a year" : `${step} years`}.`),
  );
}

/** Which other themes a theme shares works with, and which its works cite and are cited from. @param {number} theme */
function themesSection(theme) {
  /** For each other theme: works in both, citations into it, citations from it. @type {Map<number, [number, number, number]>} */
  const tiesByTheme = new Map();
  const add = (/** @type {number} */ work, /** @type {0 | 1 | 2} */ column) => {
    for (const tie of themesOf[work]) {
      if (tie.theme === theme) continue;
      const row = tiesByTheme.get(tie.theme) ?? [0, 0, 0];
      row[column] += 1;
      tiesByTheme.set(tie.theme, row);
    }
  };
  for (const work of worksOf[theme]) {
    add(work, 0);
    for (const place of citing[work]) add(citations[place].cited, 1);
    for (const place of cited[work]) add(citations[place].citing, 2);
  }
  if (!tiesByTheme.size) return null;
  const rows = [...tiesByTheme].sort((a, b) => b[1][0] + b[1][1] + b[1][2] - a[1][0] - a[1][1] - a[1][2] || a[0] - b[0]);
  const heading = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  return section(
    `Ties to other themes (${rows.length})`,
    el(
      "table",
      { class: "across" },
      el("thead", {}, el("tr", {}, heading("Theme"), heading("works in both"), heading("citations to it"), heading("citations from it"))),
      el(
        "tbody",
        {},
        ...rows.map(([otherTheme, numbers]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, el("span", { class: "named" }, badge(otherTheme), recordButton(themeNode(otherTheme)))),
            ...numbers.map((number) => el("td", {}, number ? grouped(number) : "–")),
          ),
        ),
      ),
    ),
  );
}

// what ties two of them

/** @param {number} work */
function workLine(work) {
  return el("p", { class: "end" }, badges(work), recordButton(work), " ", titleOf(work));
}

/** @param {number} from @param {number} to */
function findCitation(from, to) {
  const place = citing[from].find((number) => citations[number].cited === to);
  return place === undefined ? undefined : citations[place];
}

/** @param {number} from @param {number} to */
function citationRecord(from, to) {
  const citation = findCitation(from, to);
  const back = from === to ? undefined : findCitation(to, from);
  return [
    ...recordHead(["Citation"], citesText(from, to)),
    workLine(from),
    el("p", { class: "arrow" }, "cites"),
    workLine(to),
    citation
      ? section(`Where it says so (${citation.places.length})`, citationPlaces(citation))
      : remark("Nothing here says that ", ...citesText(from, to), "."),
    back && section("And the other way round", el("p", {}, ...citesText(to, from), ":"), citationPlaces(back)),
    from !== to && betweenButton(from, to),
  ];
}

/** @param {number} first @param {number} second */
function betweenButton(first, second) {
  return el(
    "p",
    {},
    el("button", { type: "button", class: "link", click: () => select({ kind: "between", first, second }) }, "What else connects the two"),
  );
}

/** @param {number} work @param {number} theme */
function assignmentRecord(work, theme) {
  const tie = themesOf[work].find((tie) => tie.theme === theme);
  const reasonCount = members[theme].filter((place) => assignments[place].work === work).length;
  return [
    ...recordHead(["Theme of a work"], [bdi(nameOf(work)), " under ", bdi(themes[theme].title)]),
    workLine(work),
    el("p", { class: "arrow" }, tie ? (tie.role ? `is ${tie.role} under` : "is given") : "is not under"),
    el("p", { class: "end" }, badge(theme, tie?.role), recordButton(themeNode(theme))),
    tie
      ? section(`Why (${reasonCount})`, assignmentPlaces(work, theme))
      : remark("Nobody here gives ", bdi(nameOf(work)), " this theme."),
  ];
}

/**
 * The shortest chain of citations between two works, whoever cites whom, if there is one that is short enough.
 * @param {number} start
 * @param {number} end
 * @returns {number[] | null}
 */
function findChain(start, end) {
  /** @type {Map<number, number>} */
  const cameFrom = new Map([[start, start]]);
  let edge = [start];
  for (let step = 0; step < LONGEST_CHAIN && edge.length && !cameFrom.has(end); step += 1) {
    const next = [];
    for (const work of edge) {
      for (const neighbour of [...citing[work].map((place) => citations[place].cited), ...cited[work].map((place) => citations[place].citing)]) {
        if (cameFrom.has(neighbour)) continue;
        cameFrom.set(neighbour, work);
        next.push(neighbour);
      }
    }
    edge = next;
  }
  if (!cameFrom.has(end)) return null;
  const chain = [end];
  while (chain[0] !== start) chain.unshift(/** @type {number} */ (cameFrom.get(chain[0])));
  return chain;
}

/** @param {number} first @param {number} second */
function betweenRecord(first, second) {
  const ends = [...recordHead(["What connects"], [bdi(nameOf(first)), " and ", bdi(nameOf(second))]), workLine(first), workLine(second)];
  if (first === second) return [...ends, remark("This is one work, not two.")];
  const direct = [findCitation(first, second), findCitation(second, first)].filter((citation) => citation !== undefined);
  const shared = (/** @type {number[][]} */ ties, /** @type {"citing" | "cited"} */ end) => {
    const [ofFirst, ofSecond] = [first, second].map((work) => new Set(ties[work].map((place) => citations[place][end])));
    return [...ofFirst].filter((work) => ofSecond.has(work));
  };
  const both = shared(citing, "cited");
  const citers = shared(cited, "citing");
  const otherThemes = new Set(themesOf[second].map(({ theme }) => theme));
  const common = themesOf[first].filter(({ theme }) => otherThemes.has(theme));
  const sharedSection = (/** @type {string} */ heading, /** @type {number[]} */ sharedWorks, /** @type {(work: number, end: number) => import("./data.js").Citation | undefined} */ tie) =>
    listSection(heading, sharedWorks, (work) => {
      const lines = [first, second].map((end) => {
        const citation = /** @type {import("./data.js").Citation} */ (tie(work, end));
        return el("li", {}, citation.citing === work ? "cites " : "", bdi(nameOf(end)), citation.citing === work ? "" : " cites it", citationPlaces(citation));
      });
      return el("li", {}, badges(work), recordButton(work), placeList(lines));
    });
  if (!direct.length && !both.length && !citers.length && !common.length) return [...ends, chainSection(first, second)];
  return [
    ...ends,
    section(
      "Citations between them",
      ...(direct.length
        ? direct.flatMap((citation) => [
            el("p", {}, ...citesText(citation.citing, citation.cited), ":"),
            citationPlaces(citation),
          ])
        : [remark("Neither cites the other, as far as is known here.")]),
    ),
    sharedSection("Works that both cite", both, (work, end) => findCitation(end, work)),
    sharedSection("Works that cite both", citers, (work, end) => findCitation(work, end)),
    listSection("Themes that both have", common, ({ theme }) => {
      const lines = [first, second].map((work) => el("li", {}, bdi(nameOf(work)), assignmentPlaces(work, theme)));
      return el("li", {}, badge(theme), recordButton(themeNode(theme)), placeList(lines));
    }),
  ];
}

/** @param {number} start @param {number} end */
function chainSection(start, end) {
  const chain = findChain(start, end);
  if (!chain) return remark("Nothing here connects them: no citation, no theme, and no chain of citations of up to six steps.");
  return section(
    `The shortest chain of citations (${count(chain.length - 1, "step")})`,
    remark("They share no theme, and no work that cites them or that they cite."),
    el(
      "ol",
      { class: "chain" },
      ...chain.slice(1).map((work, place) => {
        const before = chain[place];
        const forward = findCitation(before, work);
        const [from, to] = forward ? [before, work] : [work, before];
        return el("li", {}, recordButton(before), forward ? " cites " : " is cited by ", recordButton(work), " ", evidenceButton(from, to));
      }),
    ),
  );
}
