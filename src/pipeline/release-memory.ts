import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = () => void;

let collect: Collect | undefined;

function collector(): Collect {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as Collect;
  }
  return collect;
}

/**
 * Gives back what the last piece of work left behind. An image's index and keep-set are tens of megabytes that die together; V8, which sees a machine
 * with room, would let several of them pile up before it looks.
 */
export const releaseMemory = (): void => collector()();

const everyMs = 50;
/** Bytes of buffers, dead or alive, above which it is worth a look: some 30 ms each time. */
const most = 24 * 1024 * 1024;

/**
 * Runs work that streams gigabytes through buffers. They lie outside the heap, where V8 lets some 64 MB of dead ones gather before it collects them
 * (v8::Isolate::AdjustAmountOfExternalAllocatedMemory).
 */
export async function streaming<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    if (process.memoryUsage().arrayBuffers > most) releaseMemory();
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
