import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { anyCertificate, probeWithClient, releasing } from "./client-probe.js";
import type { Driver, ProbeOf } from "./driver.js";
import { importClient } from "./import-client.js";

const greetingMs = 20_000;

/** Passes when the server greets, takes TLS where it offers it, lets the user in and, when the probe has a recipient, accepts a message. */
export const smtpDriver = {
  kind: "smtp",
  run: (probe, context) =>
    probeWithClient(probe.port, context, async ({ host, port }, signal) => {
      const { default: Connection } = await importClient("nodemailer", () => import("nodemailer/lib/smtp-connection"));
      const connection = new Connection({
        host,
        port,
        secure: probe.tls === true,
        name: "stack-slim.invalid",
        tls: { ...anyCertificate },
        // Up to the greeting, before which servers look for the name of who asks: where there is no name server that takes long.
        connectionTimeout: greetingMs,
        greetingTimeout: greetingMs,
        socketTimeout: 20_000,
      });
      return await releasing(
        signal,
        () => connection.close(),
        () => exercise(connection, probe),
      );
    }),
} satisfies Driver<"smtp">;

const exercise = async (connection: SMTPConnection, { user, password, from, to }: ProbeOf<"smtp">): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    // Failures while nothing is asked come as events; those of a command come twice.
    connection.on("error", reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  if (user !== undefined)
    await new Promise<void>((resolve, reject) =>
      connection.login({ user, credentials: { user, pass: password ?? "" } }, (error) => (error ? reject(error) : resolve())),
    );
  if (to !== undefined) await send(connection, from, to);
  const secure = connection.secure ? " over TLS" : "";
  connection.quit();
  return `SMTP server answers${secure}${user === undefined ? "" : ", lets the user in"}${to === undefined ? "" : ", takes a message"}`;
};

const send = (connection: SMTPConnection, from: string, to: string): Promise<void> => {
  const message = [`From: ${from}`, `To: ${to}`, "Subject: stack-slim probe", "", "Sent to see that mail is taken."].join("\r\n");
  return new Promise((resolve, reject) => connection.send({ from, to: [to] }, message, (error) => (error ? reject(error) : resolve())));
};
