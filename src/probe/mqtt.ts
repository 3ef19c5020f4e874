import type { IClientOptions, MqttClient } from "mqtt";
import { unlessAborted } from "./bounded-signal.js";
import { anyCertificate, connectTimeoutMs, probeWithClient, releasing, scratchName } from "./client-probe.js";
import type { Driver, ProbeOf } from "./driver.js";
import type { Address } from "./endpoints.js";
import { importClient } from "./import-client.js";

const answerMs = 5_000;

/** Passes when a message comes back through a scratch topic, and a retained one is kept and cleared; without a login, when the broker answers. */
export const mqttDriver = {
  kind: "mqtt",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const { connect } = await importClient("mqtt", () => import("mqtt"));
      const client = connect(options(probe, address));
      return await releasing(
        signal,
        () => void client.end(true),
        async () => {
          const refused = await connected(client);
          if (refused === undefined) return await exercise(client, probe.topic, signal);
          if (probe.user !== undefined || !isLoginRefusal(refused)) throw refused;
          return "MQTT broker answers (it wants a login, and none is known)";
        },
      );
    }),
} satisfies Driver<"mqtt">;

const options = ({ user, password, tls }: ProbeOf<"mqtt">, { host, port }: Address): IClientOptions => ({
  protocol: tls === true ? "mqtts" : "mqtt",
  host,
  port,
  clientId: scratchName(),
  // Every broker speaks 3.1.1; not all speak 5.
  protocolVersion: 4,
  connectTimeout: connectTimeoutMs,
  reconnectPeriod: 0,
  ...(user === undefined ? {} : { username: user, password: password ?? "" }),
  ...anyCertificate,
});

/** What the broker or the connection says against it; undefined when the client is connected. */
const connected = (client: MqttClient): Promise<Error | undefined> =>
  new Promise((resolve) => {
    client.once("connect", () => resolve(undefined));
    // The same failures also reject the call under way.
    client.on("error", resolve);
    client.once("close", () => resolve(new Error("other side closed")));
  });

// 4 bad user name or password, 5 not authorized. Source: MQTT 3.1.1, table 3.1.
const isLoginRefusal = (error: Error): boolean => "code" in error && (error.code === 4 || error.code === 5);

const exercise = async (client: MqttClient, under: string | undefined, signal: AbortSignal): Promise<string> => {
  const topic = `${under === undefined ? "" : `${under.replace(/\/$/, "")}/`}${scratchName()}`;
  let version = "";
  const heard = new Promise<void>((resolve) => {
    client.on("message", (from, payload) => {
      if (from === "$SYS/broker/version") version = ` (${payload.toString()})`;
      if (from === topic && payload.toString() === "probe") resolve();
    });
  });
  const granted = await client.subscribeAsync([topic, "$SYS/broker/version"], { qos: 1 });
  if (granted[0]?.qos === 128) throw new Error(`the broker refuses a subscription to ${topic}`);
  await client.publishAsync(topic, "probe", { qos: 1, retain: true });
  const late = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
  await unlessAborted(heard, late, () => new Error("the message sent to a scratch topic did not come back"));
  // An empty retained message takes the retained one away.
  await client.publishAsync(topic, "", { qos: 1, retain: true });
  await client.unsubscribeAsync(topic);
  await client.endAsync();
  return `MQTT broker${version} passes messages on`;
};
