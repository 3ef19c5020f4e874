// None of them fetches or builds an image that the engine has.
const quiet = new Set([undefined, "", "never", "missing", "if_not_present"]);

/**
 * The pull policy that a service needs for its slim image, where its own won't do. A slim image that is in this engine alone must not be fetched; one
 * that was pushed must not be built. undefined: its own will do.
 */
export const slimPullPolicy = (own: string | undefined, isPushed: boolean): "never" | "missing" | undefined => {
  if (quiet.has(own)) return undefined;
  if (!isPushed) return "never";
  return own === "build" ? "missing" : undefined;
};
