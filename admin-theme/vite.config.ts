import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const theme = resolve(import.meta.dirname, "target/console/admin");

/** Names the loader in theme.properties. Its name holds a hash of its content: browsers keep assets for 30 days. */
function themeProperties(): Plugin {
  return {
    name: "theme-properties",
    writeBundle(_options, bundle) {
      const loader = Object.values(bundle).find((file) => file.type === "chunk" && file.isEntry);
      if (!loader) {
        throw new Error("There is no loader");
      }
      mkdirSync(theme, { recursive: true });
      writeFileSync(resolve(theme, "theme.properties"), `parent=keycloak.v2\nscripts=assets/${loader.fileName}\n`);
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
function licences(): Plugin {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;
  return {
    name: "licences",
    generateBundle() {
      const homes = [...this.getModuleIds()].flatMap(
        (id) => folder.exec(id.replaceAll("\\", "/").replace("\0", ""))?.[0] ?? [],
      );
      const texts = [...new Set(homes)].sort().map((home) => {
        const { name, version, license } = JSON.parse(readFileSync(resolve(home, "package.json"), "utf8")) as Package;
        const file = existsSync(home) ? readdirSync(home).find((one) => /^licen[cs]e/i.test(one)) : undefined;
        if (license === undefined) {
          throw new Error(`${name} does not say what its licence is`);
        }
        const text = file === undefined ? "" : `\n${readFileSync(resolve(home, file), "utf8").trim()}\n`;
        return `${name} ${version} (${license})\n${text}`;
      });
      const target = resolve(theme, "../licenses");
      mkdirSync(target, { recursive: true });
      writeFileSync(resolve(target, "THIRD-PARTY.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
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

export default defineConfig({
  base: "./",
  publicDir: false,
  logLevel: "warn",
  esbuild: { jsx: "automatic", legalComments: "none" },
  plugins: [themeProperties(), stylesFirst(), licences(), sizes()],
  build: {
    outDir: resolve(theme, "resources/assets"),
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    target: "es2022",
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { agents: resolve(import.meta.dirname, "src/main/console/loader/agents.ts") },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/test/console/**/*.test.{ts,tsx}"],
  },
});
