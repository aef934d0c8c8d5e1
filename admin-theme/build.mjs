/**
 * Builds the pages of the consoles, and only what is needed of that: packages are installed anew when the lock file
 * changed, checks and bundle are made anew when a source changed.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = dirname(fileURLToPath(import.meta.url));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

function files(path) {
  return statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => files(join(path, name)))
    : [path];
}

function digest(...paths) {
  const hash = createHash("sha256").update(process.version);
  for (const file of paths.flatMap((path) => files(join(home, path)))) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Runs npm unless the mark says that this was done for the same input. */
function unlessDone(mark, input, ...runs) {
  const file = join(home, mark);
  if (existsSync(file) && readFileSync(file, "utf8") === input) {
    return;
  }
  for (const run of runs) {
    execFileSync(npm, run, { cwd: home, stdio: "inherit", shell: process.platform === "win32" });
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, input);
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`The consoles are built with Node.js 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}

const packages = digest("package.json", "package-lock.json");
const sources = digest(
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "eslint.config.js",
  "vite.config.ts",
  "build.mjs",
  "src/main/console",
);
const tests = digest("src/test/console");
unlessDone("node_modules/.installed", packages, ["ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]);
switch (process.argv[2]) {
  case "build":
    unlessDone("target/console/built", sources, ["run", "--silent", "check"], ["run", "--silent", "build"]);
    break;
  case "test":
    unlessDone("target/console/tested", sources + tests, ["test", "--silent"]);
    break;
  default:
    throw new Error("build or test?");
}
