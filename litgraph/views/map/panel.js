/* The record of what is selected: what is known, who says so, and where. */

import {
  COLOURS,
  addressOfLink,
  assignments,
  badge,
  badges,
  citations,
  cited,
  citing,
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
import { count, dotted, el, grouped, said, svgEl } from "./dom.js";
import { assignmentPlaces, citationPlaces, citedAt, entered, evidenceButton, fact, head, headed, opening, places, remark, rowsFor, source, titleOf, whereIn, workNamed } from "./pieces.js";
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
            : betweenRecord(selection.one, selection.other);
  const told = /** @type {HTMLElement[]} */ (pieces.filter((piece) => piece));
  const parts = told.filter((piece) => piece.matches("section"));
  if (parts.length > 1) told.splice(told.findIndex((piece) => piece.matches("dl, section")), 0, waysDown(parts));
  return told;
}

/** The headings of a record in one line, so that nobody has to guess what is out of sight. @param {HTMLElement[]} parts */
function waysDown(parts) {
  const ways = parts.map((part) => {
    const heading = /** @type {HTMLElement} */ (part.querySelector("h4"));
    heading.tabIndex = -1;
    const go = () => {
      part.scrollIntoView({ block: "start" });
      heading.focus({ preventScroll: true });
    };
    return el("button", { type: "button", class: "link", click: go }, heading.textContent);
  });
  return el("nav", { class: "ways", "aria-label": "In this record" }, ...ways);
}

// a work

/** The names of fields, in the order in which they are told; others follow under their own name. */
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
/** What is told elsewhere, or is for other programs only. */
const UNTOLD = new Set(["et-al", "langid", "titleaddon", "shortauthor", "entrysubtype"]);

/** @param {string} role @param {import("./data.js").Name[]} names @param {boolean} others */
function people(role, names, others) {
  if (!names.length) return [];
  const text = names.map(nameText).join("; ") + (others ? "; and others" : "");
  return fact(names.length > 1 || others ? `${role}s` : role, text);
}

