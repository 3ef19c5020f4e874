import type { MeasuredFigures } from "../model/measurement.js";
import { spreadOf, type Spread } from "../model/spread.js";
import type { BootFigures } from "./measure-boot.js";

const figures = ["memoryBytes", "cpuSeconds", "readySeconds", "threads", "openFiles"] as const;
type Figure = (typeof figures)[number];
type Running = Pick<MeasuredFigures, Figure>;

/** What the boots of one of the two stacks gave of one service. */
export const serviceFigures = (boots: readonly BootFigures[], service: string): Running =>
  asFigures((figure) => spreadOf(boots.map(({ services }) => services.get(service)?.[figure])));

/** Of the whole stack: the sum of all services in each round; a round in which one lacks the figure has no sum. `services`: those that run to the end. */
export const stackFigures = (boots: readonly BootFigures[], services: readonly string[]): Running =>
  asFigures((figure) => {
    if (figure === "readySeconds") return spreadOf(boots.map(({ readySeconds }) => readySeconds));
    return spreadOf(
      boots.map((boot) => {
        const values = services.map((service) => boot.services.get(service)?.[figure]);
        return values.every((value) => value !== undefined) ? values.reduce((sum, value) => sum + value, 0) : undefined;
      }),
    );
  });

/** Services that a boot has figures of: jobs that end are part of no sum. */
export const measurable = (boots: readonly BootFigures[]): readonly string[] => [
  ...new Set(
    boots.flatMap(({ services }) => [...services].flatMap(([name, { memoryBytes }]) => (memoryBytes === undefined ? [] : [name]))),
  ),
];

const asFigures = (of: (figure: Figure) => Spread | undefined): Running =>
  Object.fromEntries(
    figures.flatMap((figure) => {
      const spread = of(figure);
      return spread === undefined ? [] : [[figure, spread] as const];
    }),
  );
