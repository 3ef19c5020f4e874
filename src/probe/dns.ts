import { connect } from "node:net";
import type { Answer, DecodedPacket, Packet } from "dns-packet";
import { connectTimeoutMs, probeWithClient, releasing } from "./client-probe.js";
import { askByDatagram } from "./datagram.js";
import type { Driver, ProbeOf } from "./driver.js";
import type { Address } from "./endpoints.js";
import { importClient } from "./import-client.js";
import { occursIn, parseTextPattern, preview, showPattern } from "./text-pattern.js";

/** Passes when the server answers the question; with `expect`, when one of the answers has that text. */
export const dnsDriver = {
  kind: "dns",
  run: (probe, context) =>
    probeWithClient(
      probe.port,
      context,
      async (address, signal) => {
        const { default: dns } = await importClient("dns-packet", () => import("dns-packet"));
        const id = Math.floor(Math.random() * 0x10000);
        const { type, name } = probe;
        const question: Packet = { type: "query", id, flags: dns.RECURSION_DESIRED, questions: [{ type, name }] };
        const bytes =
          probe.protocol === "udp"
            ? await askByDatagram(address, dns.encode(question), signal)
            : await askByStream(address, dns.streamEncode(question), signal);
        return describe(probe, dns.decode(bytes), id);
      },
      probe.protocol,
    ),
} satisfies Driver<"dns">;

/** Over TCP every message follows its length, two bytes. Source: RFC 1035, 4.2.2. */
const askByStream = async (address: Address, question: Uint8Array, signal: AbortSignal): Promise<Buffer> => {
  const socket = connect({ ...address, timeout: connectTimeoutMs });
  socket.on("timeout", () => socket.destroy(new Error(`no answer within ${connectTimeoutMs / 1000} s`)));
  return await releasing(
    signal,
    () => socket.destroy(),
    async () => {
      socket.write(question);
      let answer = Buffer.alloc(0);
      for await (const chunk of socket) {
        answer = Buffer.concat([answer, chunk as Buffer]);
        if (answer.length >= 2 && answer.length >= answer.readUInt16BE(0) + 2) return answer.subarray(2, answer.readUInt16BE(0) + 2);
      }
      throw new Error("other side closed");
    },
  );
};

const describe = (probe: ProbeOf<"dns">, packet: DecodedPacket, id: number): string => {
  const { rcode = "NOERROR" } = packet as { readonly rcode?: string };
  if (packet.id !== id || packet.type !== "response") throw new Error("the answer belongs to another question");
  const records = (packet.answers ?? []).map((answer) => textOf(answer));
  if (probe.expect !== undefined) {
    const pattern = parseTextPattern(probe.expect);
    if (!records.some((record) => occursIn(pattern, record))) {
      const found = records.length === 0 ? `${rcode}, no answers` : preview(records.join(", "));
      throw new Error(`${probe.type} ${probe.name}: no ${showPattern(pattern)} among the answers (${found})`);
    }
  }
  return `DNS server answers ${probe.type} ${probe.name}: ${records.length === 0 ? rcode : records.join(", ")}`;
};

const textOf = (answer: Answer): string => {
  const { data } = answer as { readonly data?: unknown };
  if (typeof data === "string") return data;
  // TXT: a list of byte strings; MX, SOA, SRV: a map.
  if (Array.isArray(data) || Buffer.isBuffer(data)) return [data].flat().map(String).join("");
  return Object.values((data ?? {}) as object).join(" ");
};
