import { probeWithClient } from "./client-probe.js";
import { askByDatagram, sendDatagram } from "./datagram.js";
import type { Driver, ProbeOf } from "./driver.js";
import { occursIn, parseTextPattern, preview, showPattern } from "./text-pattern.js";

/** Passes when the answer to one datagram is as expected; with `expect: false`, when it could be sent. */
export const udpDriver = {
  kind: "udp",
  run: (probe, context) =>
    probeWithClient(
      probe.port,
      context,
      async (address, signal) => {
        const bytes = bytesOf(probe.send);
        if (probe.expect === false) {
          await sendDatagram(address, bytes);
          return `${bytes.length} bytes sent to UDP port ${probe.port}`;
        }
        const answer = await askByDatagram(address, bytes, signal);
        const text = answer.toString(probe.send.as === "hex" ? "hex" : "utf8");
        const pattern = parseTextPattern(probe.expect ?? "");
        if (!occursIn(pattern, text)) throw new Error(`UDP port ${probe.port} answers ${preview(text)}, expected ${showPattern(pattern)}`);
        return `UDP port ${probe.port} answers ${answer.length} bytes`;
      },
      "udp",
    ),
} satisfies Driver<"udp">;

const bytesOf = ({ as, data }: ProbeOf<"udp">["send"]): Buffer =>
  as === "text" ? Buffer.from(data, "utf8") : Buffer.from(as === "hex" ? data.replaceAll(/[\s:]/g, "") : data, as);
