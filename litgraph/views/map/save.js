/* What is shown, as a file: a picture, BibTeX, RIS, a table or data. */

import { assignments, citations, cited, citing, data, dateText, kindOf, nameText, themes, themesOf, works } from "./data.js";
import { byId, count, el } from "./dom.js";
import { addressOf, shown, state } from "./state.js";

/** @typedef {import("./data.js").Work} Work */

/** @type {Record<string, {type: string, text: () => string}>} */
const TEXTS = {
  bib: { type: "application/x-bibtex", text: bibtex },
  ris: { type: "application/x-research-info-systems", text: ris },
  csv: { type: "text/csv", text: csv },
  json: { type: "application/json", text: json },
};

/**
 * Save what is shown.
 * @param {string} kind svg, png, bib, ris, csv or json
 * @param {{picture: () => SVGSVGElement}} drawing
 */
export async function saveAs(kind, drawing) {
  const name = `${fileName()}.${kind}`;
  try {
    if (kind === "svg") download(name, "image/svg+xml", svgText(drawing.picture()));
    else if (kind === "png") download(name, "image/png", await pixels(drawing.picture()));
    else download(name, TEXTS[kind].type, TEXTS[kind].text());
  } catch (error) {
    tell(`“${name}” could not be made: ${error instanceof Error ? error.message : error}.`);
    return;
  }
  // A frame may be forbidden to save, and does not say so.
  const framed = self !== top ? " If no file arrives, this frame may not save any: open the map in a window of its own." : "";
  tell(`Saved ${kind === "svg" || kind === "png" ? "the picture" : count(shown.length, "work")} as ${name}.${framed}`);
}

