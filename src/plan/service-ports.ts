import type { ImageInfo } from "../model/image.js";
import type { Edge, Service } from "../model/stack.js";

/** Variables by which images and hosting conventions say what the service itself listens on. */
const ownPortVariables = ["PORT", "HTTP_PORT", "SERVER_PORT", "LISTEN_PORT", "VIRTUAL_PORT"] as const;

/**
 * TCP ports the container is believed to listen on, the likeliest first: what the compose file publishes, what the healthcheck asks,
 * what other services connect to, the service's own PORT variables and routing labels, what compose and the image only expose.
 */
export function servicePorts(
  service: Service,
  image: ImageInfo | undefined,
  edges: readonly Edge[],
  healthcheckText: string,
): readonly number[] {
  const { name, spec } = service;
  const environment: Readonly<Record<string, string | null>> = { ...image?.config.environment, ...spec.environment };
  const published = (spec.ports ?? []).filter(({ protocol }) => protocol === undefined || protocol === "tcp").map(({ target }) => target);
  const asked = [...healthcheckText.matchAll(/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d{1,5})/g)].map(([, port]) => Number(port));
  const connected = edges.flatMap(({ to, port }) => (to === name && port !== undefined ? [port] : []));
  const declared = ownPortVariables.map((variable) => Number(environment[variable] ?? Number.NaN));
  const routed = Object.entries(spec.labels ?? {}).flatMap(([label, value]) =>
    /loadbalancer\.server\.port$/.test(label) ? [Number(value)] : [],
  );
  const exposed = [...(spec.expose ?? []), ...(image?.config.exposedPorts ?? [])].flatMap(exposedPorts);
  const all = [...published, ...asked, ...connected, ...declared, ...routed, ...exposed];
  return [...new Set(all.filter((port) => Number.isInteger(port) && port >= 1 && port <= 65_535))];
}

/** Ports of a range that are looked at: RTP and FTP images expose thousands, none of which says what the service is. */
const longestRange = 16;

/** `80`, `80/tcp`, `9000-9002`; none for udp and sctp. */
function exposedPorts(text: string): readonly number[] {
  const [, first, last = first, protocol = "tcp"] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(String(text)) ?? [];
  if (first === undefined || protocol !== "tcp") return [];
  const length = Math.min(Number(last) - Number(first) + 1, longestRange);
  return Array.from({ length: Math.max(length, 0) }, (_, index) => Number(first) + index);
}
