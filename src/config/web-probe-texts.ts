import type { FieldPath } from "./placed-probes.js";
import { expectedTexts, type StepText } from "./step-texts.js";
import type { WrittenProbe } from "./written-config.js";

/** Patterns and JSON paths of a probe that has no steps. `path` is relative to the probe. */
export const webProbeTexts = (probe: WrittenProbe): readonly StepText[] => {
  if (typeof probe === "string") return [];
  if ("sse" in probe) {
    return pattern(["sse", "data"], probe.sse.data);
  }
  if ("websocket" in probe) {
    return (probe.websocket.messages ?? []).flatMap((message, index): readonly StepText[] => {
      if (!("expect" in message)) return [];
      const path = ["websocket", "messages", index, "expect"];
      if (typeof message.expect === "string") return [{ path, text: message.expect, as: "pattern", filled: false }];
      return pathTexts(path, message.expect);
    });
  }
  if ("dns" in probe) return pattern(["dns", "expect"], probe.dns.expect);
  if ("udp" in probe) return pattern(["udp", "expect"], probe.udp.expect);
  if (!("grpc" in probe)) return [];
  return (probe.grpc.calls ?? []).flatMap(({ expect = {} }, index) => pathTexts(["grpc", "calls", index, "expect"], expect));
};

const pattern = (path: FieldPath, text: string | false | undefined): readonly StepText[] =>
  text === undefined || text === false ? [] : [{ path, text, as: "pattern", filled: false }];

const pathTexts = (path: FieldPath, expected: Readonly<Record<string, unknown>>): readonly StepText[] =>
  Object.entries(expected).flatMap(([jsonPath, value]) => [
    { path: [...path, jsonPath], text: jsonPath, as: "jsonPath", filled: false, key: true } as const,
    // Nothing is filled in here, so braces stand for themselves.
    ...expectedTexts([...path, jsonPath], value).map((text) => ({ ...text, filled: false })),
  ]);
