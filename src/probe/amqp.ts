import type { ChannelModel } from "amqplib";
import { anyCertificate, connectTimeoutMs, probeWithClient, releasing } from "./client-probe.js";
import type { Driver } from "./driver.js";
import { importClient } from "./import-client.js";

/** Passes when a message goes through a scratch queue, which the broker removes with the connection. */
export const amqpDriver = {
  kind: "amqp",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const amqp = await importClient("amqplib", () => import("amqplib"));
      const connecting = amqp.connect(
        {
          protocol: probe.tls === true ? "amqps" : "amqp",
          hostname: address.host,
          port: address.port,
          username: probe.user,
          password: probe.password,
          vhost: probe.vhost,
          heartbeat: 10,
        },
        { timeout: connectTimeoutMs, ...anyCertificate },
      );
      return await releasing(
        signal,
        () => void connecting.then((model) => model.close()).catch(() => undefined),
        async () => exercise(await connecting.catch((error: unknown) => Promise.reject(clearer(error, probe.vhost)))),
      );
    }),
} satisfies Driver<"amqp">;

// The client reads the broker's refusal of a virtual host as a wrong frame and loses its words.
const clearer = (error: unknown, vhost: string): unknown =>
  error instanceof Error && error.message.startsWith("Expected ConnectionOpenOk")
    ? new Error(`the broker refuses the virtual host ${JSON.stringify(vhost)}`, { cause: error })
    : error;

const exercise = async (model: ChannelModel): Promise<string> => {
  // The same failures also reject the call under way.
  model.on("error", () => undefined);
  const channel = await model.createConfirmChannel();
  channel.on("error", () => undefined);
  const { queue } = await channel.assertQueue("", { exclusive: true, autoDelete: true });
  channel.sendToQueue(queue, Buffer.from("probe"), { contentType: "text/plain" });
  await channel.waitForConfirms();
  const message = await channel.get(queue, { noAck: true });
  if (message === false || message.content.toString() !== "probe") throw new Error("the message sent to a scratch queue did not come back");
  await channel.deleteQueue(queue);
  await channel.close();
  const { product, version } = model.connection.serverProperties;
  return `${String(product)} ${String(version)} passes messages on`;
};
