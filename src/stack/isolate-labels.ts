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
