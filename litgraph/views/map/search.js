/* Search as you type: every word of the question begins a word of the work; the best comes first. */

import { dateText, kindOf, nameText, themes, themesOf, works } from "./data.js";
import MiniSearch from "minisearch";

/** Letters of Latin scripts that have no mark to take off. @type {Record<string, string>} */
const LETTERS = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ß: "ss" };

/** Fold case and diacritics away, so that "janczak" finds "Jańczak". @param {string} text */
function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\p{Cf}]/gu, "") // soft hyphens and marks of direction are no part of a word either
    .toLowerCase()
    .replace(/[łøđðþæœıħß]/g, (letter) => LETTERS[letter]);
}

/** Words as they are looked for; a script without spaces gives its letters, one by one and in pairs. @param {string} text */
function words(text) {
  return fold(text)
    .split(/[\n\r\p{Z}\p{P}\p{S}]+/u)
    .flatMap((word) =>
      /[\u0e00-\uffdc]/.test(word) ? [...word].flatMap((letter, place, letters) => [letter, letter + (letters[place + 1] ?? "")]) : [word],
    )
    .filter((word) => word);
}

/** @type {MiniSearch<{id: number}> | null} */
let index = null;

/** The index, made when it is first needed. */
function searchIndex() {
  if (index) return index;
  index = new MiniSearch({
    fields: ["label", "title", "names", "more"],
    tokenize: words,
    processTerm: (term) => term,
    searchOptions: { prefix: true, combineWith: "AND", boost: { label: 4, title: 2, names: 2 } },
  });
  index.addAll(
    works.map((work, id) => ({
      id,
      label: `${work.label} ${work.key}`,
      title: `${work.title} ${work.translated ?? ""}`,
      names: [...(work.authors ?? []), ...(work.editors ?? [])].map(nameText).join(" "),
      more: [dateText(work), work.container ?? "", kindOf(work), ...themesOf[id].map(({ theme }) => themes[theme].title)].join(" "),
    })),
  );
  return index;
}

/**
 * The works in which every word is found, the best first; null where the text has no words.
 * @param {string} text
 * @returns {number[] | null}
 */
export function search(text) {
  if (!words(text).length) return null;
  const query = text.slice(0, 500);
  let results = searchIndex().search(query);
  // A slip of the pen, "Clerk 2020", is forgiven where nothing is found as it is written.
  if (!results.length) results = searchIndex().search(query, { fuzzy: 0.25 });
  return results.map(({ id }) => id);
}
