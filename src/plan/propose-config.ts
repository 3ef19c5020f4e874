import type { ConfigProposal, ProposedCheck, ProposedService, SeenAnswer, ServiceLook } from "../model/proposal.js";
import type { Plan, PlannedService } from "../model/plan.js";
import type { Stack } from "../model/stack.js";

export type ProposalInput = {
  readonly stack: Stack;
  readonly plan: Plan;
  /** What one boot showed; undefined: nothing was booted. */
  readonly looks?: readonly ServiceLook[];
  readonly compose?: readonly string[];
};

/**
 * A first stack-slim.yml: probes that were seen to answer where the plan has none as good, and checks of what the stack publishes. Only what was
 * seen is written as a setting; what is merely likely is proposed as a comment.
 */
export function proposeConfig({ stack, plan, looks, compose }: ProposalInput): ConfigProposal {
  const published = new Map(
    stack.services.map(({ name, spec }) => [
      name,
      (spec.ports ?? []).filter(({ protocol }) => protocol === undefined || protocol === "tcp").map(({ target }) => target),
    ]),
  );
  return {
    ...(compose === undefined ? {} : { compose }),
    learnt:
      looks === undefined ? "from the compose file and its images; nothing was booted" : "from the compose file, its images and one boot",
    services: plan.services.map((service) => serviceProposal(service, lookOf(looks, service.name), looks !== undefined)),
    checks: checksOf(plan, looks, published),
  };
}

const lookOf = (looks: readonly ServiceLook[] | undefined, name: string): ServiceLook | undefined =>
  looks?.find(({ service }) => service === name);

function serviceProposal(
  { name, image, ports, probe, variant, why }: PlannedService,
  look: ServiceLook | undefined,
  booted: boolean,
): ProposedService {
  const { ports: seen = [], ownPorts = [], trouble } = look ?? {};
  const hidden = ownPorts.filter((port) => !seen.includes(port));
  return {
    name,
    about: [
      `image ${image}`,
      ...(seen.length > 0
        ? [`seen: it listens on ${seen.join(", ")}`]
        : ports.length > 0
          ? [`plan: it should listen on ${ports.join(", ")}`]
          : []),
      ...(hidden.length === 0 ? [] : [`seen: only its own container reaches ${hidden.join(", ")}, which it serves on 127.0.0.1`]),
      ...(trouble === undefined ? [] : [`seen: ${trouble}`]),
      ...(booted && look === undefined ? ["seen: it was kept out of the boot"] : []),
    ],
    probe:
      look?.probe === undefined
        ? { written: false, value: probe, from: `plan: ${probe.why}` }
        : { written: true, value: look.probe, from: `seen: ${look.probe.why}` },
    ...(variant === "original" ? { original: why } : {}),
  };
}

type Door = { readonly service: string; readonly port: number; readonly answers: readonly SeenAnswer[] };

/** Checks go through the doors that users take: published ports that speak HTTP; where there is none, the first service that does. */
function checksOf(
  plan: Plan,
  looks: readonly ServiceLook[] | undefined,
  published: ReadonlyMap<string, readonly number[]>,
): readonly ProposedCheck[] {
  if (looks === undefined) return likelyCheck(plan, published);
  const all = looks.flatMap(({ service, answers }): readonly Door[] =>
    [...new Set(answers.map(({ port }) => port))].map((port) => ({ service, port, answers: answers.filter((one) => one.port === port) })),
  );
  const doors = all.filter(({ service, port }) => published.get(service)?.includes(port) === true);
  return (doors.length > 0 ? doors : all.slice(0, 1)).flatMap(doorChecks);
}

/** Training: that it is there and well. Held-out: what was found besides, so that slim images are tried on what profiling didn't see. */
function doorChecks({ service, port, answers }: Door): readonly ProposedCheck[] {
  const basic = answers.filter(({ what }) => what === "page" || what === "health");
  const training = basic.length > 0 ? basic : answers.slice(0, 1);
  const heldOut = answers.filter((answer) => !training.includes(answer));
  const check = (name: string, use: ProposedCheck["use"], own: readonly SeenAnswer[]): readonly ProposedCheck[] =>
    own.length === 0
      ? []
      : [
          {
            name: `${service}:${String(port)} ${name}`,
            use,
            written: true,
            target: { service, port },
            steps: own.map(({ path, status, type }) => ({ get: path, status, ...(type === undefined || status >= 300 ? {} : { type }) })),
            from: `seen: ${own.map(({ path, status }) => `${path} answered ${String(status)}`).join(", ")}`,
          },
        ];
  return [...check("answers", "training", training), ...check("answers besides", "held-out", heldOut)];
}

/** Before anything ran: one request that is likely to be answered. */
function likelyCheck({ services }: Plan, published: ReadonlyMap<string, readonly number[]>): readonly ProposedCheck[] {
  const open = services.filter(({ name }) => (published.get(name)?.length ?? 0) > 0).reverse();
  const door = open.find(({ probe }) => probe.probes.some(({ kind }) => kind === "http")) ?? open[0];
  const port =
    door?.probe.probes.flatMap((probe) => (probe.kind === "http" ? [probe.port] : []))[0] ?? published.get(door?.name ?? "")?.[0];
  if (door === undefined || port === undefined) return [];
  return [
    {
      name: `${door.name}:${String(port)} answers`,
      use: "training",
      written: false,
      target: { service: door.name, port },
      steps: [{ get: "/", status: ["2xx", "3xx"] }],
      from: `plan: port ${String(port)} of ${door.name} is published; not tried`,
    },
  ];
}
