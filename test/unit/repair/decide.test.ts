import { expect, test } from "vitest";
import { decide, untried, type Case } from "../../../src/repair/index.js";

const all = ["api", "db", "web"];
const open: Case = { slim: all, culprits: [], suspects: [], missed: new Map(), sensed: new Set(), ladders: new Map() };
const exhausted = { ...untried, exhausted: true };

const told = (found: Partial<Case>): unknown => {
  const { moves, sense } = decide({ ...open, ...found });
  return {
    moves: [...moves].map(([service, move]) => `${service}: ${move.kind === "add" ? `${move.rung} ${move.paths.join()}` : move.kind}`),
    sense,
  };
};

test.each<[string, Partial<Case>, unknown]>([
  ["nobody blamed: nothing to do", {}, { moves: [], sense: [] }],
  [
    "a first look at whoever is blamed, and at what they rest on",
    { culprits: ["web"], suspects: ["db"] },
    { moves: [], sense: ["web", "db"] },
  ],
  [
    "what a log names is added at once",
    { culprits: ["web"], missed: new Map([["web", ["/a"]]]) },
    { moves: ["web: exact path /a"], sense: ["web"] },
  ],
  [
    "a miss of one that seems well goes before guesses at the one that fails",
    { culprits: ["web"], suspects: ["db"], sensed: new Set(all), missed: new Map([["db", ["/a"]]]) },
    { moves: ["db: exact path /a"], sense: ["web", "db"] },
  ],
  [
    "nothing missed by anyone: guesses at the one that fails",
    { culprits: ["web"], suspects: ["db"], sensed: new Set(all) },
    { moves: ["web: safe policy"], sense: ["web"] },
  ],
  ["no guesses at who only seems to be rested on", { suspects: ["db"], sensed: new Set(all) }, { moves: [], sense: [] }],
  ["nobody twice: what was tried to the end", { culprits: ["web"], ladders: new Map([["web", exhausted]]) }, { moves: [], sense: [] }],
  ["nor who runs its original by now", { slim: ["api"], culprits: ["web"], missed: new Map([["web", ["/a"]]]) }, { moves: [], sense: [] }],
  [
    "a miss that was mended already is none",
    {
      culprits: ["web"],
      sensed: new Set(all),
      missed: new Map([["web", ["/a"]]]),
      ladders: new Map([["web", { missed: ["/a"], rounds: 1, highest: 0, exhausted: false }]]),
    },
    { moves: ["web: ELF closure /a"], sense: ["web"] },
  ],
])("%s", (_, found, expected) => {
  expect(told(found)).toEqual(expected);
});
