import type { MethodDefinition, ServiceError } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import type { Address } from "./endpoints.js";
import { importClient } from "./import-client.js";
import type { TlsSettings } from "./tls.js";

export type Message = Readonly<Record<string, unknown>>;
export type Method = MethodDefinition<object, Message>;

/** One connection to a gRPC server. Its calls reject with what grpc-js rejects with: see `grpcFailure`. */
export type GrpcChannel = {
  readonly unary: (method: Method, message: object) => Promise<Message>;
  /** One message of a two-way stream and the first answer to it. */
  readonly firstAnswer: (method: Method, message: object) => Promise<Message>;
  readonly load: Loaders;
  readonly close: () => void;
};

/** Types of messages and services, from their protobufjs JSON or from a serialized FileDescriptorSet. */
export type Loaders = {
  readonly fromJson: (definition: object) => PackageDefinition;
  readonly fromSet: (descriptors: Buffer) => PackageDefinition;
};

/** Numbers of gRPC's status codes (grpc/doc/statuscodes.md). */
export const statusCodes = { unimplemented: 12, unavailable: 14 } as const;

const callMs = 10_000;

export const openGrpc = async (
  address: Address,
  tls: TlsSettings | undefined,
  metadata: Readonly<Record<string, string>>,
): Promise<GrpcChannel> => {
  const grpc = await importClient("@grpc/grpc-js", () => import("@grpc/grpc-js"));
  const loader = await importClient("@grpc/proto-loader", () => import("@grpc/proto-loader"));
  const credentials =
    tls === undefined
      ? grpc.credentials.createInsecure()
      : grpc.credentials.createSsl(tls.ca === undefined ? null : Buffer.from(tls.ca), null, null, {
          rejectUnauthorized: tls.rejectUnauthorized,
        });
  const name =
    tls?.servername === undefined ? {} : { "grpc.ssl_target_name_override": tls.servername, "grpc.default_authority": tls.servername };
  const client = new grpc.Client(`${address.host}:${address.port}`, credentials, {
    ...name,
    "grpc.enable_http_proxy": 0,
    "grpc.max_receive_message_length": 16 * 1024 * 1024,
  });
  const sent = (): InstanceType<typeof grpc.Metadata> => {
    const all = new grpc.Metadata();
    for (const [key, value] of Object.entries(metadata)) all.set(key, value);
    return all;
  };
  const until = (): { deadline: number } => ({ deadline: Date.now() + callMs });
  // The types of whole numbers and enums as JSON has them.
  const options = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
  return {
    load: {
      fromJson: (definition) => loader.fromJSON(definition as Parameters<typeof loader.fromJSON>[0], options),
      fromSet: (descriptors) => loader.loadFileDescriptorSetFromBuffer(descriptors, options),
    },
    unary: ({ path, requestSerialize, responseDeserialize }, message) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, sent(), until(), (error, answer) => {
          if (error !== null) reject(error);
          else resolve(answer ?? {});
        });
      }),
    firstAnswer: ({ path, requestSerialize, responseDeserialize }, message) =>
      new Promise((resolve, reject) => {
        const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, sent(), until());
        stream.on("error", reject);
        stream.on("end", () => reject(new Error("the server ended a stream without an answer")));
        stream.once("data", (answer: Message) => {
          resolve(answer);
          stream.end();
        });
        stream.write(message);
      }),
    close: () => client.close(),
  };
};

/** The status a call failed with; undefined for any other error. */
export const grpcFailure = (error: unknown): { readonly code: number; readonly text: string } | undefined => {
  if (!(error instanceof Error) || !("details" in error)) return undefined;
  const { code, details, message } = error as ServiceError;
  return { code, text: message.startsWith(`${code} `) ? message.slice(String(code).length + 1) : details };
};
