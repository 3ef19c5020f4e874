import type { ComposeModel, ComposeService } from "../model/compose-model.js";
import { hostNames } from "./host-access.js";
import type { Warn } from "./isolate-options.js";
import { readByPrograms, rewriteTexts } from "./rewrite-texts.js";

/** Docker Desktop gives these to every container. */
const everywhere = ["host.docker.internal", "gateway.docker.internal"];

/** Port of the host → the service behind it and its own port. */
export type PublishedPorts = ReadonlyMap<number, { readonly service: string; readonly target: number }>;

/** The ports that the user's file publishes on the host, each one of its own; of a range the engine chooses, so it leads nowhere. */
export const publishedPorts = (services: ComposeModel["services"]): PublishedPorts =>
  new Map(
    Object.entries(services).flatMap(([service, { ports }]) =>
      (ports ?? []).flatMap(({ published, target, protocol }) =>
        /^[1-9]\d*$/.test(published ?? "") && protocol !== "udp" ? [[Number(published), { service, target }] as const] : [],
      ),
    ),
  );

/**
 * The service without ways to the running stack's published ports: `host.docker.internal:8080` in a text becomes the service that publishes 8080
 * and its own port, which in a trial is the trial's.
 */
export const withoutHostPorts = (name: string, service: ComposeService, published: PublishedPorts, warn: Warn): ComposeService => {
  if (published.size === 0) return service;
  const names = [...new Set([...everywhere, ...hostNames(service)])].map((host) => host.replaceAll(".", "\\."));
  const pattern = new RegExp(`(?<![\\w.-])(${names.join("|")}):(\\d+)(?!\\d)`, "g");
  return rewriteTexts(service, readByPrograms, (text) =>
    text.replace(pattern, (found, _host: string, port: string) => {
      const behind = published.get(Number(port));
      if (behind === undefined) return found;
      const instead = `${behind.service}:${String(behind.target)}`;
      warn(`${name}: ${found} is written as ${instead}, or it would reach the running stack`);
      return instead;
    }),
  );
};
