/* What is printed: the figure on one page, and on the next the works with their themes and who cites them. */

import { badges, citations, cited, data, themes, works } from "./data.js";
import { bdi, byId, el } from "./dom.js";
import { shownText, shownWorks } from "./state.js";

/** Fill the printed pages with what is shown. @param {import("./drawing.js").Drawing} drawing */
export function fillPrinted(drawing) {
  const figure = drawing.picture();
  figure.removeAttribute("width");
  figure.removeAttribute("height");
  byId("printed").replaceChildren(
    el("div", { class: "printed-figure" }, figure),
    el(
      "div",
      { class: "printed-works" },
      el("h2", {}, bdi(data.title)),
      el(
        "p",
        {},
        "After ← stands who cites the work, how often, and to which of its pages they point. ",
        shownText(),
        themes.length ? ". Themes: " : ".",
        ...themes.flatMap(({ title }, theme) => [theme ? " · " : "", `${theme + 1} `, bdi(title)]),
      ),
      el("ul", {}, ...shownWorks.map(printedWork)),
    ),
  );
}

/** @param {number} work */
function printedWork(work) {
  const citing = cited[work].map((place) => {
    const { citing: by, places } = citations[place];
    const where = [...new Set(places.map(({ locator }) => locator).filter((locator) => locator))];
    return `${works[by].label}${places.length > 1 ? ` ${places.length}×` : ""}${where.length ? ` (${where.join("; ")})` : ""}`;
  });
  return el(
    "li",
    {},
    badges(work),
    el("b", {}, bdi(works[work].label)),
    " ",
    el("span", { lang: works[work].language, dir: "auto" }, works[work].title),
    citing.length ? el("span", { class: "cited" }, " ← ", bdi(citing.join(", "))) : null,
  );
}
