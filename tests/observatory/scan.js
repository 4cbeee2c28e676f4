// Scans pages of a running site by the rules of MDN's HTTP Observatory; prints one JSON document.
// node scan.js HOST:PORT PATH...   Certificates are believed that NODE_EXTRA_CA_CERTS names.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PACKAGE = "@mdn/mdn-http-observatory";
const inside = (path) => new URL(`${path}`, new URL("..", import.meta.resolve(PACKAGE)));

// The package would download the list of sites that browsers open by https only; a site on loopback is none of them.
writeFileSync(fileURLToPath(inside("conf/hsts-preload.json")), "{}");

const { scan } = await import(PACKAGE);
const { ALL_RESULTS } = await import(inside("src/constants.js"));
const { getGradeForScore, getScoreModifier } = await import(inside("src/grader/grader.js"));

const best = Object.fromEntries(
  ALL_RESULTS.map((rule) => [rule.name, Math.max(...rule.possibleResults.map(getScoreModifier))]),
);
const [host, ...paths] = process.argv.slice(2);
const pages = {};
for (const path of paths) {
  const { scan: verdict, tests } = await scan(host + path);
  const rules = Object.fromEntries(
    Object.entries(tests).map(([name, test]) => [
      name, { passes: test.pass, result: test.result, points: test.scoreModifier, best: best[name] },
    ]),
  );
  pages[path] = {
    score: verdict.score, grade: getGradeForScore(verdict.score).grade, passed: verdict.testsPassed, rules,
  };
}
process.stdout.write(JSON.stringify(pages));
