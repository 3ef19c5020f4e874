import { chooseMode, createUi, type Mode, type Ui } from "../ui/index.js";

/** Progress on standard error, as the flags and the terminal want it. Await `ui.finish()` however the command ends. */
export function openUi({ json = false, quiet = false }: { readonly json?: boolean; readonly quiet?: boolean }): {
  readonly ui: Ui;
  readonly mode: Mode;
} {
  const { mode, colour } = chooseMode({ json, quiet, isTTY: process.stderr.isTTY, environment: process.env });
  return { ui: createUi({ stream: process.stderr, mode, colour }), mode };
}
