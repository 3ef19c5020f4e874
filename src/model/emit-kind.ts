/** What a result can be written as: full copies of the compose files, an override file, variables, a Kustomize component, a bake file. */
export const emitKinds = ["file", "override", "env", "kustomize", "bake"] as const;
export type EmitKind = (typeof emitKinds)[number];

/** What was written of one kind. */
export type Emission = {
  readonly kind: EmitKind;
  /** Absolute paths. */
  readonly files: readonly string[];
  /** The words of the command that uses them. */
  readonly use: readonly string[];
};

/** The slim image of a service as the last apply proved it. */
export type ProvenImage = {
  readonly ref: string;
  /** Content id, `sha256:…`. */
  readonly id: string;
  /** The image that the service ran before, as the compose file names it. */
  readonly original: string;
  /** As in `linux/amd64`. */
  readonly platform: string;
};

/** How a service's slim image is called in what is written. */
export type EmitImage = {
  /** What compose and Kubernetes run: NAME:TAG of this engine, or NAME@sha256:… of a registry. */
  readonly ref: string;
  /** NAME:TAG of the same. */
  readonly tagged: string;
};
