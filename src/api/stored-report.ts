import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { StackSlimError } from "../model/errors.js";
import type { Report } from "../model/report.js";
import { readBeside } from "../workspace/index.js";

const schemaFile = new URL("../../schema/report.schema.json", import.meta.url);

/** The report of the last apply of the project in `folder`. @throws StackSlimError (exit 2) when there is none, or it doesn't follow schema/report.schema.json. */
export async function storedReport(folder: string): Promise<Report> {
  const text = await readBeside(folder, "report.json");
  if (text === undefined)
    throw new StackSlimError(`There is no report in ${folder}/.stack-slim.`, {
      code: "report.none",
      exitCode: 2,
      hint: "Run `stack-slim apply` on this stack first.",
    });
  const report = parsed(text);
  const ajv = new Ajv({ strictRequired: false });
  const isReport = ajv.compile<Report>(JSON.parse(readFileSync(schemaFile, "utf8")) as object);
  if (isReport(report)) return report;
  const why = report === undefined ? "it isn't JSON" : ajv.errorsText(isReport.errors, { dataVar: "report" });
  throw new StackSlimError(`${folder}/.stack-slim/report.json is damaged, or of another version: ${why}.`, {
    code: "report.damaged",
    exitCode: 2,
    hint: "Run `stack-slim apply` again: it makes the report anew without booting anything that did not change.",
  });
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
