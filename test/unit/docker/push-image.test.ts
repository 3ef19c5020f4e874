import { describe, expect, test } from "vitest";
import { pushError } from "../../../src/docker/push-image.js";
import { StackSlimError } from "../../../src/model/errors.js";

describe("why a push failed, by the engine's words", () => {
  test.each([
    ["push.unreachable", 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'],
    ["push.unreachable", 'Get "https://r.example/v2/": dial tcp: lookup r.example on 10.0.0.1:53: no such host'],
    ["push.unreachable", 'Get "https://r.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded)'],
    ["push.tls", 'Get "https://10.0.0.9:5000/v2/": http: server gave HTTP response to HTTPS client'],
    ["push.tls", 'Get "https://r.example/v2/": x509: certificate signed by unknown authority'],
    ["push.denied", "no basic auth credentials"],
    ["push.denied", "unauthorized: authentication required"],
    ["push.denied", "denied: requested access to the resource is denied"],
    ["push.failed", "received unexpected HTTP status: 500 Internal Server Error"],
  ])("%s: %s", (code, message) => {
    const error = pushError("r.example/a:1", "r.example", new Error(message));
    expect(error).toMatchObject({ code, exitCode: 3 });
    expect(error.message).toMatch(/r\.example/);
    expect(error.message.endsWith(message)).toBe(true);
    expect(error.hint === undefined).toBe(code === "push.failed");
  });

  test("what has a code already keeps it", () => {
    const known = new StackSlimError("x", { code: "push.credentials", exitCode: 3 });
    expect(pushError("r/a:1", "r", known)).toBe(known);
  });
});
