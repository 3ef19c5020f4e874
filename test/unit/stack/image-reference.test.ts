import { expect, test } from "vitest";
import { isImageReference } from "../../../src/stack/image-reference.js";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  "nginx",
  "nginx:1.25-alpine",
  "library/nginx",
  "registry.example:5000/a/b/c:Tag_1.2",
  "localhost/x",
  "LOCAL-HOST:80/x",
  "[::1]:5000/x",
  "me/a__b-c---d.e",
  `nginx@${digest}`,
  `nginx:1@${digest}`,
  digest,
  "0123456789ab",
])("%s names an image", (text) => expect(isImageReference(text)).toBe(true));

test.each([
  "",
  "X Y",
  "Nginx",
  "me/Nginx",
  "nginx:",
  "nginx:a b",
  ":1",
  "nginx@",
  "nginx@sha256:12",
  "-x",
  "a//b",
  "/a",
  "a/",
  "nginx:-1",
  "http://x/y",
  "${X}",
])("%j doesn't", (text) => expect(isImageReference(text)).toBe(false));
