import type { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Mode } from "./choose-mode.js";
import { jsonLine, plainEmit } from "./line-ui.js";
import { survivePipeClose } from "./survive-pipe-close.js";
import { ttyUi } from "./tty-ui.js";
import type { Ui } from "./ui.js";

export type UiOptions = {
  readonly stream: Writable;
  readonly mode: Mode;
  /** Default false. */
  readonly colour?: boolean;
  readonly now?: () => Date;
};

const isTerminal = (stream: Writable): stream is WriteStream => "isTTY" in stream && stream.isTTY === true;

/** Shows events on a stream (stderr: results go to stdout). A stream whose reader has gone is no error. `tty` on a stream that is no terminal gives plain lines. */
export const createUi = ({ stream, mode, colour = false, now = () => new Date() }: UiOptions): Ui => {
  survivePipeClose(stream);
  const finish = (): Promise<void> => Promise.resolve();
  const aside = <T>(work: () => Promise<T>): Promise<T> => work();
  switch (mode) {
    case "quiet":
      return { emit: () => undefined, finish, aside };
    case "json":
      return { emit: (event) => void stream.write(jsonLine(event, now()) + "\n"), finish, aside };
    case "plain":
      return { emit: plainEmit(stream, now), finish, aside };
    case "tty":
      return isTerminal(stream) ? ttyUi({ stream, colour, now: () => now().getTime() }) : { emit: plainEmit(stream, now), finish, aside };
  }
};
