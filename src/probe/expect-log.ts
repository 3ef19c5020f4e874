import type { LogExpectation } from "../model/config.js";
import { boundedSignal, inWords } from "./bounded-signal.js";
import { poll } from "./poll.js";
import type { Variables } from "./template.js";
import { fillPattern } from "./template.js";
import { occursIn, showPattern } from "./text-pattern.js";

const lastLines = 5;

/** Reads the log until it has the text (or a match of the `/regex/`), at most `withinMs`; else what is wrong, with the log's last lines. */
export const expectLog = async (
  expectation: LogExpectation,
  variables: Variables,
  read: () => Promise<string>,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const pattern = fillPattern(expectation.match, variables);
  using bound = boundedSignal(signal, expectation.withinMs);
  const has = (log: string): boolean => occursIn(pattern, log);
  const { last } = await poll(read, has, { signal: bound.signal, firstWaitMs: 100, maxWaitMs: 1_000 });
  if (has(last)) return undefined;
  const lines = last.trimEnd().split("\n").slice(-lastLines).join("\n");
  const problem = `log of ${expectation.service}: no ${"regex" in pattern ? showPattern(pattern) : JSON.stringify(pattern.text)} within ${inWords(expectation.withinMs)}`;
  return lines === "" ? `${problem}; nothing was logged` : `${problem}; it ends:\n${lines}`;
};
