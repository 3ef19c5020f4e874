import { expect, test } from "vitest";
import { slimRef, splitRef } from "../../../src/pipeline/slim-ref.js";

test.each<[string, string, string]>([
  ["nginx", "nginx", "latest"],
  ["nginx:1.25", "nginx", "1.25"],
  ["registry.example:5000/team/app", "registry.example:5000/team/app", "latest"],
  ["registry.example:5000/team/app:v2", "registry.example:5000/team/app", "v2"],
  ["app@sha256:0123456789abcdef0123", "app", "0123456789ab"],
  ["app:v2@sha256:0123456789abcdef", "app", "v2"],
])("%s is %s, tag %s", (ref, name, tag) => {
  expect(splitRef(ref)).toEqual({ name, tag });
});

test("the template's fields are replaced, other braces stay", () => {
  const parts = { ref: "mongo:3.4", service: "carts-db", project: "shop" };
  expect(slimRef("{name}:{tag}-slim", parts)).toBe("mongo:3.4-slim");
  expect(slimRef("slim/{project}/{service}:{tag}{x}", parts)).toBe("slim/shop/carts-db:3.4{x}");
});
