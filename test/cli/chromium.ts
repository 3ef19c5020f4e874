import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { execa } from "execa";

/** The browser that is there; undefined: none is. */
export const chromium: string | undefined = ["chromium", "chromium-browser", "google-chrome"].find((name) => {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { message: string };
};
export type Seen = { readonly method: string; readonly params: Readonly<Record<string, unknown>> };

/** A page in a headless browser of its own, driven through the DevTools protocol over two pipes: no port, no network. */
export type Page = AsyncDisposable & {
  send<Result = unknown>(method: string, params?: Readonly<Record<string, unknown>>): Promise<Result>;
  /** Every event so far. */
  readonly events: readonly Seen[];
  /** Opens it and waits until it is loaded; milliseconds from the start of the navigation to the end of `load`. */
  open(url: string): Promise<number>;
  /** The value of an expression in the page; it may be a promise. */
  evaluate<Value>(expression: string): Promise<Value>;
  resize(width: number, height: number): Promise<void>;
};

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--remote-debugging-pipe",
];

/** Starts the browser with a profile that is removed with it. */
export async function openPage(): Promise<Page> {
  const profile = await mkdtemp(join(tmpdir(), "stack-slim-chromium-"));
  const browser = execa(chromium ?? "chromium", [...flags, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    buffer: false,
    timeout: 500_000,
    reject: false,
  });
  const [, , , input, output] = browser.stdio as unknown as [null, null, null, Writable, Readable];
  const events: Seen[] = [];
  const waiting = new Map<number, (message: Message) => void>();
  const heard = new Set<() => void>();
  let text = "";
  output.setEncoding("utf8").on("data", (chunk: string) => {
    const messages = (text + chunk).split("\0");
    text = messages.pop() ?? "";
    for (const line of messages) {
      const message = JSON.parse(line) as Message;
      if (message.id === undefined) events.push({ method: message.method ?? "", params: (message.params ?? {}) as Seen["params"] });
      else waiting.get(message.id)?.(message);
      for (const listener of heard) listener();
    }
  });
  let count = 0;
  const session: { id?: string } = {};
  const send = <Result>(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Result> => {
    const id = ++count;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result as Result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      input.write(`${JSON.stringify({ id, method, params, ...(session.id === undefined ? {} : { sessionId: session.id }) })}\0`);
    });
  };
  const event = (method: string, from: number): Promise<void> =>
    new Promise((resolve) => {
      const listener = (): void => {
        if (!events.slice(from).some((one) => one.method === method)) return;
        heard.delete(listener);
        resolve();
      };
      heard.add(listener);
      listener();
    });
  const { targetInfos } = await send<{ targetInfos: readonly { targetId: string; type: string }[] }>("Target.getTargets");
  const targetId = targetInfos.find(({ type }) => type === "page")?.targetId;
  session.id = (await send<{ sessionId: string }>("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Network", "Log"]) await send(`${domain}.enable`);
  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const { result, exceptionDetails } = await send<{
      result: { value: Value };
      exceptionDetails?: { exception?: { description?: string } };
    }>("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? "the page threw");
    return result.value;
  };
  return {
    send,
    events,
    evaluate,
    open: async (url) => {
      const from = events.length;
      await send("Page.navigate", { url });
      await event("Page.loadEventFired", from);
      return evaluate<number>("performance.getEntriesByType('navigation')[0].loadEventEnd || performance.now()");
    },
    resize: async (width, height) => {
      await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    },
    [Symbol.asyncDispose]: async () => {
      input.write(`${JSON.stringify({ id: ++count, method: "Browser.close" })}\0`);
      await browser;
      await rm(profile, { recursive: true, force: true });
    },
  };
}
