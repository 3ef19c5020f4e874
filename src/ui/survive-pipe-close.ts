import type { Writable } from "node:stream";

const surviving = new WeakSet<Writable>();
const CLOSED = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"]);

/**
 * Lets a run go on (and clean up) when whoever read its output has gone, as in `stack-slim apply | head` or a closed terminal window.
 * Other faults of the stream are thrown as before.
 */
export const survivePipeClose = (stream: Writable): void => {
  if (surviving.has(stream)) return;
  surviving.add(stream);
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!CLOSED.has(error.code ?? "")) throw error;
  });
};