/** What the entry says, in the order of a reference. @param {import("./data.js").Work} work */
function facts(work) {
  const { authors = [], editors = [], container, containerUnknown, kind, fields = {}, ids = [], links = [] } = work;
  const date = dateText(work);
  const order = [...FIELDS.keys()];
  const names = Object.keys(fields)
    .filter((name) => !UNTOLD.has(name))
    .sort((a, b) => (order.indexOf(a) + 1 || order.length + 1) - (order.indexOf(b) + 1 || order.length + 1));
  const others = (fields["et-al"] ?? "").split(" ");
  return el(
    "dl",
    {},
    ...people("Author", authors, others.includes("author")),
    ...people("Editor", editors, others.includes("editor")),
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

/** What to say of a work that nothing here cites. */
function uncited() {
  const { papersRead, citations: told } = data.counts;
  if (papersRead && data.selection) return "None of the papers that were read and are on this map cites it.";
  if (papersRead === 1) return "The one paper that was read does not cite it.";
  if (papersRead) return `None of the ${papersRead} papers that were read cites it.`;
  return told ? "No source that was asked says that a work here cites it." : "Nobody has looked: no paper has been read yet.";
}

/** @param {string} heading @param {number[]} ties @param {"citing" | "cited"} end @param {string} otherwise */
function tiePart(heading, ties, end, otherwise) {
  if (!ties.length) return headed(`${heading} (0)`, remark(otherwise));
  return headed(
    `${heading} (${grouped(ties.length)})`,
    rowsFor(ties, (place) => {
      const citation = citations[place];
      const other = citation[end];
      const pair = { kind: /** @type {const} */ ("citation"), citing: citation.citing, cited: citation.cited };
      return el(
        "li",
        {},
        badges(other),
        opening(other),
        " ",
        evidenceButton(pair, `that ${nameOf(citation.citing)} cites ${nameOf(citation.cited)}`),
        citationPlaces(citation),
      );
    }),
  );
}

/** @param {number} number */
function workRecord(number) {
  const work = works[number];
  const notes = work.notes ?? [];
  const reason = notes.find((note) => note.kind === "no-theme");
  const listedIn = works.flatMap(({ listed }, paper) => (listed?.includes(number) ? [paper] : []));
  const { loose = [], listed = [] } = work;
  return [
    ...head([badges(number), said(work.label)], [work.title || work.label], work.language),
    work.translated && el("p", { class: "translated", dir: "auto" }, `[${work.translated}]`),
    facts(work),
    isRead(number) && el("p", { class: "was-read" }, "This paper was read: what it cites, and where, is listed below."),
    connecting(number),
    work.annotation && headed("Annotation", el("p", { dir: "auto" }, work.annotation)),
    ...notes
      .filter((note) => note !== reason)
      .map((note) =>
        headed(note.kind === "annotation" ? "Annotation" : "Note", el("p", { dir: "auto" }, note.text), source(note.evidence)),
      ),
    headed(
      `Themes (${themesOf[number].length})`,
      themesOf[number].length
        ? rowsFor(themesOf[number], ({ theme, role }) =>
            el("li", {}, badge(theme, role), opening(themeNode(theme)), assignmentPlaces(number, theme)),
          )
        : !reason && remark("No theme has been given to it yet."),
      reason && el("p", { dir: "auto" }, reason.text),
      reason && source(reason.evidence),
    ),
    tiePart("Cited by", cited[number], "citing", uncited()),
    listedIn.length > 0 &&
      remark("Listed in the references of ", ...dotted(listedIn.map(opening)), ", but not cited in the text."),
    tiePart(
      "Cites",
      citing[number],
      "cited",
      isRead(number) ? "It was read, and cites none of these works." : "Nobody has looked: it has not been read.",
    ),
    loose.length > 0 &&
      headed(
        `Cites what is not in the bibliography (${loose.length})`,
        rowsFor(loose, (mention) =>
          el("li", {}, said(mention.text), ` (${mention.kind.replace("-", " ")})`, places([citedAt(number, mention, mention.text)])),
        ),
      ),
    listed.length > 0 &&
      headed(
        `Lists but never cites (${listed.length})`,
        rowsFor(listed, (other) => el("li", {}, badges(other), opening(other))),
      ),
    entered(work.at),
  ];
}

/** A way to pick a second work and ask what connects the two. @param {number} work */
function connecting(work) {
  const found = el("ul", { class: "picks" });
  const told = el("p", { class: "remark", role: "status" });
  const asked = el("input", { type: "search", autocomplete: "off", spellcheck: "false", placeholder: "Name, title, year …" });
  const buttons = () => [...found.querySelectorAll("button")];
  const pick = (/** @type {number} */ other) => select({ kind: "between", one: work, other });
  asked.addEventListener("input", () => {
    const all = (search(asked.value) ?? []).filter((other) => other !== work);
    told.textContent = asked.value.trim() && (all.length > 8 ? `8 of ${count(all.length, "work")}` : count(all.length, "work"));
    found.replaceChildren(
      ...all.slice(0, 8).map((other) =>
        el(
          "li",
          {},
          el("button", { type: "button", click: () => pick(other) }, badges(other), el("span", { class: "name" }, said(nameOf(other))), " ", titleOf(other)),
        ),
      ),
    );
  });
  const sheet = el("div", { class: "connect" }, el("label", {}, "The other work ", asked), told, found);
  sheet.addEventListener("keydown", (event) => {
    const row = [asked, ...buttons()];
    const here = row.indexOf(/** @type {any} */ (document.activeElement));
    const next = row[here + (event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0)];
    if (event.key === "Enter" && here === 0) buttons()[0]?.click();
    else if (next && here >= 0 && row[here] !== next) next.focus();
    else return;
    event.preventDefault();
  });
  const details = el("details", { class: "connecting" }, el("summary", {}, "What connects it with …"), sheet);
  details.addEventListener("toggle", () => details.open && asked.focus());
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
  const own = worksOf[number];
  const inside = themes.flatMap(({ parent }, other) => (parent === number ? [other] : []));
  const roleOf = (/** @type {number} */ work) => themesOf[work].find((tie) => tie.theme === number)?.role ?? "";
  const group = (/** @type {string} */ heading, /** @type {string} */ role) => {
    const found = own.filter((work) => roleOf(work) === role);
    return (
      found.length > 0 &&
      headed(
        `${heading} (${grouped(found.length)})`,
        rowsFor(found, (work) => el("li", {}, badges(work), opening(work), assignmentPlaces(work, number))),
      )
    );
  };
  return [
    ...head([badge(number), data.offered ? "Theme, offered from keywords" : "Theme"], [theme.title]),
    el("p", { class: theme.definition ? "definition" : "remark", dir: "auto" }, theme.definition || "It has no definition yet."),
    el(
      "dl",
      {},
      ...fact("From", theme.saidIn && el("span", {}, workNamed(theme.saidIn), theme.section && ", ", whereIn({ section: theme.section }))),
      ...fact("Kind", theme.facet),
      ...fact("Part of", theme.parent !== undefined && opening(themeNode(theme.parent))),
      ...fact("Holds", inside.length > 0 && el("span", {}, ...dotted(inside.map((other) => opening(themeNode(other)))))),
    ),
    own.length ? yearsPart(number) : remark("No work has been given this theme yet."),
    tiesToThemes(number),
    group("Discussed", "discussed"),
    group("Mentioned", "mentioned"),
    group("Role not said", ""),
    entered(theme.at),
  ];
}

/** The works of a theme by year, as bars; those without a year apart. @param {number} theme */
function yearsPart(theme) {
  const known = worksOf[theme].flatMap((work) => works[work].year ?? []).sort((a, b) => a - b);
  const undated = worksOf[theme].length - known.length;
  if (!known.length) return headed("Works by year", remark(`${count(undated, "work")} without a year.`));
  const [first, last] = [known[0], known[known.length - 1]];
  const step = [1, 2, 5, 10, 25, 50, 100, 500, 1000].find((years) => (last - first) / years < 40) ?? 5000;
  const start = Math.floor(first / step) * step;
  /** @type {number[]} */
  const bars = new Array(Math.floor((last - start) / step) + 1).fill(0);
  for (const year of known) bars[Math.floor((year - start) / step)] += 1;
  const most = Math.max(...bars);
  const tallest = Math.max(most, undated);
  const name = (/** @type {number} */ place) => (step === 1 ? `${start + place}` : `${start + place * step} to ${start + place * step + step - 1}`);
  const told = bars.flatMap((size, place) => (size ? [`${name(place)}: ${size}`] : []));
  if (undated) told.push(`without a year: ${undated}`);
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
  return headed(
    "Works by year",
    svgEl(
      "svg",
      { class: `years c${theme % COLOURS}`, viewBox: `0 0 ${width} 60`, preserveAspectRatio: "none", role: "img", "aria-label": `Works by year. ${told.join(", ")}.` },
      ...bars.flatMap((size, place) => (size ? [bar(place, size, "bar", `${name(place)}: ${count(size, "work")}`)] : [])),
      ...(undated ? [bar(width - 1, undated, "bar undated", `${count(undated, "work")} without a year`)] : []),
    ),
    axis,
    remark(`${count(known.length, "work")} with a year${undated ? `, ${grouped(undated)} without` : ""}; at most ${most} in ${step === 1 ? "a year" : `${step} years`}.`),
  );
}

/** Which other themes a theme shares works with, and which its works cite and are cited from. @param {number} theme */
function tiesToThemes(theme) {
  /** For each other theme: works in both, citations into it, citations from it. @type {Map<number, [number, number, number]>} */
  const found = new Map();
  const add = (/** @type {number} */ work, /** @type {0 | 1 | 2} */ what) => {
    for (const tie of themesOf[work]) {
      if (tie.theme === theme) continue;
      const row = found.get(tie.theme) ?? [0, 0, 0];
      row[what] += 1;
      found.set(tie.theme, row);
    }
  };
  for (const work of worksOf[theme]) {
    add(work, 0);
    for (const place of citing[work]) add(citations[place].cited, 1);
    for (const place of cited[work]) add(citations[place].citing, 2);
  }
  if (!found.size) return null;
  const rows = [...found].sort((a, b) => b[1][0] + b[1][1] + b[1][2] - a[1][0] - a[1][1] - a[1][2] || a[0] - b[0]);
  const heading = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  return headed(
    `Ties to other themes (${rows.length})`,
    el(
      "table",
      { class: "across" },
      el("thead", {}, el("tr", {}, heading("Theme"), heading("works in both"), heading("citations to it"), heading("citations from it"))),
      el(
        "tbody",
        {},
        ...rows.map(([other, numbers]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, el("span", { class: "named" }, badge(other), opening(themeNode(other)))),
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
  return el("p", { class: "end" }, badges(work), opening(work), " ", titleOf(work));
}

/** @param {number} one @param {number} other */
function citationOf(one, other) {
  const place = citing[one].find((each) => citations[each].cited === other);
  return place === undefined ? undefined : citations[place];
}

/** @param {number} from @param {number} to */
function citationRecord(from, to) {
  const citation = citationOf(from, to);
  const back = from === to ? undefined : citationOf(to, from);
  return [
    ...head(["Citation"], [said(nameOf(from)), " cites ", said(nameOf(to))]),
    workLine(from),
    el("p", { class: "arrow" }, "cites"),
    workLine(to),
    citation
      ? headed(`Where it says so (${citation.places.length})`, citationPlaces(citation))
      : remark("Nothing here says that ", said(nameOf(from)), " cites ", said(nameOf(to)), "."),
    back && headed("And the other way round", el("p", {}, said(nameOf(to)), " cites ", said(nameOf(from)), ":"), citationPlaces(back)),
    from !== to && betweenButton(from, to),
  ];
}

/** @param {number} one @param {number} other */
function betweenButton(one, other) {
  return el(
    "p",
    {},
    el("button", { type: "button", class: "link", click: () => select({ kind: "between", one, other }) }, "What else connects the two"),
  );
}

/** @param {number} work @param {number} theme */
function assignmentRecord(work, theme) {
  const tie = themesOf[work].find((each) => each.theme === theme);
  const reasonCount = members[theme].filter((place) => assignments[place].work === work).length;
  return [
    ...head(["Theme of a work"], [said(nameOf(work)), " under ", said(themes[theme].title)]),
    workLine(work),
    el("p", { class: "arrow" }, tie ? (tie.role ? `is ${tie.role} under` : "is given") : "is not under"),
    el("p", { class: "end" }, badge(theme, tie?.role), opening(themeNode(theme))),
    tie
      ? headed(`Why (${reasonCount})`, assignmentPlaces(work, theme))
      : remark("Nobody here gives ", said(nameOf(work)), " this theme."),
  ];
}

/**
 * The shortest chain of citations between two works, whoever cites whom, if there is one that is short enough.
 * @param {number} one
 * @param {number} other
 * @returns {number[] | null}
 */
function chainBetween(one, other) {
  /** @type {Map<number, number>} */
  const cameFrom = new Map([[one, one]]);
  let edge = [one];
  for (let step = 0; step < LONGEST_CHAIN && edge.length && !cameFrom.has(other); step += 1) {
    const next = [];
    for (const work of edge) {
      for (const near of [...citing[work].map((place) => citations[place].cited), ...cited[work].map((place) => citations[place].citing)]) {
        if (cameFrom.has(near)) continue;
        cameFrom.set(near, work);
        next.push(near);
      }
    }
    edge = next;
  }
  if (!cameFrom.has(other)) return null;
  const chain = [other];
  while (chain[0] !== one) chain.unshift(/** @type {number} */ (cameFrom.get(chain[0])));
  return chain;
}

/** @param {number} one @param {number} other */
function betweenRecord(one, other) {
  const ends = [...head(["What connects"], [said(nameOf(one)), " and ", said(nameOf(other))]), workLine(one), workLine(other)];
  if (one === other) return [...ends, remark("This is one work, not two.")];
  const ways = [citationOf(one, other), citationOf(other, one)].filter((citation) => citation !== undefined);
  const shared = (/** @type {number[][]} */ ties, /** @type {"citing" | "cited"} */ end) => {
    const [mine, others] = [one, other].map((work) => new Set(ties[work].map((place) => citations[place][end])));
    return [...mine].filter((work) => others.has(work));
  };
  const both = shared(citing, "cited");
  const citers = shared(cited, "citing");
  const otherThemes = new Set(themesOf[other].map(({ theme }) => theme));
  const common = themesOf[one].filter(({ theme }) => otherThemes.has(theme));
  const sharedPart = (/** @type {string} */ heading, /** @type {number[]} */ found, /** @type {(work: number, end: number) => import("./data.js").Citation | undefined} */ tie) =>
    found.length > 0 &&
    headed(
      `${heading} (${grouped(found.length)})`,
      rowsFor(found, (work) =>
        el(
          "li",
          {},
          badges(work),
          opening(work),
          el(
            "ul",
            { class: "places" },
            ...[one, other].map((end) => {
              const citation = /** @type {import("./data.js").Citation} */ (tie(work, end));
              return el("li", {}, citation.citing === work ? "cites " : "", said(nameOf(end)), citation.citing === work ? "" : " cites it", citationPlaces(citation));
            }),
          ),
        ),
      ),
    );
  if (!ways.length && !both.length && !citers.length && !common.length) return [...ends, chainPart(one, other)];
  return [
    ...ends,
    headed(
      "Citations between them",
      ...(ways.length
        ? ways.flatMap((citation) => [
            el("p", {}, said(nameOf(citation.citing)), " cites ", said(nameOf(citation.cited)), ":"),
            citationPlaces(citation),
          ])
        : [remark("Neither cites the other, as far as is known here.")]),
    ),
    sharedPart("Works that both cite", both, (work, end) => citationOf(end, work)),
    sharedPart("Works that cite both", citers, (work, end) => citationOf(work, end)),
    common.length > 0 &&
      headed(
        `Themes that both have (${common.length})`,
        rowsFor(common, ({ theme }) =>
          el(
            "li",
            {},
            badge(theme),
            opening(themeNode(theme)),
            el("ul", { class: "places" }, ...[one, other].map((work) => el("li", {}, said(nameOf(work)), assignmentPlaces(work, theme)))),
          ),
        ),
      ),
  ];
}

/** @param {number} one @param {number} other */
function chainPart(one, other) {
  const chain = chainBetween(one, other);
  if (!chain) return remark("Nothing here connects them: no citation, no theme, and no chain of citations of up to six steps.");
  return headed(
    `The shortest chain of citations (${count(chain.length - 1, "step")})`,
    remark("They share no theme, and no work that cites them or that they cite."),
    el(
      "ol",
      { class: "chain" },
      ...chain.slice(1).map((work, place) => {
        const before = chain[place];
        const forward = citationOf(before, work);
        const [from, to] = forward ? [before, work] : [work, before];
        return el(
          "li",
          {},
          opening(before),
          forward ? " cites " : " is cited by ",
          opening(work),
          " ",
          evidenceButton({ kind: "citation", citing: from, cited: to }, `that ${nameOf(from)} cites ${nameOf(to)}`),
        );
      }),
    ),
  );
}
