/** Shows the events of a run as they come: a live list on a terminal, plain lines, JSON lines, or nothing. The only room that knows listr2. */
export { createAttendant } from "./attendant.js";
export { chooseMode, type Mode, type ModeChoice } from "./choose-mode.js";
export { createUi } from "./create-ui.js";
export { openFile } from "./open-file.js";
export type { Ui } from "./ui.js";
export { survivePipeClose } from "./survive-pipe-close.js";
