// Bundles the page's modules with the libraries that they use into page.min.js and page.pyvis.min.js, its styles into page.min.css, and
// collects the licences. The first line of the script holds the hash of what all was made of: a test tells when it is
// out of date.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build, transform } from "esbuild";

const folder = new URL("..", import.meta.url).pathname;
const sources = readdirSync(folder)
  .filter((name) => /\.(css|js)$/.test(name) || name === "package.json")
  .sort();
const hash = createHash("sha256");
for (const name of sources) hash.update(readFileSync(folder + name));

/** Each engine has a bundle of its own, without what only the other needs. @param {boolean} isPyvis */
const bundled = (isPyvis) => build({
  entryPoints: [`${folder}page.js`],
  define: { PYVIS: String(isPyvis) },
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: "es2022",
  alias: { "d3-transition": `${folder}bundle/no-transition.js`, "d3-interpolate": `${folder}bundle/no-transition.js` },
  legalComments: "none",
  metafile: true,
  write: false,
});
const [made, madeForPyvis] = await Promise.all([bundled(false), bundled(true)]);

const packages = new Set(
  Object.keys(made.metafile.inputs).flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []),
);
/** The libraries under each licence's terms, and whom they belong to. @type {Map<string, string[]>} */
const licences = new Map();
for (const name of [...packages].sort()) {
  const { version, license } = JSON.parse(readFileSync(`${folder}node_modules/${name}/package.json`, "utf-8"));
  const file = readdirSync(`${folder}node_modules/${name}`).find((found) => /^licen[cs]e/i.test(found));
  const lines = readFileSync(`${folder}node_modules/${name}/${file}`, "utf-8").trim().split("\n");
  const owner = lines.findIndex((line) => line.startsWith("Copyright"));
  const terms = lines.slice(owner + 1).join("\n").trim();
  licences.set(terms, [...(licences.get(terms) ?? []), `${name} ${version} (${license}). ${lines[owner]}`]);
}
const notice = [...licences].map(([terms, names]) => `${names.join("\n")}\n\n${terms}\n`).join("\n");
writeFileSync(`${folder}bundle/LICENCES`, `page.min.js holds these libraries:\n\n${notice}`);
const head = `/*! sources ${hash.digest("hex")} */\n/*!\n${notice}*/\n`;
writeFileSync(`${folder}bundle/page.min.js`, head + made.outputFiles[0].text);
writeFileSync(`${folder}bundle/page.pyvis.min.js`, head + madeForPyvis.outputFiles[0].text);

const styles = ["page.css", "panel.css", "still.css"].map((name) => readFileSync(folder + name, "utf-8")).join("");
const { code } = await transform(styles, { loader: "css", minify: true, target: "es2022" });
writeFileSync(`${folder}bundle/page.min.css`, code);
