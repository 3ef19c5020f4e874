import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectEngine } from "../../src/docker/connect.js";
import { createEngine } from "../../src/docker/engine.js";
import type { Engine } from "../../src/model/ports.js";
import { provideSensor, type Sensor } from "../../src/pipeline/sensor.js";
import { SensorSession } from "../../src/profile/index.js";
import { docker } from "./support/engine.js";

/** What docs/security.md says of the observer and of a hostile image beside it, on a running observer. */
const prefix = `stack-slim-hostile-${randomBytes(4).toString("hex")}`;
const names = SensorSession.names(prefix);
const mount = `${names.gate}:/.stack-slim:ro`;
let engine: Engine;
let sensor: Sensor;
let session: SensorSession;

beforeAll(async () => {
  engine = createEngine(await connectEngine());
  sensor = await provideSensor((await engine.info()).architecture);
  await sensor.load(engine);
  session = await SensorSession.open(engine, { prefix, image: sensor.image, labels: { "stack-slim.run": "hostile" } });
});

afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await engine.removeImage(sensor.image);
});

const hostile = (script: string): string =>
  docker("run", "--rm", "--volume", mount, "--user", "1000", "debian:bookworm-slim", "perl", "-e", script);
const honest = (service: string): string =>
  docker(
    ...["run", "--rm", "--volume", mount, "--cap-add", "SYS_ADMIN", "--entrypoint", "/.stack-slim/gate", "debian:bookworm-slim"],
    ...["-d", "200000", "-P", service, "--", "cat", "/etc/debian_version"],
  );

test("the observer has two capabilities, no network, a root it can't write, and none of the host's folders", () => {
  const [observer] = JSON.parse(docker("inspect", names.observer)) as [{ HostConfig: Record<string, unknown>; Mounts: { Type: string }[] }];
  expect(observer.HostConfig).toMatchObject({
    Privileged: false,
    CapAdd: ["SYS_PTRACE", "DAC_READ_SEARCH"].map((name) => expect.stringMatching(new RegExp(`^(CAP_)?${name}$`)) as unknown),
    CapDrop: ["ALL"],
    NetworkMode: "none",
    ReadonlyRootfs: true,
    SecurityOpt: ["no-new-privileges"],
    PidMode: "host",
    Devices: [],
  });
  expect(observer.Mounts.map(({ Type }) => Type)).toEqual(["volume", "volume"]);
});

test("a service under the sensor can neither change gate or socket, nor see the observer's processes or record", () => {
  const script = `
    for my $file (glob("/.stack-slim/*")) { print "$file " if open(my $f, ">>", $file) or unlink($file) or rename($file, "/.stack-slim/x") or chmod(0777, $file) }
    print "new " if open(my $f, ">", "/.stack-slim/new");
    print "record " if -e "/record" or -e "/.stack-slim/record";
    for my $folder (glob("/proc/[0-9]*")) { print "sees $folder " if open(my $f, "<", "$folder/comm") and <$f> =~ /observer|dockerd/ }
    print "done"`;
  expect(hostile(script)).toBe("done");
});

test("what it sends to the socket is refused, and neither voids the record of others nor keeps them from being seen", async () => {
  const script = `
    use Socket; my @held; my $answers = 0;
    my $line = sub { socket(my $s, AF_UNIX, SOCK_SEQPACKET, 0) or return; connect($s, pack_sockaddr_un("/.stack-slim/sock")) or return; $s };
    for my $text ("", "1 main web", "1 main ../../status", "2 main web", "1 root web", "1 main " . "w" x 129, "\\0" x 60000, map { join "", map { chr rand 256 } 1 .. 200 } 1 .. 300) {
      my $s = $line->() or next; send($s, $text, 0); my $bits = ""; vec($bits, fileno($s), 1) = 1;
      $answers++ if select($bits, undef, undef, 3) and sysread($s, my $byte, 1);
    }
    for (1 .. 400) { my $s = $line->() or last; push @held, $s }
    print "$answers answers"`;
  const before = honest("before");
  expect(hostile(script)).toBe("0 answers");
  expect(honest("after")).toBe(before);
  const records = new Map<string, string>();
  await session.collect(["before", "after"], (service, record) => {
    records.set(service, record.toString("utf8"));
    return Promise.resolve();
  });
  expect([...records.keys()].sort()).toEqual(["after", "before"]);
  for (const record of records.values()) expect(record).toContain("\t/etc/debian_version\t");
});
