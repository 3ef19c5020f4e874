import { expect, test } from "vitest";
import type { ComposeModel } from "../../../src/model/compose-model.js";
import { secretValues, withMasked } from "../../../src/stack/secret-values.js";

const model: ComposeModel = {
  name: "shop",
  services: {
    db: {
      image: "postgres:16",
      environment: {
        POSTGRES_PASSWORD: "planted-1",
        POSTGRES_USER: "planted-user",
        DB_PASSWORD_FILE: "/run/secrets/x",
        API_KEY: "short",
        AUTH_TOKEN: null,
        MYSQL_PASSWORD: "postgres",
      },
      command: ["run", "--db", "pg://u:planted-2@db/x"],
    },
    web: { image: "me/web", environment: { DATABASE_URL: "mysql://root:planted-3@db:3306/a" } },
  },
  secrets: {
    file: { file: "/p/secret.txt" },
    variable: { environment: "PLANTED" },
    text: { content: "planted-6" },
    gone: { file: "/p/none" },
  },
};
const values = secretValues(model, {
  environment: { PLANTED: "planted-5" },
  readFile: (path) => (path === "/p/secret.txt" ? "planted-4\nplanted-4b\n" : undefined),
});

test("secrets of every source are known; names, paths and what is too short are none", () => {
  expect([...values].sort()).toEqual([
    "planted-1",
    "planted-2",
    "planted-3",
    "planted-4",
    "planted-4\nplanted-4b",
    "planted-4b",
    "planted-5",
    "planted-6",
  ]);
});

test("they are masked in every text of a value, whatever holds it, the longest first", () => {
  const value = { a: ["log: planted-1 planted-4b", 1, null], b: new Map([["k", "planted-2"]]), c: new Set(["planted-3"]), d: undefined };
  expect(withMasked(value, values)).toEqual({
    a: ["log: *** ***", 1, null],
    b: new Map([["k", "***"]]),
    c: new Set(["***"]),
    d: undefined,
  });
  expect(JSON.stringify([...withMasked(new Map([["k", JSON.stringify(model)]]), values)])).not.toMatch(/planted-\d/);
});
