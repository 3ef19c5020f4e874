import type { Probe } from "../model/config.js";
import { StackSlimError } from "../model/errors.js";
import { amqpDriver } from "./amqp.js";
import { commandDriver } from "./command.js";
import type { Driver, Drivers, ProbeContext, ProbeResult } from "./driver.js";
import { giveUp } from "./driver.js";
import { dnsDriver } from "./dns.js";
import { execDriver } from "./exec.js";
import { fastcgiDriver } from "./fastcgi.js";
import { graphqlDriver } from "./graphql.js";
import { grpcDriver } from "./grpc.js";
import { httpDriver } from "./http.js";
import { kafkaDriver } from "./kafka.js";
import { ldapDriver } from "./ldap.js";
import { lifecycleDriver } from "./lifecycle.js";
import { memcachedDriver } from "./memcached.js";
import { mongodbDriver } from "./mongodb.js";
import { mqttDriver } from "./mqtt.js";
import { redisDriver } from "./redis.js";
import { smtpDriver } from "./smtp.js";
import { sqlDriver } from "./sql.js";
import { sseDriver } from "./sse.js";
import { tcpDriver } from "./tcp.js";
import { websocketDriver } from "./websocket.js";
import { crawlDriver, harDriver, openApiDriver } from "./web/traffic-driver.js";
import { udpDriver } from "./udp.js";

/** Every kind of probe and its driver. */
export const drivers = {
  http: httpDriver,
  crawl: crawlDriver,
  openapi: openApiDriver,
  har: harDriver,
  tcp: tcpDriver,
  exec: execDriver,
  command: commandDriver,
  sql: sqlDriver,
  redis: redisDriver,
  amqp: amqpDriver,
  websocket: websocketDriver,
  sse: sseDriver,
  graphql: graphqlDriver,
  grpc: grpcDriver,
  fastcgi: fastcgiDriver,
  mongodb: mongodbDriver,
  memcached: memcachedDriver,
  mqtt: mqttDriver,
  kafka: kafkaDriver,
  smtp: smtpDriver,
  ldap: ldapDriver,
  dns: dnsDriver,
  udp: udpDriver,
  lifecycle: lifecycleDriver,
} satisfies Drivers;

/** One attempt of one probe. Never rejects: what a driver throws (a missing client, a fault in the config) is a failure that no retry mends. */
export const runProbe = async (among: Drivers, probe: Probe, context: ProbeContext): Promise<ProbeResult> => {
  // The map gives the driver of the probe's own kind, which TypeScript can't follow through a union.
  const driver = among[probe.kind] as Driver<Probe["kind"]>;
  try {
    return await driver.run(probe, context);
  } catch (error) {
    return giveUp(describeThrown(error));
  }
};

const describeThrown = (error: unknown): string => {
  if (error instanceof StackSlimError) return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
};
