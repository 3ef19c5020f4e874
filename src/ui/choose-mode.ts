export type Mode = "tty" | "plain" | "json" | "quiet";
export type ModeChoice = { readonly mode: Mode; readonly colour: boolean };

export type ModeInput = {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether the stream that progress goes to is a terminal. */
  readonly isTTY: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";
const isOn = (value: string | undefined): boolean => isSet(value) && value !== "0" && value !== "false";

/**
 * How progress is shown. What the user asked for wins; a live list needs a terminal that a person watches.
 * Sources: NO_COLOR (https://no-color.org: any value but the empty one), FORCE_COLOR (0 turns it off), CI, TERM=dumb.
 */
export const chooseMode = ({ json, quiet, isTTY, environment }: ModeInput): ModeChoice => {
  const isDumb = environment["TERM"] === "dumb";
  const mayColour = isSet(environment["FORCE_COLOR"]) ? isOn(environment["FORCE_COLOR"]) : isTTY && !isDumb;
  const colour = mayColour && !isSet(environment["NO_COLOR"]);
  if (quiet) return { mode: "quiet", colour };
  if (json) return { mode: "json", colour: false };
  return { mode: isTTY && !isDumb && !isOn(environment["CI"]) ? "tty" : "plain", colour };
};
