import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const CONSOLES = {
  admin: { parent: "keycloak.v2", loader: "agents", source: "loader/agents.ts" },
  account: { parent: "keycloak.v3", loader: "my-agents", source: "account/loader.ts" },
} as const;
type Console = keyof typeof CONSOLES;

const target = resolve(import.meta.dirname, "target/console");

/** Names the loader in theme.properties. Its name holds a hash of its content: browsers keep assets for 30 days. */
function themeProperties(of: Console): Plugin {
  const theme = resolve(target, of);
  return {
    name: "theme-properties",
    writeBundle(_options, bundle) {
      const loader = Object.values(bundle).find((file) => file.type === "chunk" && file.isEntry);
      if (!loader) {
        throw new Error("There is no loader");
      }
      mkdirSync(theme, { recursive: true });
      writeFileSync(
        resolve(theme, "theme.properties"),
        `parent=${CONSOLES[of].parent}\nscripts=assets/${loader.fileName}\n`,
      );
    },
  };
}

/**
 * Puts our styles before those of the stock console, so that where both have one for the same thing the console's holds: nothing
 * of it looks different after a visit to our pages.
 */
function stylesFirst(): Plugin {
  const last = "document.head.appendChild(";
  return {
    name: "styles-first",
    enforce: "post",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const holders = chunks.filter((chunk) => chunk.code.includes(last));
      if (holders.length !== 1) {
        throw new Error("The place where styles are added is not where it was");
      }
      for (const chunk of holders) {
        chunk.code = chunk.code.replaceAll(last, "document.head.prepend(");
      }
    },
  };
}

interface Package {
  name: string;
  version: string;
  license?: string;
}

/** Writes down the licences of the packages that are in the bundle, which want that wherever they go. */
function licences(of: Console): Plugin {
  const home = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;
  return {
    name: "licences",
    generateBundle() {
      const homes = [...this.getModuleIds()].flatMap(
        (id) => home.exec(id.replaceAll("\\", "/").replace("\0", ""))?.[0] ?? [],
      );
      const texts = [...new Set(homes)].sort().map((place) => {
        const { name, version, license } = JSON.parse(readFileSync(resolve(place, "package.json"), "utf8")) as Package;
        const file = existsSync(place) ? readdirSync(place).find((one) => /^licen[cs]e/i.test(one)) : undefined;
        if (license === undefined) {
          throw new Error(`${name} does not say what its licence is`);
        }
        const text = file === undefined ? "" : `\n${readFileSync(resolve(place, file), "utf8").trim()}\n`;
        return `${name} ${version} (${license})\n${text}`;
      });
      const folder = resolve(target, "licenses");
      const written = resolve(folder, "THIRD-PARTY.txt");
      const text = texts.join(`\n${"-".repeat(80)}\n\n`);
      if (of === "admin") {
        mkdirSync(folder, { recursive: true });
        writeFileSync(written, text);
        return;
      }
      // What one console brings, the other brings too; if not, its licence has to be written down as well.
      const all = readFileSync(written, "utf8");
      const missing = texts.filter((one) => !all.includes(one));
      if (missing.length > 0) {
        throw new Error(`Licences that are missing: ${missing.map((one) => one.split("\n")[0]).join(", ")}`);
      }
    },
  };
}

/** Prints what a browser has to fetch. */
function sizes(): Plugin {
  return {
    name: "sizes",
    writeBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const source = file.type === "chunk" ? file.code : file.source;
        const packed = gzipSync(source).length;
        console.warn(`${file.fileName}  ${(source.length / 1024).toFixed(1)} KB, ${(packed / 1024).toFixed(1)} KB packed`);
      }
    },
  };
}

export default defineConfig(({ mode }) => {
  const of: Console = mode === "account" ? "account" : "admin";
  return {
    base: "./",
    publicDir: false as const,
    logLevel: "warn" as const,
    esbuild: { jsx: "automatic" as const, legalComments: "none" as const },
    plugins: [themeProperties(of), stylesFirst(), licences(of), sizes()],
    build: {
      outDir: resolve(target, of, "resources/assets"),
      emptyOutDir: true,
      assetsDir: "",
      assetsInlineLimit: 0,
      target: "es2022",
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
      rollupOptions: {
        input: { [CONSOLES[of].loader]: resolve(import.meta.dirname, "src/main/console", CONSOLES[of].source) },
      },
    },
    test: {
      environment: "jsdom",
      include: ["src/test/console/**/*.test.{ts,tsx}"],
    },
  };
});
