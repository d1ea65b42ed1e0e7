"use strict";
/* The record of a work or a theme: what is known, who says so, and where. */

/** A button that opens another record. @param {string} id */
function recordButton(id) {
  const name = works.has(id) ? works.get(id).label : themes.get(id).title;
  return el("button", { type: "button", class: "link", dir: "auto", click: () => openRecord(id) }, name);
}

/** Pieces with a dot between them. @param {(Node | string | null)[]} pieces */
function dotted(pieces) {
  const kept = pieces.filter((piece) => piece);
  return kept.flatMap((piece, place) => (place ? [" · ", piece] : [piece]));
}

/** @param {{section: string, page?: string}} place */
function whereIn(place) {
  const parts = [];
  if (place.section) parts.push(said(place.section));
  if (place.page) parts.push(el("span", {}, parts.length ? ", " : "", said(numbered(place.page))));
  return parts.length ? el("span", { class: "where" }, ...parts) : null;
}

/** "25" is a page; "p. 25" says so itself. @param {string} page */
function numbered(page) {
  return /^\d/.test(page) ? `p. ${page}` : page;
}

/** Who says so, and in which line of which file. @param {Place} place */
function source(place) {
  return el("span", { class: "source" }, ...dotted([said(place.by), place.at ? el("code", {}, place.at) : null]));
}

/** One place where a paper cites a work. @param {Place} place */
function citedAt(place) {
  return el(
    "li",
    {},
    ...dotted([
      whereIn(place) || "place not noted",
      place.where ? said(place.where) : null,
      place.form ? said(place.form) : null,
      place.signal ? el("span", {}, "“", said(place.signal), "”") : null,
      place.locator ? el("span", {}, "points to ", said(place.locator)) : null,
    ]),
    place.why ? el("p", { dir: "auto" }, place.why) : null,
    source(place),
  );
}

/** Why a theme is given to a work. @param {Given} given */
function givenAt({ role, evidence }) {
  return el(
    "li",
    {},
    ...dotted([
      role ? el("strong", {}, said(role)) : "assigned",
      evidence.saidIn
        ? el("span", {}, "in ", works.has(evidence.saidIn) ? recordButton(evidence.saidIn) : said(evidence.saidIn))
        : null,
      whereIn(evidence),
      evidence.locator ? el("span", {}, "points to ", said(evidence.locator)) : null,
    ]),
    evidence.why ? el("p", { dir: "auto" }, evidence.why) : null,
    source(evidence),
  );
}

/** @param {string} heading @param {...(Node | null)} content */
function part(heading, ...content) {
  return el("section", {}, el("h4", {}, heading), ...content);
}

/** @param {string} text */
function remark(text) {
  return el("p", { class: "remark" }, text);
}

/** @param {string} heading @param {Tie[]} ties @param {string} otherwise */
function tiePart(heading, ties, otherwise) {
  if (!ties.length) return part(`${heading} (0)`, remark(otherwise));
  const items = ties.map((tie) =>
    el("li", {}, badges(tie.work), recordButton(tie.work), el("ul", { class: "places" }, ...tie.places.map(citedAt))),
  );
  return part(`${heading} (${ties.length})`, el("ul", { class: "ties" }, ...items));
}

/** What to say of a work that nothing here cites. */
function uncited() {
  if (data.papersRead) {
    return data.papersRead === 1
      ? "The one paper that was read does not cite it."
      : `None of the ${data.papersRead} papers that were read cites it.`;
  }
  return data.citations
    ? "No source that was asked says that a work here cites it."
    : "Nobody has looked: no paper has been read yet.";
}

/** @param {Work} work */
function uncitingWork(work) {
  return work.readBy.length
    ? "It was read, and cites none of these works."
    : "Nobody has looked: it has not been read.";
}

/** @param {string} name @param {Node | string | null} value */
function fact(name, value) {
  return value ? [el("dt", {}, name), el("dd", { dir: "auto" }, value)] : [];
}

