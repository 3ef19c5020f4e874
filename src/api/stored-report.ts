import type { Report } from "../model/report.js";
import { storedJson } from "./stored-json.js";

/** The report of the last apply of the project in `folder`. @throws StackSlimError (exit 2) when there is none, or it doesn't follow schema/report.schema.json. */
export async function storedReport(folder: string): Promise<Report> {
  return storedJson<Report>({ folder, name: "report.json", schema: "report.schema.json", what: "report", hints, code: "report" });
}

const hints = {
  none: "Run `stack-slim apply` on this stack first.",
  damaged: "Run `stack-slim apply` again: it makes the report anew without booting anything that did not change.",
};
