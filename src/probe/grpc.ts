import { StackSlimError } from "../model/errors.js";
import type { GrpcCall } from "../model/web-probes.js";
import { probeWithClient, releasing } from "./client-probe.js";
import type { Driver, ProbeOf } from "./driver.js";
import { messageOf } from "./explain.js";
import { jsonProblem } from "./expect-json.js";
import { describeReach, reach } from "./reach.js";
import type { GrpcChannel } from "./grpc-channel.js";
import { grpcFailure, openGrpc, statusCodes } from "./grpc-channel.js";
import { grpcHealth } from "./grpc-protocols.js";
import { listServices, methodOf } from "./grpc-reflection.js";
import { hideSecrets, secretHeaders } from "./secrets.js";
import { preview } from "./text-pattern.js";
import { tlsSettings } from "./tls.js";

/**
 * Passes when the server says it is serving (grpc.health.v1), lists the services asked for (reflection) and answers the calls. A server
 * with neither of the two passes by refusing them in gRPC, unless the probe asks for something of them.
 */
export const grpcDriver = {
  kind: "grpc",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const secrets = secretHeaders(probe.metadata);
      const tls = probe.tls === undefined ? undefined : await tlsSettings(probe.tls, context.service, undefined, context.cwd);
      const channel = await openGrpc(address, tls === undefined ? undefined : { servername: context.service, ...tls }, probe.metadata);
      try {
        return await releasing(signal, channel.close, () => exercise(channel, probe));
      } catch (error) {
        if (error instanceof StackSlimError) throw error;
        const failure = grpcFailure(error);
        const gone = failure?.code === statusCodes.unavailable ? describeReach(await reach(address, signal)) : undefined;
        throw new Error(hideSecrets(gone ?? clearer(failure?.text ?? messageOf(error), tls !== undefined), secrets), { cause: error });
      }
    }),
} satisfies Driver<"grpc">;

// Of a connection that can't be made the client tells the attempt's time and how it resolved the name, too.
const clearer = (text: string, secured: boolean): string => {
  const why = /No connection established\. Last error: (?:Error: )?(.*?)(?: \(\d{4}-[^)]*\))?\. Resolution note:/.exec(text)?.[1];
  return why === undefined ? text : `no gRPC connection ${secured ? "over" : "without"} TLS: ${why}`;
};

const exercise = async (channel: GrpcChannel, probe: ProbeOf<"grpc">): Promise<string> => {
  const health = await unlessUnimplemented(async () => {
    const { Check } = grpcHealth(channel.load);
    return String((await channel.unary(Check, { service: probe.service }))["status"]);
  });
  if (health === undefined && probe.service !== "") throw new Error(`the server has no grpc.health.v1 to ask about ${probe.service}`);
  const subject = probe.service === "" ? "the server" : probe.service;
  if (health !== undefined && health !== "SERVING") throw new Error(`${subject} says it is ${health}, expected SERVING`);
  const listed = await unlessUnimplemented(() => listServices(channel));
  const absent = probe.lists.find((name) => listed?.includes(name) !== true);
  if (absent !== undefined) {
    throw new Error(
      listed === undefined
        ? "the server has no reflection to list its services"
        : `the service ${absent} is not listed; listed: ${listed.join(", ")}`,
    );
  }
  for (const call of probe.calls) await callMethod(channel, call);
  const said = [health, listed === undefined ? undefined : `services ${listed.join(", ")}`, ...probe.calls.map(({ method }) => method)];
  return `gRPC: ${said.filter((part) => part !== undefined).join("; ") || "answers (it has neither health nor reflection)"}`;
};

const callMethod = async (channel: GrpcChannel, { method, json, expect }: GrpcCall): Promise<void> => {
  try {
    const answer = await channel.unary(await methodOf(channel, method), json as object);
    const problem = expect === undefined ? undefined : jsonProblem(expect, answer);
    if (problem !== undefined) throw new Error(`${problem}; the answer begins ${preview(JSON.stringify(answer))}`);
  } catch (error) {
    const failure = grpcFailure(error);
    if (failure?.code === statusCodes.unavailable || !(error instanceof Error)) throw error;
    throw new Error(`${method}: ${failure?.text ?? error.message}`, { cause: error });
  }
};

const unlessUnimplemented = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    if (grpcFailure(error)?.code === statusCodes.unimplemented) return undefined;
    throw error;
  }
};
