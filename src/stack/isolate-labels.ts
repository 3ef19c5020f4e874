// Prefixes of labels that a program outside the trial acts on: routers, updaters, schedulers and dashboards watch the engine's containers.
const foreign = [
  "traefik.",
  "com.docker.compose.",
  "com.docker.stack.",
  "com.docker.swarm.",
  "caddy",
  "com.github.nginx-proxy.",
  "com.github.jrcs.letsencrypt_nginx_proxy_companion.",
  "com.centurylinklabs.watchtower",
  "com.ouroboros.",
  "docker-volume-backup.",
  "deunhealth.",
  "tsdproxy.",
  "com.datadoghq.ad.",
  "dockflare.",
  "ofelia.",
  "swarm.cronjob.",
  "autoheal",
  "diun.",
  "wud.",
  "sablier.",
  "homepage.",
  "kuma.",
  "glance.",
];

/**
 * Labels by which programs that watch every container of the engine pass one over: a router whose default is to route all would else send live
 * traffic to a trial, and an updater would restart it.
 */
export const passOver: Readonly<Record<string, string>> = {
  "traefik.enable": "false",
  "com.centurylinklabs.watchtower.enable": "false",
  "diun.enable": "false",
  "wud.watch": "false",
  "sablier.enable": "false",
};

/** Variables by which a router that watches the engine takes a container for one of its back ends. Source: nginx-proxy, acme-companion. */
export const routingVariables: ReadonlySet<string> = new Set(["VIRTUAL_HOST", "VIRTUAL_HOST_MULTIPORTS", "LETSENCRYPT_HOST"]);

export type TrialLabels = { readonly "stack-slim.run": string; readonly "stack-slim.role": "trial" };
export const trialLabels = (run: string): TrialLabels => ({ "stack-slim.run": run, "stack-slim.role": "trial" });

export const isForeignLabel = (name: string): boolean => {
  const lower = name.toLowerCase();
  return foreign.some((prefix) => lower.startsWith(prefix));
};

/** The labels a trial may carry, and the names of those it may not. */
export const keptLabels = (labels: Readonly<Record<string, string>>): { kept: Record<string, string>; dropped: string[] } => {
  const entries = Object.entries(labels);
  return {
    kept: Object.fromEntries(entries.filter(([name]) => !isForeignLabel(name))),
    dropped: entries.map(([name]) => name).filter(isForeignLabel),
  };
};
