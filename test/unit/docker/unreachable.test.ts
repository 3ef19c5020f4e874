import { expect, test } from "vitest";
import { unreachable } from "../../../src/docker/unreachable.js";

const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code });

test.each<[string, unknown, RegExp, RegExp]>([
  ["no socket", withCode("ENOENT"), /at unix:\/\/\/x: there is no such socket$/, /Start the engine/],
  ["a socket nobody listens on", withCode("ECONNREFUSED"), /nothing listens there$/, /Start the engine/],
  ["a socket of the group docker", withCode("EACCES"), /this user may not use it$/, /usermod -aG docker/],
  ["a mistyped host", withCode("ENOTFOUND"), /its host name is unknown$/, /DOCKER_HOST/],
  ["a host that is off", withCode("EHOSTUNREACH"), /doesn't answer$/, /DOCKER_HOST/],
  ["one that says nothing", withCode("ABORT_ERR"), /doesn't answer$/, /DOCKER_HOST/],
  ["a certificate of nobody", withCode("DEPTH_ZERO_SELF_SIGNED_CERT"), /TLS failed$/, /DOCKER_CERT_PATH/],
  ["TLS spoken to plain HTTP", withCode("ERR_SSL_WRONG_VERSION_NUMBER"), /TLS failed$/, /DOCKER_TLS_VERIFY/],
  [
    "plain HTTP spoken to TLS",
    Object.assign(new Error("(HTTP code 400) Client sent an HTTP request to an HTTPS server."), { statusCode: 400 }),
    /it wants TLS$/,
    /DOCKER_TLS_VERIFY=1/,
  ],
  ["a server of another kind", withCode("HPE_INVALID_CONSTANT"), /no Docker engine$/, /DOCKER_HOST/],
  ["anything else", new Error("all  is\nwrong"), /: all is wrong$/, /Start the engine/],
  ["nothing at all", undefined, /at unix:\/\/\/x$/, /Start the engine/],
])("%s", (_, cause, message, hint) => {
  const error = unreachable("unix:///x", cause);
  expect(error).toMatchObject({ code: "engine.unreachable", exitCode: 3 });
  expect(error.message).toMatch(/^no Docker engine answers/);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
