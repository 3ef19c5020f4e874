// docs/api.md from src/index.ts and its docstrings.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application } from "typedoc";

/** @param {string} root */
export async function apiPage(root) {
  const folder = await mkdtemp(join(tmpdir(), "stack-slim-docs-"));
  try {
    const app = await Application.bootstrapWithPlugins({
      entryPoints: [join(root, "src/index.ts")],
      tsconfig: join(root, "tsconfig.build.json"),
      plugin: ["typedoc-plugin-markdown"],
      outputs: [{ name: "markdown", path: folder, options: { outputFileStrategy: "modules" } }],
      // `npm run types` does that.
      skipErrorChecking: true,
      readme: "none",
      disableSources: true,
      excludeExternals: true,
      excludeInternal: true,
      hidePageHeader: true,
      hideBreadcrumbs: true,
      useHTMLAnchors: true,
      useCodeBlocks: true,
      typeDeclarationFormat: "table",
      parametersFormat: "table",
      propertiesFormat: "table",
      entryFileName: "api",
      groupOrder: ["Functions", "Classes", "*"],
      logLevel: "Warn",
    });
    const project = await app.convert();
    if (project === undefined) throw new Error("typedoc could not read src/index.ts");
    await app.generateOutputs(project);
    return await readFile(join(folder, "api.md"), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
