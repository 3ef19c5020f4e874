import { nounOf, plainName, singular } from "../web/noun.js";
import { isJson, jsonOr, listOr, type Json } from "./spec-document.js";

/** What the API is known to hold: what was created, else what was listed. */
export type ResourcePool = {
  /** Takes in what was sent to a path (with its parameters' names) and what came back. */
  readonly created: (template: string, sent: unknown, answer: unknown, location: string | undefined) => void;
  readonly listed: (template: string, answer: unknown) => void;
  /** A value for a parameter of a path, such as `{petId}` of `/pets/{petId}`; undefined when none is known. */
  readonly forParameter: (template: string, name: string) => unknown;
  /** A value for a field that names another resource, such as `petId`; undefined when it doesn't, or none is known. */
  readonly forField: (name: string) => unknown;
};

export const newResourcePool = (): ResourcePool => {
  const created = new Map<string, Json>();
  const listed = new Map<string, Json>();
  const known = (noun: string): Json | undefined => created.get(noun) ?? listed.get(noun);
  return {
    created: (template, sent, answer, location) => {
      const segments = template.split("/").filter((part) => part !== "" && !part.startsWith("{"));
      const noun = singular(segments.at(-1) ?? "");
      const last = /([^/?#]+)(?:[?#].*)?$/.exec(location ?? "")?.[1];
      const id = last === undefined ? {} : { id: last };
      const resource = { ...id, ...jsonOr(sent), ...jsonOr(unwrapped(answer, noun)) };
      // Of several kinds of POST to one path the first creates, as a rule.
      if (Object.keys(resource).length > 0 && !created.has(noun)) created.set(noun, resource);
    },
    listed: (template, answer) => {
      const noun = singular(template.split("/").at(-1) ?? "");
      const list = Array.isArray(answer) ? (answer as readonly unknown[]) : Object.values(jsonOr(answer)).find(Array.isArray);
      const first = listOr(list).find(isJson);
      if (first !== undefined && !listed.has(noun)) listed.set(noun, first);
    },
    forParameter: (template, name) => {
      const before = template
        .slice(0, template.indexOf(`{${name}}`))
        .split("/")
        .filter((part) => part !== "" && !part.startsWith("{"));
      const noun = singular(before.at(-1) ?? "");
      const resource = known(noun) ?? known(nounOf(name) ?? "");
      return resource === undefined ? undefined : fieldFor(resource, name, noun);
    },
    forField: (name) => {
      const noun = nounOf(name);
      const resource = noun === undefined ? undefined : known(noun);
      return resource === undefined || noun === undefined ? undefined : fieldFor(resource, name, noun);
    },
  };
};

const fieldFor = (resource: Json, name: string, noun: string): unknown => {
  const wanted = plainName(name);
  const own = Object.keys(resource).find((key) => plainName(key) === wanted);
  const short = noun !== "" && wanted.startsWith(noun) ? wanted.slice(noun.length) : wanted;
  const shorter = Object.keys(resource).find((key) => plainName(key) === short);
  const ids = ["id", "_id", "uuid", "guid", "key", "slug", "name"].find((key) => resource[key] !== undefined);
  const value = [own, shorter, ids]
    .map((key) => (key === undefined ? undefined : resource[key]))
    .find((each) => each !== undefined && each !== null);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
};

/** The resource of an answer that puts it under a name: `{"data":{…}}`, `{"pet":{…}}`. */
const unwrapped = (answer: unknown, noun: string): unknown => {
  const object = jsonOr(answer);
  if (object["id"] !== undefined) return object;
  const inner = [noun, "data", "result", "item", "resource"].map((key) => object[key]).find(isJson);
  if (inner !== undefined) return inner;
  const values = Object.values(object);
  return values.length === 1 && isJson(values[0]) ? values[0] : object;
};
