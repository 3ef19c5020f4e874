import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, stackSlim, type Ran } from "./built-cli.js";

/** Exit code 2, nothing on standard output, and one error with a hint on standard error: no stack, no second error. */
function expectOneError({ exitCode, stdout, stderr }: Ran, says: RegExp, hint: RegExp): void {
  const lines = stderr.trimEnd().split("\n");
  expect(stderr).toMatch(says);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(lines[0]).toMatch(/^stack-slim: /);
  expect(lines.filter((line) => /^(stack-slim|error): /.test(line))).toHaveLength(1);
  expect(lines.at(-1)).toMatch(/^ {2}\S/);
  expect(lines.at(-1)).toMatch(hint);
  expect(stderr).not.toMatch(/^\s+at |a defect of|node:internal|\bE[A-Z]{4,}:/m);
}

const mend = /Mend the compose file/;

// Compose's own words differ between its versions: of them only what a reader needs to find the fault.

describe("compose files", () => {
  it.concurrent.each<[string, string | Uint8Array, RegExp, RegExp]>([
    ["empty", "", /empty/, mend],
    ["only a comment", "# nothing\n", /empty/, mend],
    ["binary", new Uint8Array([0, 1, 2, 255, 254]), /yaml|control characters/, mend],
    ["broken YAML", "services: {a: [\n", /line 1/, mend],
    ["tabs", "services:\n\ta:\n\t\timage: x\n", /line 2/, mend],
    ["a key twice", "services:\n  a: { image: x }\n  a: { image: y }\n", /line 3.*"a"/, mend],
    ["an unknown alias", "services:\n  a: *nope\n", /nope/, mend],
    ["a list", "- a\n- b\n", /must be a map/, mend],
    ["a text", "just text\n", /must be a map/, mend],
    ["an unknown field at the top", "servicess:\n  a: { image: x }\n", /servicess/, mend],
    ["an unknown field of a service", "services:\n  a: { imagee: x }\n", /services\.a.* imagee/, mend],
    ["services of nothing", "services:\n", /services must be a map/, mend],
    ["no service", "services: {}\n", /No service is active/, /Give it `services:`/],
    ["only services of profiles", "services:\n  a: { image: x, profiles: [p] }\n", /No service is active/, /--profile/],
    ["a service that is a text", "services:\n  a: x\n", /services\.a must be a map/, mend],
    ["a service without image", "services:\n  a: { restart: always }\n", /"a" has neither an image nor a build/, mend],
    ["an image that is a number", "services:\n  a: { image: 3 }\n", /services\.a\.image must be a string/, mend],
    [
      "an image name with a space",
      'services:\n  a: { image: "X Y" }\n',
      /services\.a\.image: "X Y" is no name of an image/,
      /NAME in lower case/,
    ],
    ["an image name in upper case", "services:\n  a: { image: Nginx }\n", /services\.a\.image: "Nginx" is no name/, /NAME in lower case/],
    ["an image without its tag", 'services:\n  a: { image: "nginx:${TAG}" }\n', /services\.a\.image: "nginx:" is no name/, /\[:TAG\]/],
    ["a service's name with a space", 'services:\n  "a b": { image: x }\n', /a b/, mend],
    ["an unknown volume", "services:\n  a: { image: x, volumes: ['data:/x'] }\n", /undefined volume data/, mend],
    ["an unknown network", "services:\n  a: { image: x, networks: [n] }\n", /undefined network n/, mend],
    ["an unknown secret", "services:\n  a: { image: x, secrets: [s] }\n", /undefined secret s/, mend],
    ["an unknown config", "services:\n  a: { image: x, configs: [c] }\n", /undefined config c/, mend],
    ["an unknown dependency", "services:\n  a: { image: x, depends_on: [b] }\n", /"a" depends on .*"b"/, mend],
    [
      "a cycle of depends_on",
      "services:\n  a: { image: x, depends_on: [b] }\n  b: { image: x, depends_on: [a] }\n",
      /cycle.*a -> b -> a/,
      mend,
    ],
    ["a missing env file", "services:\n  a: { image: x, env_file: no.env }\n", /\/no\.env not found/, mend],
    ["a missing variable", "services:\n  a: { image: '${X:?give X}' }\n", /required variable X is missing a value: give X/, /--env-file/],
    ["a broken variable", "services:\n  a: { image: '${X' }\n", /interpolation format for .*services\.a\.image/, mend],
    ["a port that is none", "services:\n  a: { image: x, ports: ['x:y'] }\n", /ort: y/, mend],
    ["a duration that is none", "services:\n  a: { image: x, stop_grace_period: abc }\n", /duration/, mend],
    ["a missing file to extend", "services:\n  a: { extends: { file: no.yml, service: b } }\n", /no\.yml/, mend],
    ["a missing file to include", "include: [no.yml]\nservices:\n  a: { image: x }\n", /no\.yml/, mend],
  ])("with %s", async (_, content, says, hint) => {
    const folder = await folderWith({ "compose.yml": content });
    const ran = await stackSlim(["plan"], { cwd: folder });
    expectOneError(ran, says, hint);
    expect(ran.stderr).toContain(join(folder, "compose.yml"));
  });
});

