import { isMap, type Node, type Pair } from "yaml";
import { isScalarNode, lostAnchors, rehomeScalar } from "./emit-anchors.js";
import { composeDocuments, fieldOrigin, resolved, type ComposeDocument } from "./emit-document.js";
import { applyEdits, insertPair, quoted, removePair, replacePair, replaceValue, type Edit } from "./emit-edits.js";

/** What has to become of one service in one document. */
export type Change = {
  readonly image?: string;
  readonly pullPolicy?: string;
  /** Takes the service's own build section away. */
  readonly removeBuild?: true;
  /** Undoes the build section that an earlier file or `extends` brings. */
  readonly resetBuild?: true;
};

export type EmittedUnit = { readonly edits: readonly Edit[]; readonly warnings: readonly string[] };

/**
 * The edits of one document that make these changes and no others. A service may take its image or build from another one through an anchor, a merge
 * key or `extends`, so the edited text is read again, and services that it would change unasked get what they had as lines of their own: from
 * this text, or by `fallback` where it doesn't say.
 */
export const editUnit = (
  unit: ComposeDocument,
  index: number,
  changes: ReadonlyMap<string, Change>,
  fallback: (service: string, field: "image" | "pull_policy") => string,
): EmittedUnit => {
  const asked = new Map(changes);
  const keptBuilds = new Set<Node>();
  // Every round settles one service's field at least, and each has three.
  for (let round = 0; round <= 3 * unit.services.size; round++) {
    const { edits, warnings } = editsOf(unit, asked, keptBuilds);
    const after = composeDocuments(applyEdits(unit.text, edits))?.[index];
    const hurt = after === undefined ? [] : [...unit.services.keys()].flatMap((name) => damage(unit, after, name, asked.get(name)));
    if (hurt.length === 0)
      return { edits, warnings: [...warnings, ...(after === undefined ? [] : inheritedBuildWarnings(after, changes))] };
    for (const { service, field } of hurt) {
      const origin = fieldOrigin(unit, service, field);
      const before = origin !== undefined && "pair" in origin ? origin.pair : undefined;
      if (field === "build") {
        if (before !== undefined) keptBuilds.add(before.key);
        continue;
      }
      const value = sourceOf(unit, before) ?? fallback(service, field);
      asked.set(service, { ...asked.get(service), [field === "image" ? "image" : "pullPolicy"]: value });
    }
  }
  return editsOf(unit, asked, keptBuilds);
};

const editsOf = (unit: ComposeDocument, changes: ReadonlyMap<string, Change>, keptBuilds: Set<Node>): EmittedUnit => {
  for (;;) {
    const edits = [...changes].flatMap(([service, change]) => editsOfService(unit, service, change, keptBuilds));
    const lost = [...lostAnchors(unit, edits)];
    const builds = lost.filter(([node]) => !isScalarNode(node)).flatMap(([node]) => buildAround(unit, node, changes.keys()));
    const more = builds.filter((key) => !keptBuilds.has(key));
    if (more.length > 0) {
      for (const key of more) keptBuilds.add(key);
      continue;
    }
    const moved = lost.flatMap(([node, aliases]) => (isScalarNode(node) ? rehomeScalar(unit.text, node, aliases) : []));
    return { edits: [...edits, ...moved], warnings: keptBuildWarnings(unit, changes, keptBuilds) };
  }
};

const editsOfService = (unit: ComposeDocument, service: string, change: Change, keptBuilds: Set<Node>): Edit[] => {
  const entry = unit.services.get(service);
  if (entry === undefined) return [];
  const { text } = unit;
  const image = fieldOrigin(unit, service, "image");
  const build = fieldOrigin(unit, service, "build");
  const policy = fieldOrigin(unit, service, "pull_policy");
  const edits: Edit[] = [];
  const removes = change.removeBuild === true && build?.from === "own" && !keptBuilds.has(build.pair.key);
  // Of two build keys in one map, the reset would be one too many.
  const isKeptOwn = build?.from === "own" && !removes;
  const replacesBuild = removes && change.image !== undefined && image?.from !== "own";
  if (change.image !== undefined) {
    if (image?.from === "own") edits.push(replaceValue(text, image.pair, change.image));
    else if (replacesBuild) edits.push(replacePair(text, build.map, build.pair, "image", change.image));
    else edits.push(insertPair(text, entry, "image", change.image));
  }
  if (removes && !replacesBuild) edits.push(removePair(text, build.map, build.pair));
  if (change.resetBuild === true && !isKeptOwn) edits.push(insertPair(text, entry, "build", "!reset null"));
  if (change.pullPolicy !== undefined) {
    edits.push(
      policy?.from === "own"
        ? replaceValue(text, policy.pair, change.pullPolicy)
        : insertPair(text, entry, "pull_policy", change.pullPolicy),
    );
  }
  return joined(edits, entry.value !== null && isMap(entry.value));
};

