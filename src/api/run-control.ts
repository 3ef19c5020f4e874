import { setMaxListeners } from "node:events";
import type { Emit } from "../model/events.js";
import type { RunControl } from "./stack-options.js";

/** A call under the caller's control, for `using`. */
type Controlled = Disposable & { readonly signal: AbortSignal; readonly emit: Emit };

/** A signal of the call's own: every service that is waited for listens, which the caller's signal would warn of. */
function controlled({ signal, onEvent }: RunControl): Controlled {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const follow = (): void => own.abort(signal?.reason);
  if (signal?.aborted === true) follow();
  signal?.addEventListener("abort", follow, { once: true });
  const emit: Emit = (event) => {
    try {
      onEvent?.(event);
    } catch (error) {
      own.abort(error);
    }
  };
  return { signal: own.signal, emit, [Symbol.dispose]: () => signal?.removeEventListener("abort", follow) };
}

/** Does the work; when it was ended, rejects with why, whatever the work itself then failed with. */
export async function underControl<T>(
  control: RunControl,
  work: (own: { readonly signal: AbortSignal; readonly emit: Emit }) => Promise<T>,
): Promise<T> {
  using own = controlled(control);
  try {
    own.signal.throwIfAborted();
    return await work(own);
  } catch (error) {
    throw own.signal.aborted ? own.signal.reason : error;
  }
}