const stack = "services:\n  front-end: { image: nginx }\n  db: { image: postgres }\n  worker: { image: me/worker }\n";
const step = (fields: string): string => `checks:\n  - name: c\n    http:\n      - get: /\n        ${fields}\n`;
const schemaHint = /config\.schema\.json/;
const yamlHint = /Mend the YAML/;
const services = /Services: db, front-end, worker/;

describe("stack-slim.yml", () => {
  it.concurrent.each<[string, string, RegExp, RegExp]>([
    ["a mistyped field", "polcy: safe\n", /1:1: unknown field polcy, did you mean policy\?/, schemaHint],
    [
      "a mistyped field below",
      "services:\n  db: { keeep: [] }\n",
      /2:9: services\.db: unknown field keeep, did you mean keep\?/,
      schemaHint,
    ],
    ["a list", "- a\n", /1:1: expected a map of settings, found a list/, schemaHint],
    ["binary content", "\u0000\u0001", /1:1: expected a map of settings/, schemaHint],
    ["a map for a list", "checks: {}\n", /1:9: checks: expected a list of checks, found an empty map/, schemaHint],
    [
      "a text for true",
      'services:\n  db: { slim: "no" }\n',
      /2:15: services\.db\.slim: expected true or false, found the text "no"/,
      schemaHint,
    ],
    ["an unknown policy", "policy: extreme\n", /1:9: policy: expected strict, balanced or safe, found the text "extreme"/, schemaHint],
    [
      "a relative path to keep",
      "services:\n  db: { keep: [etc] }\n",
      /2:16: services\.db\.keep\[0\]: expected an absolute path/,
      schemaHint,
    ],
    ["a wrong duration", step("within: 5 years"), /5:17: checks\[0\]\.http\[0\]\.within: expected a duration such as 10s/, schemaHint],
    [
      "a wrong regular expression",
      step('expect: { text: "/(/" }'),
      /5:25: checks\[0\]\.http\[0\]\.expect\.text: "\/\(\/" is not a regular/,
      schemaHint,
    ],
    [
      "one for a header",
      step('expect: { headers: { A: "/(/" } }'),
      /5:33: checks\[0\].*\.headers\.A: .* is not a regular expression/,
      schemaHint,
    ],
    [
      "a wrong JSON path",
      step('expect: { json: { "$..a": 1 } }'),
      /5:27: checks\[0\].*\.json.*: JSON path "\$\.\.a" makes no sense at character 2/,
      schemaHint,
    ],
    ["one to extract by", step('extract: { id: "$.a[-1]" }'), /5:24: checks\[0\].*\.extract\.id: JSON path .* at character 4/, schemaHint],
    [
      "an unknown variable",
      step("body: '{{token}}'"),
      /5:15: checks\[0\].*\.body: \{\{token\}\} has no value here; known: random/,
      schemaHint,
    ],
    [
      "two methods in one step",
      step("post: /"),
      /4:9: checks\[0\]\.http\[0\]: expected exactly one of get, .* found get and post/,
      schemaHint,
    ],
    [
      "a check of nothing",
      "checks:\n  - name: c\n",
      /2:5: checks\[0\]: expected at least one of http, probes, crawl, openapi, har, command, container, logs, found none/,
      schemaHint,
    ],
    ["a check without a name", "checks:\n  - command: x\n", /2:5: checks\[0\]: the field name is missing/, schemaHint],
    [
      "two checks of one name",
      "checks:\n  - { name: c, command: x }\n  - { name: c, command: y }\n",
      /3:13: checks\[1\]\.name: "c" is the name of checks\[0\] too/,
      schemaHint,
    ],
    ["broken YAML", "checks: [\n", /:\d+:\d+: /, yamlHint],
    ["tabs", "services:\n\tdb: {}\n", /2:1: Tabs are not allowed as indentation/, yamlHint],
    ["a key twice", "policy: safe\npolicy: safe\n", /2:1: the key policy is there twice/, yamlHint],
    [
      "an unknown service",
      "services:\n  frontend: { slim: false }\n",
      /2:3: services\.frontend: the stack has no service frontend/,
      /Did you mean front-end\?/,
    ],
    ["a service like none", "services:\n  zzzzzz: {}\n", /2:3: services\.zzzzzz: the stack has no service/, /^ {2}Services: db, front-end/],
    [
      "an unknown target",
      "checks:\n  - { name: c, target: 'frontend:80', command: x }\n",
      /2:24: checks\[0\]\.target: the stack has no service frontend/,
      /Did you mean front-end\?/,
    ],
    [
      "an unknown service's log",
      "checks:\n  - { name: c, logs: [ { service: dbb, match: x } ] }\n",
      /2:35: checks\[0\]\.logs\[0\]\.service: .* dbb/,
      /Did you mean db\?/,
    ],
    [
      "an unknown service in a URL",
      "checks:\n  - { name: c, http: [ { get: 'http://api:80/x' } ] }\n",
      /2:24: checks\[0\]\.http\[0\]: the stack has no service api/,
      services,
    ],
    [
      "an unknown probe",
      "services:\n  db: { probe: postgers }\n",
      /2:16: services\.db\.probe: there is no probe called postgers/,
      /Did you mean postgres\?/,
    ],
    [
      "a probe without a port",
      "services:\n  worker: { probe: { http: [ { get: / } ] } }\n",
      /2:20: services\.worker\.probe: no port of this service is known/,
      /Give the probe a `port:`/,
    ],
  ])("with %s", async (_, content, says, hint) => {
    const folder = await folderWith({ "compose.yml": stack, "stack-slim.yml": content });
    const ran = await stackSlim(["plan"], { cwd: folder });
    expectOneError(ran, says, hint);
    expect(ran.stderr).toContain(join(folder, "stack-slim.yml"));
  });
});

