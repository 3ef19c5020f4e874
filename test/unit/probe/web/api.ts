import type { RequestListener } from "node:http";
import { bodyOf } from "../servers.js";

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
};

/** An API of pets and of the toys they have, strict about what it takes. Serves `spec` at /openapi.json. */
export const petApi = (spec: unknown, asked: Asked[] = []): RequestListener => {
  const pets = new Map<number, Record<string, unknown>>();
  let next = 100;
  return (request, response) => {
    void bodyOf(request).then((body) => {
      const { method = "", url = "", headers } = request;
      const answer = (status: number, value?: unknown): void => {
        response.writeHead(status, { "content-type": "application/json" }).end(value === undefined ? undefined : JSON.stringify(value));
      };
      if (url === "/openapi.json") return answer(200, spec);
      asked.push({ method, url, body, headers });
      const [, , what, id, part] = url.split(/[/?]/);
      if (what !== "pets") return answer(404);
      if (id === undefined || url.includes("?")) {
        if (method === "GET") return answer(200, { items: [...pets.values()] });
        const pet = JSON.parse(body) as Record<string, unknown>;
        if (typeof pet["name"] !== "string" || !["cat", "dog"].includes(String(pet["kind"])) || "id" in pet) return answer(422);
        next += 1;
        pets.set(next, { ...pet, id: next });
        return answer(201, pets.get(next));
      }
      const pet = pets.get(Number(id));
      if (pet === undefined) return answer(404);
      if (part === "toys") return answer(200, []);
      if (method === "DELETE") pets.delete(Number(id));
      return method === "DELETE" ? answer(204) : answer(200, pet);
    });
  };
};

const pet = {
  type: "object",
  required: ["id", "name", "kind"],
  properties: {
    id: { type: "integer", format: "int64", readOnly: true },
    name: { type: "string", minLength: 2 },
    kind: { type: "string", enum: ["cat", "dog"] },
    parent: { $ref: "#/components/schemas/Pet" },
    children: { type: "array", items: { $ref: "#/components/schemas/Pet" } },
  },
};

const idOf = { name: "petId", in: "path", required: true, schema: { type: "integer" } };
const ok = { description: "ok", content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } };
const sent = { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } };

/** Described in an order in which nothing would be there to read. */
export const petSpec = {
  openapi: "3.0.3",
  servers: [{ url: "https://pets.example.com/{version}", variables: { version: { default: "v1" } } }],
  paths: {
    "/pets/{petId}": {
      parameters: [{ $ref: "#/components/parameters/Id" }],
      delete: { responses: { 204: { description: "gone" } } },
      put: { requestBody: sent, responses: { 200: ok } },
      get: { responses: { 200: ok } },
    },
    "/pets/{petId}/toys": { get: { parameters: [idOf], responses: { 200: { description: "toys" } } } },
    "/pets": {
      get: {
        parameters: [
          { name: "limit", in: "query", schema: { type: "integer", default: 10 } },
          { name: "after", in: "query", schema: { type: "string" } },
        ],
        responses: { 200: { description: "all" } },
      },
      post: { requestBody: sent, responses: { 201: ok } },
    },
  },
  components: { schemas: { Pet: pet }, parameters: { Id: idOf } },
};
