import type { FieldPath } from "./placed-probes.js";
import { expectedTexts, type StepText } from "./step-texts.js";
import type { WrittenProbe } from "./written-config.js";

/** Patterns and JSON paths of a probe that has no steps. `path` is relative to the probe. */
export const webProbeTexts = (probe: WrittenProbe): readonly StepText[] => {
  if (typeof probe === "string") return [];
  if ("sse" in probe) {
    const { data } = probe.sse;
    return data === undefined ? [] : [{ path: ["sse", "data"], text: data, as: "pattern", filled: false }];
  }
  if ("websocket" in probe) {
    return (probe.websocket.messages ?? []).flatMap((message, index): readonly StepText[] => {
      if (!("expect" in message)) return [];
      const path = ["websocket", "messages", index, "expect"];
      if (typeof message.expect === "string") return [{ path, text: message.expect, as: "pattern", filled: false }];
      return pathTexts(path, message.expect);
    });
  }
  if (!("grpc" in probe)) return [];
  return (probe.grpc.calls ?? []).flatMap(({ expect = {} }, index) => pathTexts(["grpc", "calls", index, "expect"], expect));
};

const pathTexts = (path: FieldPath, expected: Readonly<Record<string, unknown>>): readonly StepText[] =>
  Object.entries(expected).flatMap(([jsonPath, value]) => [
    { path: [...path, jsonPath], text: jsonPath, as: "jsonPath", filled: false, key: true } as const,
    // Nothing is filled in here, so braces stand for themselves.
    ...expectedTexts([...path, jsonPath], value).map((text) => ({ ...text, filled: false })),
  ]);
