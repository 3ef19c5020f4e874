import { describe, expect, test } from "vitest";
import { reverseHistory } from "../../../../src/slim/dockerfile/reverse-history.js";

describe("a history entry becomes an instruction", () => {
  test.each<[string, string, readonly string[]]>([
    ["classic, a list as Go prints it", '/bin/sh -c #(nop)  CMD ["nginx" "-g" "daemon off;"]', ['CMD ["nginx", "-g", "daemon off;"]']],
    ["classic, another shell", "/bin/bash -c #(nop)  SHELL [/bin/bash -c]", ['SHELL ["/bin/bash", "-c"]']],
    ["classic, variables without quotes", "/bin/sh -c #(nop)  ENV A=b c D=e", ['ENV A="b c" D="e"']],
    ["classic, ports", "/bin/sh -c #(nop)  EXPOSE map[53/udp:{} 80/tcp:{}]", ["EXPOSE 53/udp 80/tcp"]],
    ["classic, volumes", "/bin/sh -c #(nop)  VOLUME [/a /b]", ['VOLUME ["/a", "/b"]']],
    ["classic, files", "/bin/sh -c #(nop) ADD file:0123456789abcdef in / ", ["ADD file-0123456789ab /"]],
    [
      "classic, a healthcheck",
      '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "test -f /x || exit 1"] "5s" "0s" "0s" \'\\x03\'}',
      ["HEALTHCHECK --interval=5s --retries=3 CMD test -f /x || exit 1"],
    ],
    ["classic, a command", "/bin/sh -c apt-get update \t&& apt-get install x", ["RUN apt-get update \\", "  && apt-get install x"]],
    ["classic, build arguments", "|1 V=2 /bin/sh -c make", ["# built with V=2", "RUN make"]],
    ["another shell's command", "/bin/bash -o pipefail -c a | b", ["RUN /bin/bash -o pipefail -c a | b"]],
    ["BuildKit, a command", "RUN /bin/sh -c true # buildkit", ["RUN true"]],
    ["BuildKit, build arguments", "RUN |2 A=1 B=2 /bin/sh -c make # buildkit", ["# built with A=1 B=2", "RUN make"]],
    ["BuildKit, files", "COPY a b /srv/ # buildkit", ["COPY a b /srv/"]],
    ["BuildKit, a list", 'ENTRYPOINT ["/a" "b"]', ['ENTRYPOINT ["/a", "b"]']],
    ["BuildKit, a command of several lines", "RUN /bin/sh -c a\nb # buildkit", ["RUN <<EOT", "a", "b", "EOT"]],
    ["a tool that has no Dockerfile", "bazel build //x:y", ["# bazel build //x:y"]],
    ["a comment", "# debian.sh --arch 'amd64' out/ 'bookworm'", ["# debian.sh --arch 'amd64' out/ 'bookworm'"]],
    ["nothing", "", ["# (the history does not say what made this)"]],
  ])("%s", (_name, entry, lines) => {
    expect(reverseHistory(entry)).toEqual(lines);
  });
});

describe("hostile text adds no instruction", () => {
  test.each<[string, string]>([
    ["a line break in a variable", "/bin/sh -c #(nop)  ENV A=b\nUSER root"],
    ["a line break in a comment", "tool\nRUN evil"],
    ["a backslash at the end", "/bin/sh -c #(nop)  LABEL a=b \\"],
    ["a backslash at the end of a command", "/bin/sh -c echo \\"],
    ["a terminal sequence", "/bin/sh -c echo \u001b[2Jx\u009b31m"],
    ["the end of a text of several lines", "RUN /bin/sh -c a\nEOT\nUSER root # buildkit"],
    ["a healthcheck that never ends", '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "x\\'],
  ])("%s", (_name, entry) => {
    const lines = reverseHistory(entry);
    const [first = "", ...rest] = lines;
    expect(lines.join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    const end = /^RUN <<(\S+)$/.exec(first)?.[1];
    if (end === undefined) {
      expect(rest).toEqual([]);
      expect(first).not.toMatch(/\\$/);
    } else {
      expect(rest.indexOf(end)).toBe(rest.length - 1);
    }
  });
});
