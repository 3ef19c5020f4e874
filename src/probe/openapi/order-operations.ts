import type { Operation } from "./operation.js";

/**
 * The order in which operations have something to work on: what is created, listed, read, changed and deleted, and the end of the session
 * last. What is inside of something else is made after it and deleted before it. `needs` = how many other resources a body refers to.
 */
export const inOrder = (operations: readonly Operation[], needs: (operation: Operation) => number): readonly Operation[] =>
  operations
    .map((operation, index) => ({
      operation,
      keys: [phaseOf(operation), depthOf(operation), operation.method === "POST" ? needs(operation) : 0, index],
    }))
    .sort((a, b) => a.keys.map((key, at) => key - (b.keys[at] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ operation }) => operation);

const phaseOf = (operation: Operation): number => {
  const { method, template } = operation;
  if (/log-?_?out|sign-?_?out/i.test(template)) return 9;
  const isDeep = parametersIn(template) > 0;
  if (method === "POST") return isDeep ? 2 : 0;
  if (method === "DELETE") return 5;
  if (method === "PUT" || method === "PATCH") return 4;
  return isDeep ? 3 : 1;
};

const depthOf = ({ method, template }: Operation): number => (method === "DELETE" ? -1 : 1) * parametersIn(template);

const parametersIn = (template: string): number => template.split("{").length - 1;
