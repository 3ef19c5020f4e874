import type { Edge, ServiceOrder } from "../model/stack.js";

/**
 * Dependencies first. Services that need each other in a circle are one group (strongly connected components, Tarjan 1972) on one level;
 * inside a level and a cycle the order is that of `names`. Edges of unknown names are ignored.
 */
export function orderServices(names: readonly string[], edges: readonly Edge[]): ServiceOrder {
  const needs = new Map(names.map((name) => [name, [] as string[]]));
  for (const { from, to } of edges) if (from !== to && needs.has(to)) needs.get(from)?.push(to);

  const groups = connectedGroups(names, needs);
  const groupOf = new Map(groups.flatMap((group) => group.map((name) => [name, group])));
  const levelOf = new Map<readonly string[], number>();
  // Tarjan gives a group only after all the groups it needs.
  for (const group of groups) {
    const below = group.flatMap((name) => needs.get(name) ?? []).flatMap((name) => [groupOf.get(name) ?? group]);
    levelOf.set(group, Math.max(-1, ...below.filter((other) => other !== group).map((other) => levelOf.get(other) ?? 0)) + 1);
  }

  const position = new Map(names.map((name, index) => [name, index]));
  const inOrder = (group: readonly string[]): readonly string[] =>
    [...group].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
  const levels: string[][] = [];
  for (const name of names) {
    const level = levelOf.get(groupOf.get(name) ?? []) ?? 0;
    (levels[level] ??= []).push(name);
  }
  const cycles = groups.filter((group) => group.length > 1).map(inOrder);
  return { levels, cycles: cycles.sort(([a = ""], [b = ""]) => (position.get(a) ?? 0) - (position.get(b) ?? 0)) };
}

type Visit = { readonly index: number; low: number; onStack: boolean };

function connectedGroups(names: readonly string[], needs: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const visits = new Map<string, Visit>();
  const stack: string[] = [];
  const groups: string[][] = [];

  const visit = (name: string): Visit => {
    const own: Visit = { index: visits.size, low: visits.size, onStack: true };
    visits.set(name, own);
    stack.push(name);
    for (const need of needs.get(name) ?? []) {
      const seen = visits.get(need);
      if (seen === undefined) own.low = Math.min(own.low, visit(need).low);
      else if (seen.onStack) own.low = Math.min(own.low, seen.index);
    }
    if (own.low === own.index) groups.push(popUntil(name));
    return own;
  };
  const popUntil = (name: string): string[] => {
    const group = stack.splice(stack.indexOf(name));
    for (const member of group) {
      const visited = visits.get(member);
      if (visited !== undefined) visited.onStack = false;
    }
    return group;
  };

  for (const name of names) if (!visits.has(name)) visit(name);
  return groups;
}
