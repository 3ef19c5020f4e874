import type { Probe } from "../model/config.js";

export { isHttpPort, isHttpsPort } from "../model/http-ports.js";

/**
 * Asks for `/health` and `/`. Any answer below 500 passes: 404 is an answer too, and comes from the same code as the others; 5xx is what
 * services say while what they need isn't there yet.
 */
export function httpProbe(port: number, scheme: "http" | "https" = "http"): Probe {
  const steps = ["/health", "/"].map((url) => ({
    method: "GET" as const,
    url,
    headers: {},
    expect: { status: ["2xx", "3xx", "4xx"] },
    extract: {},
  }));
  return { kind: "http", port, scheme, steps };
}
