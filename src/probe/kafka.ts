import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Admin, ISocketFactory, Kafka, SASLOptions } from "kafkajs";
import { unlessAborted } from "./bounded-signal.js";
import { anyCertificate, connectTimeoutMs, optional, probeWithClient, releasing, scratchName } from "./client-probe.js";
import type { Driver, ProbeContext, ProbeOf } from "./driver.js";
import type { Address } from "./endpoints.js";
import { messageOf } from "./explain.js";
import { importClient } from "./import-client.js";

// A group's first member waits 3 s for others; a broker that has never had a group makes the topic of offsets first.
const consumeMs = 15_000;

/** Passes when a message written to a scratch topic is stored; a consumer group reads it where the broker can have one. */
export const kafkaDriver = {
  kind: "kafka",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async (address, signal) => {
      const { Kafka, logLevel } = await importClient("kafkajs", () => import("kafkajs"));
      const kafka = new Kafka({
        clientId: "stack-slim",
        brokers: [`${address.host}:${address.port}`],
        connectionTimeout: connectTimeoutMs,
        requestTimeout: 10_000,
        // The ladder of attempts is the probe's, not the client's; this much is needed while a new topic gets its leader.
        retry: { initialRetryTime: 200, retries: 4 },
        logLevel: logLevel.NOTHING,
        socketFactory: toThisMachine(probe, address, context),
        ...(probe.user === undefined ? {} : { sasl: sasl(probe) }),
      });
      const open: (() => Promise<void>)[] = [];
      return await releasing(
        signal,
        () => open.forEach((close) => void close().catch(() => undefined)),
        () => exercise(kafka, open, context, signal).catch((error: unknown) => clearer(error, probe.user !== undefined)),
      );
    }),
} satisfies Driver<"kafka">;

const sasl = ({ mechanism, user = "", password = "" }: ProbeOf<"kafka">): SASLOptions => ({ mechanism, username: user, password });

/**
 * Brokers tell clients where to connect to, by names that other services know. Such a name is taken for the service of that name, another one
 * (localhost, a host's name) for this service, and a port that isn't published for the one that was asked first.
 */
const toThisMachine = ({ tls }: ProbeOf<"kafka">, first: Address, { endpoints, service }: ProbeContext): ISocketFactory => {
  return ({ host, port, onConnect }) => {
    const isFirst = host === first.host && port === first.port;
    const address = isFirst ? first : (endpoints.address(host, port) ?? endpoints.address(service, port) ?? first);
    return tls === true ? connectTls({ ...address, ...anyCertificate }, onConnect) : connect(address, onConnect);
  };
};

const exercise = async (kafka: Kafka, open: (() => Promise<void>)[], context: ProbeContext, signal: AbortSignal): Promise<string> => {
  const admin = kafka.admin();
  open.push(() => admin.disconnect());
  await admin.connect();
  const { brokers } = await admin.describeCluster();
  const topic = scratchName();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  try {
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    open.push(() => producer.disconnect());
    await producer.connect();
    await producer.send({ topic, messages: [{ key: "probe", value: "probe" }] });
    const [end] = await admin.fetchTopicOffsets(topic);
    if (end?.high !== "1") throw new Error("the message written to a scratch topic was not stored");
    let read = false;
    await optional("reading by a consumer group", context, async () => {
      await consume(kafka, topic, admin, open, signal);
      read = true;
    });
    return `Kafka (${brokers.length} broker${brokers.length === 1 ? "" : "s"}) ${read ? "passes messages on" : "stores messages"}`;
  } finally {
    await admin.deleteTopics({ topics: [topic] });
  }
};

const consume = async (kafka: Kafka, topic: string, admin: Admin, open: (() => Promise<void>)[], signal: AbortSignal): Promise<void> => {
  const consumer = kafka.consumer({ groupId: topic, allowAutoTopicCreation: false });
  open.push(() => consumer.disconnect());
  const late = AbortSignal.any([signal, AbortSignal.timeout(consumeMs)]);
  const reading = async (): Promise<void> => {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on("consumer.crash", ({ payload }) => reject(payload.error));
      consumer.run({ eachMessage: () => Promise.resolve(resolve()) }).catch(reject);
    });
  };
  try {
    await unlessAborted(reading(), late, () => new Error(`no message within ${consumeMs / 1000} s`));
  } finally {
    await consumer.disconnect();
  }
  await admin.deleteGroups([topic]);
};

/** The client counts its attempts and keeps what they met as the cause. */
const clearer = (error: unknown, logsIn: boolean): string => {
  let met: unknown = error;
  while (met instanceof Error && met.name.startsWith("KafkaJSNumberOfRetriesExceeded") && met.cause instanceof Error) met = met.cause;
  if (!logsIn && /SASL/.test(messageOf(met))) return "Kafka answers (it wants a login, and none is known)";
  throw met;
};
