// Bundles entry.js into vendor.js, whose names are then there for the page's own script, and collects the licences.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const entry = readFileSync(`${here}entry.js`, "utf-8");
const names = [...entry.matchAll(/\{ ([^}]*) \}/g)].flatMap((found) => found[1].split(", ")).map((name) => name.split(" as ").at(-1));
const made = await build({
  entryPoints: [`${here}entry.js`],
  outfile: `${here}vendor.js`,
  bundle: true,
  minify: true,
  charset: "ascii",
  format: "iife",
  globalName: "vendor",
  footer: { js: `var { ${names.join(", ")} } = vendor;` },
  metafile: true,
});
const packages = new Set(
  Object.keys(made.metafile.inputs).flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []),
);
const licences = [...packages].sort().map((name) => {
  const folder = `${here}../node_modules/${name}/`;
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, "utf-8"));
  const file = readdirSync(folder).find((found) => /^licen[cs]e/i.test(found));
  return `${name} ${version} (${license})\n\n${readFileSync(folder + file, "utf-8").trim()}\n`;
});
writeFileSync(`${here}LICENCES`, `vendor.js is made of these libraries:\n\n${licences.join("\n---\n\n")}`);