describe("paths and names on the command line", () => {
  it.concurrent.each<[string, readonly string[], RegExp, RegExp]>([
    ["a compose file that isn't there", ["plan", "no.yml"], /There is no compose file \/.*\/no\.yml/, /relative to the current folder/],
    ["a second one that isn't there", ["plan", "compose.yml", "-f", "no.yml"], /There is no compose file \/.*\/no\.yml/, /relative to/],
    ["a path below a file", ["plan", "compose.yml/x"], /There is no compose file \/.*\/compose\.yml\/x/, /Check the path/],
    ["a folder", ["plan", "sub"], /\/sub is a folder, not a compose file/, /Name a compose file/],
    ["an empty name", ["plan", ""], /is a folder, not a compose file/, /Name a compose file/],
    ["a link to itself", ["plan", "loop.yml"], /loop\.yml can't be read: its symbolic links lead in a circle/, /name another/],
    ["a link to nothing", ["plan", "dangling.yml"], /There is no compose file \/.*\/dangling\.yml/, /Check the path/],
    ["a name that is too long", ["plan", `${"x".repeat(300)}.yml`], /can't be read: the name is too long/, /name another/],
    ["a config that isn't there", ["plan", "--config", "no.yml"], /There is no config file \/.*\/no\.yml/, /Check the path/],
    ["a folder as config", ["plan", "--config", "sub"], /\/sub is a folder, not a config file/, /Name a config file/],
    ["an env file that isn't there", ["plan", "--env-file", "no.env"], /There is no env file \/.*\/no\.env/, /Check the path/],
    [
      "a project directory that isn't there",
      ["plan", "--project-directory", "no"],
      /There is no project directory \/.*\/no/,
      /Check the path/,
    ],
    [
      "a file as project directory",
      ["plan", "--project-directory", "compose.yml"],
      /compose\.yml is a file, not a project directory/,
      /Name a folder/,
    ],
    ["a project name with odd characters", ["plan", "-p", "Bad Name!"], /invalid project name "Bad Name!"/, /with -p/],
    ["an output in no folder", ["apply", "-o", "no/out.yml"], /There is no folder \/.*\/no\./, /Make the folder first/],
    [
      "an output that names no compose file",
      ["apply", "-o", "out.txt"],
      /There is no folder \/.*\/out\.txt\./,
      /ends in \.yml, \.yaml or \.json/,
    ],
    ["an output below a file", ["apply", "-o", "compose.yml/x.yml"], /compose\.yml is a file, not a folder/, /Name a folder/],
    [
      "an output that is an input",
      ["apply", "-o", "./compose.yml"],
      /would replace a compose file it is made from: \/.*\/compose\.yml/,
      /another name/,
    ],
    [
      "one output of two files",
      ["apply", "compose.yml", "two.yml", "-o", "out.yml"],
      /out\.yml names one file, but 2 compose files/,
      /Give -o a folder/,
    ],
  ])("%s", async (_, args, says, hint) => {
    const folder = await folderWith({ "compose.yml": stack, "two.yml": stack });
    await mkdir(join(folder, "sub"));
    await symlink("loop.yml", join(folder, "loop.yml"));
    await symlink("nothing.yml", join(folder, "dangling.yml"));
    expectOneError(await stackSlim(args, { cwd: folder }), says, hint);
  });

  it("a folder without a compose file", async () => {
    const folder = await folderWith();
    expectOneError(
      await stackSlim(["plan"], { cwd: folder }),
      /There is no compose file in \/.* or above it/,
      /compose\.yaml, compose\.yml/,
    );
  });

  it("a compose file that stack-slim.yml names and that isn't there", async () => {
    const folder = await folderWith({ "stack-slim.yml": "compose: no.yml\n" });
    const ran = await stackSlim(["plan"], { cwd: folder });
    expectOneError(ran, /There is no compose file \/.*\/no\.yml/, /stack-slim\.yml names it; paths there are relative to that file/);
  });

  it("a folder whose name gives no project name", async () => {
    const folder = await folderWith({ "_/compose.yml": stack });
    expectOneError(await stackSlim(["plan", "_/compose.yml"], { cwd: folder }), /project name must not be empty/, /with -p/);
  });

  it.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
    const folder = await folderWith({ "compose.yml": stack });
    await chmod(join(folder, "compose.yml"), 0);
    expectOneError(await stackSlim(["plan"], { cwd: folder }), /compose\.yml can't be read: permission denied/, /permissions/);
  });
});
