const stages = "^src/(stack|config|plan|profile|slim|trial|search|repair|probe|report|workspace|doctor)/";

/** The layering of src/: each rule with its reason. */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment: "A cycle has no first file to read.",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "model-imports-nothing",
      comment: "The words of the project must not depend on what is done with them.",
      severity: "error",
      from: { path: "^src/model/" },
      to: { pathNot: "^src/model/", dependencyTypesNot: ["core"] },
    },
    {
      name: "stages-know-only-the-model",
      comment: "A stage gets ports and gives artifacts; the pipeline wires it. So each can be read, tested and replaced alone.",
      severity: "error",
      from: { path: stages },
      to: { path: "^src/", pathNot: ["^src/model/", "^src/$1/"] },
    },
    {
      name: "docker-only-in-docker",
      comment: "One room speaks to the engine and the compose CLI: what another engine does differently has one place.",
      severity: "error",
      from: { pathNot: "^src/docker/" },
      to: { path: "node_modules/dockerode" },
    },
    {
      name: "processes-only-where-they-belong",
      comment: "Only the compose adapter, the probe drivers of commands and what opens a browser start processes.",
      severity: "error",
      from: { pathNot: "^src/((docker|probe)/|ui/open-file)" },
      to: { path: ["node_modules/execa", "^child_process$", "^node:child_process$"] },
    },
    {
      name: "listr-only-in-ui",
      comment: "Progress is events; how they look is decided in one room.",
      severity: "error",
      from: { pathNot: "^src/ui/" },
      to: { path: "node_modules/listr2" },
    },
    {
      name: "adapters-know-only-the-model",
      comment: "Adapters implement ports; they take no decision of a stage.",
      severity: "error",
      from: { path: "^src/(docker|ui)/" },
      to: { path: "^src/", pathNot: ["^src/model/", "^src/$1/"] },
    },
    {
      name: "commands-are-not-imported",
      comment: "Commands are the outermost layer, below only cli.ts and the declarations in cli/.",
      severity: "error",
      from: { pathNot: "^src/(cli(\\.ts|/)|commands/)" },
      to: { path: "^src/commands/" },
    },
    {
      name: "library-shows-nothing",
      comment: "Whoever imports the package gets events and results: what is shown, and exit codes, are the command line's.",
      severity: "error",
      from: { path: "^src/(api/|pipeline/|(index|pipeline)\\.ts$)" },
      to: { path: "^src/(ui/|cli/|cli\\.ts$|commands/)" },
    },
    {
      name: "api-is-outermost",
      comment: "The library's functions wire everything for their caller; only the command line stands on them.",
      severity: "error",
      from: { pathNot: "^src/(api/|cli/|commands/|index\\.ts$)" },
      to: { path: "^src/api/" },
    },
    {
      name: "no-orphans",
      comment: "A file nobody imports is dead.",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: ["^src/(cli|index)\\.ts$", "\\.d\\.ts$"] },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