/** Copy the address of this view; where that is not allowed, show it to be copied by hand. */
export async function copyLink() {
  if (!/^(file|https?):$/.test(location.protocol)) return tell("This frame has no address of its own: open the map in a window to link to it.");
  const address = location.href.replace(/#.*$/s, "") + addressOf(state).replace(/^#$/, "");
  try {
    await navigator.clipboard.writeText(address);
    tell("The link is copied.");
  } catch {
    const box = el("input", { type: "text", readonly: true, "aria-label": "Link to this view", class: "to-copy" });
    box.value = address;
    byId("status").replaceChildren("Copy this link: ", box);
    box.focus();
    box.select();
  }
}

/** @param {string} text */
function tell(text) {
  byId("status").textContent = text;
}

/** @param {string} name @param {string} type @param {string | Blob} content */
function download(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Title and date, as any file system takes them. */
function fileName() {
  const title = data.title
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "")
    .toLowerCase();
  const date = data.date.replace(/[^0-9-]/g, "").slice(0, 10);
  return [title || "map", date].filter((part) => part).join("-");
}

/** @param {SVGSVGElement} picture */
function svgText(picture) {
  // What XML cannot hold would make the whole picture unreadable.
  return new XMLSerializer().serializeToString(picture).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
}

/** @param {SVGSVGElement} picture @returns {Promise<Blob>} */
async function pixels(picture) {
  const [width, height] = [picture.width.baseVal.value, picture.height.baseVal.value];
  // Twice as fine, within what browsers can draw.
  const scale = Math.min(2, 8192 / Math.max(width, height));
  const address = URL.createObjectURL(new Blob([svgText(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = el("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large")))),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

// what a date says

/**
 * The parts of a work's date: "2016b (2016-05)" is the year 2016, the letter b and the text "2016-05".
 * @param {Work} work
 */
function dateOf(work) {
  const { year } = work;
  const date = dateText(work);
  if (year === undefined) return { year: "", suffix: "", text: /^(no year given|year not known)$/.test(date) ? "" : date };
  const [, printed, suffix, text] = /^(-?\d+)([a-z]?)(?: \((.*)\))?$/su.exec(date) ?? ["", String(year), "", date];
  return { year: String(year), suffix, text: text ?? `${printed}${suffix}` };
}

/** The day, month and year of a date, if it is one. @param {string} text */
function dayOf(text) {
  const found = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text);
  return found && Number(found[2]) >= 1 && Number(found[2]) <= 12 ? { month: Number(found[2]), day: found[3] } : null;
}

/** @param {Work} work */
const doiOf = ({ links = [] }) => links.find((link) => link.startsWith("doi:"))?.slice(4) ?? "";
/** @param {Work} work */
const addressesOf = ({ links = [] }) => links.filter((link) => !link.startsWith("doi:"));
/** @param {Work} work @param {string} kind */
const idOf = ({ ids = [] }, kind) => ids.find((id) => id.startsWith(`${kind}:`))?.slice(kind.length + 1) ?? "";

// BibTeX, as litgraph/formats/bibtex/write.py writes it

/** CSL type -> entry type. */
const ENTRY_TYPES = new Map(Object.entries({
  article: "misc",
  "article-journal": "article",
  "article-magazine": "article",
  "article-newspaper": "article",
  bill: "legislation",
  book: "book",
  broadcast: "video",
  chapter: "incollection",
  classic: "book",
  collection: "book",
  dataset: "dataset",
  entry: "inreference",
  "entry-dictionary": "inreference",
  "entry-encyclopedia": "inreference",
  graphic: "artwork",
  hearing: "legislation",
  legal_case: "jurisdiction",
  legislation: "legislation",
  manuscript: "unpublished",
  motion_picture: "movie",
  pamphlet: "booklet",
  "paper-conference": "inproceedings",
  patent: "patent",
  performance: "performance",
  periodical: "periodical",
  personal_communication: "letter",
  post: "online",
  "post-weblog": "online",
  regulation: "legislation",
  report: "report",
  review: "review",
  "review-book": "review",
  software: "software",
  song: "audio",
  standard: "standard",
  thesis: "thesis",
  treaty: "legislation",
  webpage: "online",
}));
const SUBTYPES = new Map(Object.entries({ "article-magazine": "magazine", "article-newspaper": "newspaper" }));
const IN_BOOKS = new Set(["chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia"]);
const FIRST_FIELDS = ["author", "title", "journal", "booktitle", "maintitle", "editor", "year", "month", "day", "date"];
const TITLES = new Set(["title", "booktitle", "maintitle", "journaltitle"]);
const NO_LATEX = new Set(["date", "doi", "eprint", "eventdate", "openalex", "origdate", "pmcid", "pmid", "related", "url", "urldate", "urls", "xref", "ids", "entryset"]);
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** @type {Record<string, string>} */
const ESCAPES = {
  "\\": "\\textbackslash{}",
  "{": "\\textbraceleft{}",
  "}": "\\textbraceright{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "@": "{@}", // at the start of a line it would begin an entry
};

function bibtex() {
  /** @type {Set<string>} */
  const taken = new Set();
  return shown.map((work) => entryOf(works[work], taken)).join("\n");
}

/** @param {Work} work @param {Set<string>} taken */
function entryOf(work, taken) {
  const [type, fields] = fieldsOf(work);
  const rank = (/** @type {string} */ name) => FIRST_FIELDS.indexOf(name) + 1 || FIRST_FIELDS.length + 1;
  const names = Object.keys(fields).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return `@${type}{${keyOf(work.key, taken)},\n${names.map((name) => `  ${name} = ${fields[name]},\n`).join("")}}\n`;
}

/** The key without what would end it, other than those before it. @param {string} key @param {Set<string>} taken */
function keyOf(key, taken) {
  const safe = whole(key).replace(/[,={}"#%\\\s\x00-\x1f\x7f]+/g, "-") || "entry";
  let unique = safe;
  for (let number = 2; taken.has(unique); number += 1) unique = `${safe}-${number}`;
  taken.add(unique);
  return unique;
}

/** The entry type, and the fields with their values as they are written. @param {Work} work @returns {[string, Record<string, string>]} */
function fieldsOf(work) {
  const { kind, title, container = "", authors = [], editors = [] } = work;
  /** @type {Record<string, string>} */
  const extra = { ...work.fields };
  const others = (extra["et-al"] ?? "").split(" ");
  const genre = extra.type ?? "";
  let type = ENTRY_TYPES.get(kind) ?? "misc";
  if (kind === "thesis" && genre === "phdthesis") type = "phdthesis";
  if (kind === "thesis" && genre === "mathesis") type = "mastersthesis";
  if (kind === "report" && genre) type = "techreport";
  if (kind === "chapter" && extra.bookauthor) type = "inbook";
  if (["phdthesis", "mastersthesis"].includes(type) || genre === "techreport") delete extra.type;
  for (const name of ["crossref", "xdata", "et-al"]) delete extra[name];
  for (const name of Object.keys(extra)) if (!/^(?!x-)[^\s=,{}()"#%\\@~]+$/u.test(name)) delete extra[name];
  /** @type {Record<string, string>} */
  const said = { ...extra, title, ...identifiersOf(work, extra), annotation: work.annotation ?? "" };
  if (container) said[placeOfContainer(kind, extra)] = container;
  said.entrysubtype = SUBTYPES.get(kind) ?? extra.entrysubtype ?? "";
  const [url, ...rest] = addressesOf(work);
  if (url) said.url = url;
  /** @type {Record<string, string>} */
  const fields = Object.fromEntries(
    Object.entries(said).flatMap(([name, text]) => (text ? [[name, valueOf(name, text, work.language ?? "")]] : [])),
  );
  for (const [name, plain] of [["journaltitle", "journal"], ["location", "address"]]) {
    if (!(name in fields) || plain in fields) continue;
    fields[plain] = fields[name];
    delete fields[name];
  }
  for (const [role, names] of /** @type {const} */ ([["author", authors], ["editor", editors]])) {
    const people = names.map(personOf).concat(others.includes(role) ? ["others"] : []);
    if (people.length) fields[role] = `{${people.join(" and ")}}`;
  }
  return [type, { ...fields, ...dateFields(work, extra) }];
}

/** The field for what the work is in: not one that another of its fields would hide. @param {string} kind @param {Record<string, string>} extra */
function placeOfContainer(kind, extra) {
  const order = kind === "book" ? ["main"] : ["journal", "book", "main"];
  const wanted = kind === "book" ? "main" : IN_BOOKS.has(kind) ? "book" : "journal";
  const free = order.filter((place, number) =>
    [`${place}title`, `${place}subtitle`, ...order.slice(0, number).map((each) => `${each}title`)].every((name) => !(name in extra)),
  );
  return `${free.includes(wanted) || !free.length ? wanted : free[0]}title`;
}

/** Fields of identifiers that no other field says. @param {Work} work @param {Record<string, string>} extra */
function identifiersOf(work, extra) {
  /** @type {Record<string, string>} */
  const fields = {};
  if (doiOf(work)) fields.doi = doiOf(work);
  for (const kind of ["isbn", "pmid", "pmcid", "openalex"]) if (!extra[kind] && idOf(work, kind)) fields[kind] = idOf(work, kind);
  if (extra.eprinttype?.toLowerCase() === "pubmed") delete fields.pmid;
  if (!extra.eprint && idOf(work, "arxiv")) Object.assign(fields, { eprint: idOf(work, "arxiv"), eprinttype: "arxiv" });
  if (idOf(work, "address")) fields.url = idOf(work, "address");
  return fields;
}

/** The fields of the date, such that BibTeX understands them where it can. @param {Work} work @param {Record<string, string>} extra */
function dateFields(work, extra) {
  const { year, suffix, text } = dateOf(work);
  const alone = !("month" in extra) && !("day" in extra); // beside a year, these would be read as parts of the date
  const isDate = /^-?[\dX]{4}(-\d\d(-\d\d)?)?[~?%]?(\/(-?[\dX]{4}(-\d\d(-\d\d)?)?[~?%]?|\.\.)?)?$/.test(text);
  const day = alone ? dayOf(text) : null;
  const words = /^(?:(\d{1,2}) )?(\D+) -?\d+$/.exec(text.endsWith(` ${year}`) ? text : ""); // "Spring 2016"
  /** @type {Record<string, string>} */
  let fields = {};
  if (!year && !text) return {};
  if (!year && extra.pubstate && text === extra.pubstate.replace(/^in(?=press$|preparation$)/i, "in ")) return {};
  if (year && alone && (text === `${year}${suffix}` || !text)) fields = { year: `${year}${suffix}` };
  else if (year && day) {
    const month = { year: `{${year}${suffix}}`, month: MONTHS[day.month - 1] };
    return day.day ? { ...month, day: `{${Number(day.day)}}` } : month;
  } else if (isDate && (!suffix || !year)) fields = { date: text };
  else if (year && alone && words) fields = { year: `${year}${suffix}`, month: words[2], ...(words[1] && { day: words[1] }) };
  else if (year) fields = { year: `${year}${suffix}`, date: text };
  else fields = { year: text };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, `{${name === "date" ? addressText(value) : latex(value)}}`]));
}

const PARTICLES = new Set("van von vom zu zum zur de del della di da do dos das du la le les den der ten ter".split(" "));
const ADDITION = /^(jr|sr|junior|senior|[ivx]+|esq|ph\.?\s?d|m\.?d|\d+(st|nd|rd|th)?|filho|neto|fils|père)\.?$/i;
const isSmall = (/** @type {string} */ word) => /^\p{Ll}/u.test(word.replace(/^[^\p{L}]+/u, ""));

/** A name as BibTeX reads it, or, where its rules would part it wrongly, by BibLaTeX's named parts. @param {import("./data.js").Name} name */
function personOf({ family = "", given = "", particle = "", suffix = "", literal = "" }) {
  if (literal) {
    const text = latex(oneLine(literal));
    // Braces before a backslash would make a letter of BibTeX's of it.
    return text.startsWith("\\") ? `{{}${text}}` : `{${text}}`;
  }
  const parts = [family, given, particle, suffix].map(oneLine);
  const words = (/** @type {string} */ text) => text.split(" ").filter((word) => word);
  const isPlain =
    parts.every((part) => /^[\p{L}\p{M}'’.\- ]*$/u.test(part) && !/--|''|(^| )(and|others|et\.? al\.?)( |$)/iu.test(part)) &&
    family !== "" &&
    !words(parts[0]).slice(0, -1).some(isSmall) &&
    (given !== "" || (words(parts[0]).length === 1 && !particle && !suffix && !isSmall(family))) &&
    (particle === "" || isSmall(words(parts[2]).at(-1) ?? "")) &&
    !PARTICLES.has(words(parts[1]).at(-1) ?? "") &&
    !(words(parts[1]).length === 1 && isSmall(given)) &&
    (suffix === "" || ADDITION.test(parts[3]));
  if (isPlain) return [`${parts[2]} ${parts[0]}`.trim(), parts[3], parts[1]].filter((part) => part).join(", ");
  const named = [["family", parts[0]], ["given", parts[1]], ["prefix", parts[2]], ["suffix", parts[3]]];
  return named.flatMap(([part, text]) => (text ? [`${part}={${latex(text)}}`] : [])).join(", ");
}

/** @param {string} name @param {string} text @param {string} language */
function valueOf(name, text, language) {
  if (NO_LATEX.has(name)) return `{${addressText(oneLine(text))}}`;
  if (["abstract", "annotation", "note"].includes(name)) {
    return `{${text.split(/\n\s*\n/).map((part) => latex(oneLine(part))).join("\n\n")}}`;
  }
  if (name === "pages") return `{${text.split(/\s*–\s*/).map((part) => latex(oneLine(part))).join("--")}}`;
  return `{${TITLES.has(name) ? titleText(text, language) : latex(oneLine(text))}}`;
}

/** Text without what no file of text holds; half a surrogate pair becomes the sign for it. @param {string} text */
function whole(text) {
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "").replace(/\p{Surrogate}/gu, "\ufffd");
}

/** @param {string} text */
function oneLine(text) {
  return whole(text).split(/\s+/).filter((word) => word).join(" ");
}

/** Text in which LaTeX sees no command, and joins no dashes or quotation marks. @param {string} text */
function latex(text) {
  return whole(text).replace(
    /[\\{}~^@%&$#_]|-(?=-)|`(?=`)|'(?=')|[!?](?=`)/g,
    (letter) => ESCAPES[letter] ?? (/[%&$#_]/.test(letter) ? `\\${letter}` : `${letter}{}`),
  );
}

/** A web address, of which readers take only a few escapes away. @param {string} text */
function addressText(text) {
  let depth = 0;
  const closes = [...text].some((letter) => (depth += letter === "{" ? 1 : letter === "}" ? -1 : 0) < 0);
  const safe = closes || depth ? text.replaceAll("{", "%7B").replaceAll("}", "%7D") : text;
  return whole(safe).replace(/\\(?=[%#&_$~{}])/g, "\\\\").replace(/[{}]/g, "\\$&");
}

/**
 * A title with braces around the words whose capitals must stay where a style writes titles small: those with a capital
 * inside or beside a digit, single letters, and, where it is no English title in title case, every capitalised word that
 * does not begin the title or a subtitle.
 * @param {string} text
 * @param {string} language
 */
function titleText(text, language) {
  const words = oneLine(text).split(" ");
  const long = words.slice(1).filter((word) => [...word].length > 3 && /^\p{L}/u.test(word));
  const isSentence = 2 * long.filter((word) => /^\p{Ll}/u.test(word)).length > long.length || !["", "en"].includes(language.slice(0, 2));
  const isLoud = text === text.toUpperCase() && text !== text.toLowerCase();
  return words
    .map((word, place) => {
      const letters = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
      const begins = place === 0 || /[:?!.–—]$/.test(words[place - 1]);
      const capital = /^\p{Lu}/u.test(letters);
      const keep =
        !isLoud &&
        (/[\p{L}\p{N}]\p{Lu}/u.test(letters) ||
          (capital && /\p{Nd}/u.test(letters)) ||
          (capital && !begins && (isSentence || ([...letters].length === 1 && letters !== "A"))));
      if (!keep) return latex(word);
      const start = word.indexOf(letters);
      const held = latex(letters);
      return latex(word.slice(0, start)) + (held.startsWith("\\") ? `{{${held}}}` : `{${held}}`) + latex(word.slice(start + letters.length));
    })
    .join(" ");
}

// RIS

const RIS_TYPES = new Map(Object.entries({
  "article-journal": "JOUR",
  "article-magazine": "MGZN",
  "article-newspaper": "NEWS",
  bill: "BILL",
  book: "BOOK",
  broadcast: "VIDEO",
  chapter: "CHAP",
  dataset: "DATA",
  entry: "ENCYC",
  "entry-dictionary": "DICT",
  "entry-encyclopedia": "ENCYC",
  graphic: "ART",
  hearing: "HEAR",
  legal_case: "CASE",
  legislation: "STAT",
  manuscript: "UNPB",
  map: "MAP",
  motion_picture: "MPCT",
  pamphlet: "PAMP",
  "paper-conference": "CPAPER",
  patent: "PAT",
  periodical: "SER",
  personal_communication: "PCOMM",
  "post-weblog": "BLOG",
  report: "RPRT",
  software: "COMP",
  song: "SOUND",
  standard: "STAND",
  thesis: "THES",
  webpage: "ELEC",
}));

function ris() {
  return shown.map((work) => risEntry(work)).join("\r\n");
}

/** @param {number} number */
function risEntry(number) {
  const work = works[number];
  const { kind, fields = {}, authors = [], editors = [] } = work;
  const { year, text } = dateOf(work);
  const day = dayOf(text);
  const [start, end] = (fields.pages ?? "").split(/\s*[–-]+\s*/, 2);
  const isSerial = kind.startsWith("article-") || kind === "periodical";
  const person = (/** @type {import("./data.js").Name} */ { family = "", given = "", particle = "", suffix = "", literal = "" }) =>
    literal || [`${particle} ${family}`.trim(), given, suffix].join(", ").replace(/(, )+$/, "");
  /** @type {[string, string | undefined][]} */
  const lines = [
    ["TY", RIS_TYPES.get(kind) ?? "GEN"],
    ["ID", work.key],
    ...authors.map((name) => /** @type {[string, string]} */ (["AU", person(name)])),
    ...editors.map((name) => /** @type {[string, string]} */ (["ED", person(name)])),
    ["TI", work.title],
    ["TT", work.translated],
    ["PY", year],
    ["DA", day ? `${year}/${String(day.month).padStart(2, "0")}/${day.day ?? ""}` : year ? "" : text],
    ["T2", work.container],
    ["JO", isSerial ? work.container : ""],
    ["T3", fields.series],
    ["VL", fields.volume],
    ["IS", fields.number ?? fields.issue],
    ["SP", start],
    ["EP", end],
    ["ET", fields.edition],
    ["PB", fields.publisher ?? fields.institution ?? fields.organization],
    ["CY", fields.location],
    ["SN", idOf(work, "isbn") || fields.isbn || fields.issn],
    ["DO", doiOf(work)],
    ...addressesOf(work).map((address) => /** @type {[string, string]} */ (["UR", address])),
    ["LA", work.language],
    ["N1", [fields.note, work.annotation].filter((text) => text).join(" – ")],
    ...themesOf[number].map(({ theme }) => /** @type {[string, string]} */ (["KW", themes[theme].title])),
  ];
  // A line end in a value would begin a line of its own.
  const told = lines.flatMap(([tag, value]) => (value && oneLine(value) ? [`${tag}  - ${oneLine(value)}\r\n`] : []));
  return `${told.join("")}ER  - \r\n`;
}

// a table

function csv() {
  const heads = ["Key", "Authors", "Year", "Date", "Title", "Kind", "In", "Publisher", "Pages", "DOI", "Link", "Themes", "Cited by", "Cites"];
  const rows = shown.map((number) => {
    const work = works[number];
    const { fields = {} } = work;
    return [
      work.key,
      (work.authors ?? []).map(nameText).join("; "),
      String(work.year ?? ""),
      dateText(work),
      work.title,
      kindOf(work),
      work.container ?? "",
      fields.publisher ?? fields.institution ?? "",
      fields.pages ?? "",
      doiOf(work),
      addressesOf(work).join(" "),
      themesOf[number].map(({ theme, role }) => themes[theme].title + (role && ` (${role})`)).join("; "),
      String(cited[number].length),
      work.readBy ? String(citing[number].length) : "", // nobody has looked
    ];
  });
  // Excel takes the file for UTF-8 if it begins with a byte order mark.
  return `\ufeff${[heads, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`;
}

/** A cell; one that a spreadsheet would take for a formula is made text. @param {string} text */
function csvCell(text) {
  const clean = whole(text);
  const safe = /^[\s]*[=+\-@\t\r]/.test(clean) && !/^-?\d+$/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// data

/** The document of the page, but only the works that are shown, and what ties them. */
function json() {
  const numbers = new Map(shown.map((work, place) => [work, place]));
  const at = (/** @type {number} */ work) => /** @type {number} */ (numbers.get(work));
  const nodes = [...shown, ...themes.map((_, theme) => works.length + theme)];
  const ties = citations.filter(({ citing, cited }) => numbers.has(citing) && numbers.has(cited));
  const layouts = Object.fromEntries(
    Object.entries(data.layouts).map(([name, layout]) => [
      name,
      { ...layout, x: nodes.map((node) => layout.x[node]), y: nodes.map((node) => layout.y[node]) },
    ]),
  );
  const part = {
    ...data,
    view: addressOf(state),
    counts: {
      ...data.counts,
      works: shown.length,
      papersRead: shown.filter((work) => works[work].readBy).length,
      citations: ties.reduce((sum, { places }) => sum + places.length, 0),
      ofWorks: data.counts.ofWorks ?? works.length,
    },
    works: shown.map((work) => {
      const { listed, ...rest } = works[work];
      const kept = listed?.filter((other) => numbers.has(other)).map(at);
      return kept?.length ? { ...rest, listed: kept } : rest;
    }),
    assignments: assignments.filter(({ work }) => numbers.has(work)).map((tie) => ({ ...tie, work: at(tie.work) })),
    citations: ties.map((tie) => ({ ...tie, citing: at(tie.citing), cited: at(tie.cited) })),
    layouts,
  };
  return `${JSON.stringify(part, null, 1)}\n`;
}
