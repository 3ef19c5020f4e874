import type { Loaders, Method } from "./grpc-channel.js";

// As protobufjs writes .proto files in JSON. Sources: grpc/proto, grpc/health/v1/health.proto and grpc/reflection/v1/reflection.proto.
const nested = (path: readonly string[], inner: object): object =>
  path.reduceRight((children: object, name) => ({ [name]: { nested: children } }), inner);

const field = (type: string, id: number, rule?: "repeated"): object => (rule === undefined ? { type, id } : { rule, type, id });

const health = {
  nested: nested(["grpc", "health", "v1"], {
    HealthCheckRequest: { fields: { service: field("string", 1) } },
    HealthCheckResponse: {
      fields: { status: field("ServingStatus", 1) },
      nested: { ServingStatus: { values: { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } } },
    },
    Health: { methods: { Check: { requestType: "HealthCheckRequest", responseType: "HealthCheckResponse" } } },
  }),
};

const reflection = (version: string): object => ({
  nested: nested(["grpc", "reflection", version], {
    ServerReflectionRequest: {
      oneofs: { message_request: { oneof: ["file_by_filename", "file_containing_symbol", "list_services"] } },
      fields: {
        host: field("string", 1),
        file_by_filename: field("string", 3),
        file_containing_symbol: field("string", 4),
        list_services: field("string", 7),
      },
    },
    ServerReflectionResponse: {
      fields: {
        file_descriptor_response: field("FileDescriptorResponse", 4),
        list_services_response: field("ListServiceResponse", 6),
        error_response: field("ErrorResponse", 7),
      },
    },
    FileDescriptorResponse: { fields: { file_descriptor_proto: field("bytes", 1, "repeated") } },
    ListServiceResponse: { fields: { service: field("ServiceResponse", 1, "repeated") } },
    ServiceResponse: { fields: { name: field("string", 1) } },
    ErrorResponse: { fields: { error_code: field("int32", 1), error_message: field("string", 2) } },
    ServerReflection: {
      methods: {
        ServerReflectionInfo: {
          requestType: "ServerReflectionRequest",
          requestStream: true,
          responseType: "ServerReflectionResponse",
          responseStream: true,
        },
      },
    },
  }),
});

// Of google.protobuf.FileDescriptorProto only what tells which files it needs; the method is there to give its reader a place.
const fileHead = {
  nested: {
    FileHead: { fields: { name: field("string", 1), dependency: field("string", 3, "repeated") } },
    Reader: { methods: { Read: { requestType: "FileHead", responseType: "FileHead" } } },
  },
};

export const grpcHealth = ({ fromJson }: Loaders): { readonly Check: Method } =>
  fromJson(health)["grpc.health.v1.Health"] as unknown as { readonly Check: Method };

/** `v1`, and `v1alpha` of servers from before 2023: the same messages under another name. */
export const grpcReflection = ({ fromJson }: Loaders, version: "v1" | "v1alpha"): { readonly ServerReflectionInfo: Method } =>
  fromJson(reflection(version))[`grpc.reflection.${version}.ServerReflection`] as unknown as { readonly ServerReflectionInfo: Method };

/** Name and imports of a serialized FileDescriptorProto. */
export const readFileHead = ({ fromJson }: Loaders, bytes: Buffer): { readonly name: string; readonly dependency: readonly string[] } => {
  const { Read } = fromJson(fileHead)["Reader"] as unknown as { readonly Read: Method };
  return Read.responseDeserialize(bytes) as { readonly name: string; readonly dependency: readonly string[] };
};