/** The record of a work. @param {Work} work @returns {Node[]} */
function workRecord(work) {
  /** @type {Map<string, Given[]>} */
  const byTheme = new Map();
  for (const given of work.themes) byTheme.set(given.theme, [...(byTheme.get(given.theme) || []), given]);
  const themeItems = [...byTheme].map(([theme, found]) =>
    el(
      "li",
      {},
      badge(themeNumbers.get(theme), found.every((given) => given.role === "mentioned") ? "mentioned" : "discussed"),
      recordButton(theme),
      el("ul", { class: "places" }, ...found.map(givenAt)),
    ),
  );
  const reason = work.notes.find((note) => note.kind === "no-theme");
  const annotations = work.notes.filter((note) => note.kind !== "no-theme");
  return [
    el("p", { class: "eyebrow" }, badges(work.id), said(work.label)),
    el("h3", { tabindex: "-1", dir: "auto" }, work.title || work.label),
    work.translated ? el("p", { class: "translated", dir: "auto" }, `[${work.translated}]`) : null,
    el(
      "dl",
      {},
      ...fact(work.people.length === 1 ? "Author" : "Authors", work.people.join("; ")),
      ...fact(work.editors.length === 1 ? "Editor" : "Editors", work.editors.join("; ")),
      ...fact("Year", work.date),
      ...fact("In", work.container),
      ...work.facts.flatMap(([name, value]) => fact(name, value)),
      ...work.links.flatMap((link) =>
        fact("Link", el("a", { href: link.href, rel: "noreferrer noopener" }, link.text)),
      ),
    ),
    work.readBy.length
      ? el("p", { class: "was-read" }, "This paper was read: what it cites, and where, is listed below.")
      : null,
    work.annotation ? part("Annotation", el("p", { dir: "auto" }, work.annotation)) : null,
    ...annotations.map((note) =>
      part(
        note.kind === "annotation" ? "Annotation" : "Note",
        el("p", { dir: "auto" }, note.text),
        source(note.evidence),
      ),
    ),
    part(
      `Themes (${byTheme.size})`,
      themeItems.length
        ? el("ul", { class: "ties" }, ...themeItems)
        : reason
          ? el("p", { dir: "auto" }, reason.text)
          : remark("No theme has been given to it yet."),
    ),
    tiePart("Cited by", work.citedBy, uncited()),
    work.listedIn.length
      ? el(
          "p",
          { class: "remark" },
          "Listed in the references of ",
          ...dotted(work.listedIn.map((id) => recordButton(id))),
          ", but not cited in the text.",
        )
      : null,
    tiePart("Cites", work.cites, uncitingWork(work)),
    work.loose.length
      ? part(
          `Cites what is not in the bibliography (${work.loose.length})`,
          el(
            "ul",
            { class: "ties" },
            ...work.loose.map((mention) =>
              el(
                "li",
                {},
                said(mention.text),
                ` (${mention.kind.replace("-", " ")})`,
                el("ul", { class: "places" }, citedAt(mention)),
              ),
            ),
          ),
        )
      : null,
    work.listed.length
      ? part(
          `Lists but never cites (${work.listed.length})`,
          el("ul", { class: "ties" }, ...work.listed.map((id) => el("li", {}, badges(id), recordButton(id)))),
        )
      : null,
    work.at ? el("p", { class: "source" }, "Entered in ", el("code", {}, work.at)) : null,
  ];
}

/** The record of a theme. @param {Theme} theme @returns {Node[]} */
function themeRecord(theme) {
  const number = themeNumbers.get(theme.id);
  const members = data.works.filter((work) => work.themes.some((given) => given.theme === theme.id));
  const strongest = (work) => mapNodes.get(work.id).roles[mapNodes.get(work.id).themes.indexOf(number)];
  const group = (heading, role) => {
    const found = members.filter((work) => strongest(work) === role);
    if (!found.length) return null;
    const items = found.map((work) =>
      el(
        "li",
        {},
        badges(work.id),
        recordButton(work.id),
        el("ul", { class: "places" }, ...work.themes.filter((given) => given.theme === theme.id).map(givenAt)),
      ),
    );
    return part(`${heading} (${found.length})`, el("ul", { class: "ties" }, ...items));
  };
  const inside = data.themes.filter((other) => other.parent === theme.id);
  return [
    el("p", { class: "eyebrow" }, badge(number), "Theme"),
    el("h3", { tabindex: "-1", dir: "auto" }, theme.title),
    el(
      "p",
      { class: theme.definition ? "definition" : "remark", dir: "auto" },
      theme.definition || "It has no definition yet.",
    ),
    el(
      "dl",
      {},
      ...fact(
        "From",
        theme.saidIn
          ? el(
              "span",
              {},
              works.has(theme.saidIn) ? recordButton(theme.saidIn) : said(theme.saidIn),
              theme.section ? ", " : "",
              whereIn(theme),
            )
          : null,
      ),
      ...fact("Kind", theme.facet),
      ...fact("Part of", theme.parent ? recordButton(theme.parent) : null),
      ...fact("Holds", inside.length ? el("span", {}, ...dotted(inside.map((other) => recordButton(other.id)))) : null),
    ),
    members.length ? null : remark("No work has been given this theme yet."),
    group("Discussed", "discussed"),
    group("Mentioned", "mentioned"),
    group("Role not said", ""),
    theme.at ? el("p", { class: "source" }, "Entered in ", el("code", {}, theme.at)) : null,
  ];
}
