import type { GrpcChannel, Message, Method } from "./grpc-channel.js";
import { grpcFailure, statusCodes } from "./grpc-channel.js";
import { grpcReflection, readFileHead } from "./grpc-protocols.js";

/** Names of the services a server lists. Rejects with status UNIMPLEMENTED when it has no reflection. */
export const listServices = async (channel: GrpcChannel): Promise<readonly string[]> => {
  const { list_services_response: list } = await ask(channel, { list_services: "" });
  return ((list as { readonly service?: readonly { readonly name: string }[] } | null)?.service ?? []).map(({ name }) => name);
};

/** The types of `package.Service/Method`, as the server itself describes them. */
export const methodOf = async (channel: GrpcChannel, called: string): Promise<Method> => {
  const [service = "", name = ""] = called.split("/", 2);
  const files = await filesOf(channel, { file_containing_symbol: service });
  const types = channel.load.fromSet(Buffer.concat([...files.values()].map(asSetMember)));
  const method = (types[service] as unknown as Readonly<Record<string, Method>> | undefined)?.[name];
  if (method === undefined) throw new Error(`the service ${service} has no method ${name}`);
  if (method.requestStream || method.responseStream) throw new Error("it is a stream, and only single calls are made");
  return method;
};

/** A file and all it imports, by name: servers may give the imports unasked or not. */
const filesOf = async (channel: GrpcChannel, request: object, files = new Map<string, Buffer>()): Promise<ReadonlyMap<string, Buffer>> => {
  const { file_descriptor_response: response } = await ask(channel, request);
  const given = (response as { readonly file_descriptor_proto?: readonly Buffer[] } | null)?.file_descriptor_proto ?? [];
  const heads = given.map((bytes) => {
    const head = readFileHead(channel.load, bytes);
    files.set(head.name, bytes);
    return head;
  });
  for (const name of heads.flatMap(({ dependency }) => dependency)) {
    if (!files.has(name)) await filesOf(channel, { file_by_filename: name }, files);
  }
  return files;
};

const ask = async (channel: GrpcChannel, request: object): Promise<Message> => {
  const answer = await inVersion(channel, "v1", request).catch(async (error: unknown) => {
    if (grpcFailure(error)?.code !== statusCodes.unimplemented) throw error;
    return await inVersion(channel, "v1alpha", request);
  });
  const refused = answer["error_response"] as { readonly error_message?: string } | null;
  if (refused) throw new Error(`reflection: ${refused.error_message ?? "refused"}`);
  return answer;
};

const inVersion = (channel: GrpcChannel, version: "v1" | "v1alpha", request: object): Promise<Message> =>
  channel.firstAnswer(grpcReflection(channel.load, version).ServerReflectionInfo, request);

/** One `file` (field 1) of a google.protobuf.FileDescriptorSet. */
const asSetMember = (file: Buffer): Buffer => {
  const length: number[] = [];
  for (let rest = file.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) | 0x80);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([0x0a, ...length]), file]);
};
