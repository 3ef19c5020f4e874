/** Values that the running stack made in place of recorded ones. */
export type LiveValues = {
  /** `noun`: what kind of thing it names, such as order for the id of an order. */
  readonly learn: (recorded: string, live: string, noun?: string) => void;
  /** What a whole value has become; the same when nothing is known of it. */
  readonly whole: (recorded: string, noun?: string) => string;
  /** A text with the values inside of it replaced that are long enough to be no coincidence. */
  readonly within: (recorded: string) => string;
};

/** Values that mean the same wherever they are. Shorter ones only where the same kind of thing is named. */
const isTelling = (value: string): boolean => (/^\d+$/.test(value) ? value.length >= 5 : value.length >= 8);

export const newLiveValues = (): LiveValues => {
  const telling = new Map<string, string>();
  const named = new Map<string, string>();
  return {
    learn: (recorded, live, noun) => {
      if (recorded === "" || live === "") return;
      if (isTelling(recorded)) telling.set(recorded, live);
      if (noun !== undefined) named.set(`${noun} ${recorded}`, live);
    },
    whole: (recorded, noun) =>
      (noun === undefined ? undefined : named.get(`${noun} ${recorded}`)) ?? telling.get(recorded) ?? within(recorded),
    within,
  };

  function within(text: string): string {
    let result = text;
    // A token that begins another one is replaced after it.
    for (const [recorded, live] of [...telling].sort((a, b) => b[0].length - a[0].length)) {
      if (/^\d+$/.test(recorded) || recorded === live) continue;
      for (const form of [recorded, encodeURIComponent(recorded)]) {
        if (text.includes(form)) result = result.replaceAll(form, () => (form === recorded ? live : encodeURIComponent(live)));
      }
    }
    return result;
  }
};