/** Insertions at one place of a service that is no map yet must make one map. */
const joined = (edits: readonly Edit[], isOwnMap: boolean): Edit[] => {
  const [first, ...more] = edits;
  if (isOwnMap || first === undefined) return [...edits];
  const tail = more.map(({ text }) => text.split(/(?=\r?\n)/).at(-1) ?? text);
  return [{ ...first, text: first.text + tail.join("") }];
};

type Damage = { readonly service: string; readonly field: "image" | "build" | "pull_policy" };

const damage = (before: ComposeDocument, after: ComposeDocument, service: string, change: Change | undefined): Damage[] => {
  const differs = (field: Damage["field"]) => valueOf(before, service, field) !== valueOf(after, service, field);
  return [
    ...(change?.image === undefined && differs("image") ? [{ service, field: "image" as const }] : []),
    ...(change?.removeBuild === undefined && change?.resetBuild === undefined && differs("build")
      ? [{ service, field: "build" as const }]
      : []),
    ...(change?.pullPolicy === undefined && differs("pull_policy") ? [{ service, field: "pull_policy" as const }] : []),
  ];
};

const valueOf = (unit: ComposeDocument, service: string, field: string): string | undefined => {
  const origin = fieldOrigin(unit, service, field);
  if (origin === undefined || !("pair" in origin)) return origin?.from;
  const node = resolved(unit.document, origin.pair.value);
  return node === null || node === undefined ? "null" : (JSON.stringify(node.toJS(unit.document)) ?? "null");
};

const sourceOf = (unit: ComposeDocument, pair: Pair<Node, Node | null> | undefined): string | undefined => {
  const node = resolved(unit.document, pair?.value);
  return node !== null && node !== undefined && isScalarNode(node) ? String(node.value) : undefined;
};

const buildAround = (unit: ComposeDocument, node: Node, services: Iterable<string>): Node[] =>
  [...services].flatMap((service) => {
    const origin = fieldOrigin(unit, service, "build");
    if (origin === undefined || !("pair" in origin)) return [];
    const [start, end] = [origin.pair.key.range?.[0] ?? 0, origin.pair.value?.range?.[2] ?? 0];
    const at = node.range?.[0] ?? -1;
    return start <= at && at < end ? [origin.pair.key] : [];
  });

const keptBuildWarnings = (unit: ComposeDocument, changes: ReadonlyMap<string, Change>, keptBuilds: ReadonlySet<Node>): string[] =>
  [...changes].flatMap(([service, change]) => {
    const build = fieldOrigin(unit, service, "build");
    const isKept = change.removeBuild === true && build?.from === "own" && keptBuilds.has(build.pair.key);
    return isKept
      ? [
          `${service}: its build section stays, other services refer to it; don't build ${service} from the slim file, that would replace the slim image ${quoted(change.image ?? "")}`,
        ]
      : [];
  });

/** With its own build section gone, a service may have another one by a merge key, which compose can't undo in the same map. */
const inheritedBuildWarnings = (after: ComposeDocument, changes: ReadonlyMap<string, Change>): string[] =>
  [...changes].flatMap(([service, change]) => {
    const isGone = change.removeBuild !== true || change.resetBuild === true || fieldOrigin(after, service, "build")?.from !== "merge";
    return isGone ? [] : [templateBuildWarning(service, change.image)];
  });

export const templateBuildWarning = (service: string, image = ""): string =>
  `${service}: its build section comes from a template and stays; don't build ${service} from the slim file, that would replace the slim image ${quoted(image)}`;
