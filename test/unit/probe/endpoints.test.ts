import { expect, test } from "vitest";
import { endpointsOf } from "../../../src/probe/endpoints.js";
import { container } from "./servers.js";

test("a container port maps to the host's loopback address", () => {
  const found = endpointsOf([container({ service: "web", ports: { 80: 32768 } })]);
  expect(found.address("web", 80)).toEqual({ host: "127.0.0.1", port: 32768 });
  expect(found.address("web", 81)).toBeUndefined();
  expect(found.address("db", 80)).toBeUndefined();
});

test("of a scaled service the running container is reached", () => {
  const found = endpointsOf([
    container({ service: "web", ports: { 80: 1 }, status: "exited" }),
    container({ service: "web", ports: { 80: 2 } }),
    container({ service: "web", ports: { 80: 3 } }),
  ]);
  expect(found.address("web", 80)?.port).toBe(2);
  expect(found.all()).toHaveLength(1);
});

test("lists every port and keeps what the user published first", () => {
  const firstPublished = { service: "web", port: 443 };
  const found = endpointsOf([container({ service: "web", ports: { 80: 1, 443: 2 } })], { firstPublished, host: "10.0.0.9" });
  expect(found.all().map(({ port, address }) => `${port}→${address.host}:${address.port}`)).toEqual(["80→10.0.0.9:1", "443→10.0.0.9:2"]);
  expect(found.firstPublished).toEqual(firstPublished);
});
