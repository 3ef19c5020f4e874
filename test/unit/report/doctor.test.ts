import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { diagnosis, failure, ok, warning } from "../../../src/doctor/index.js";
import { textWidth } from "../../../src/model/printable.js";
import { terminalDiagnosis } from "../../../src/report/doctor-terminal.js";

const found = diagnosis([
  ok("engine", "engine", "Docker 28"),
  warning("storage", "storage", `vfs, ${"which copies all ".repeat(8)}`, "Use overlay2."),
  failure("kernel", "kernel", "Linux 4.19\u001b[2J", "Run the engine on a newer kernel."),
]);

it("shows each finding with its sign, how to mend it below, and what follows", () => {
  const text = terminalDiagnosis(found, { columns: 80 });
  expect(text).toMatch(/^✓ engine {3}Docker 28$/m);
  expect(text).toMatch(/^! storage {2}vfs, which copies/m);
  expect(text).toMatch(/^✗ kernel {3}Linux 4\.19\n {11}Run the engine on a newer kernel\.$/m);
  expect(text).toMatch(/^apply can't work here: 1 failure, with 1 warning\.$/m);
  expect(Math.max(...text.split("\n").map(textWidth))).toBeLessThanOrEqual(80);
  expect(text).not.toContain("\u001b");
});

it("is ASCII and coloured where asked, and says when all is well", () => {
  const well = diagnosis([ok("engine", "engine", "Docker 28")]);
  expect(terminalDiagnosis(well, { ascii: true })).toBe("ok   engine  Docker 28\n\napply can work here.\n");
  expect(terminalDiagnosis(found, { colour: true })).toContain("\u001b[31m✗\u001b[0m kernel");
});

it("follows its schema, which wants a way to mend all that isn't ok", () => {
  const schema = JSON.parse(readFileSync(new URL("../../../schema/doctor.schema.json", import.meta.url), "utf8")) as object;
  const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);
  expect(validate(found), JSON.stringify(validate.errors)).toBe(true);
  const { mend: _, ...hopeless } = warning("storage", "storage", "vfs", "");
  expect(validate(diagnosis([hopeless]))).toBe(false);
});
