import type { Driver } from "./driver.js";
import { fastcgiExchange } from "./fastcgi-exchange.js";
import { runSteps } from "./http.js";

/** As the http driver, to a FastCGI server such as PHP-FPM: a web server's part is played here, and `root` is where its scripts are. */
export const fastcgiDriver = {
  kind: "fastcgi",
  run: (probe, context) => {
    const { endpoints, service, signal, cwd } = context;
    const target = { service, port: probe.port };
    return runSteps(probe.steps, { endpoints, target, scheme: "http", signal, cwd, exchange: fastcgiExchange(probe.root) });
  },
} satisfies Driver<"fastcgi">;
