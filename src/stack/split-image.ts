export type ImageParts = { readonly name: string; readonly tag?: string; readonly digest?: string };

/** An image reference in its parts: NAME[:TAG][@DIGEST]; the name with the registry's host and port. */
export const splitImage = (ref: string): ImageParts => {
  const [named = ref, digest] = ref.split("@");
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  return {
    name: colon < 0 ? named : named.slice(0, colon),
    ...(colon < 0 ? {} : { tag: named.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  };
};

/** Of `HOST[:PORT]/PATH` both; of a name without a host the path alone. Source: distribution/reference, splitDockerDomain. */
export const splitHost = (name: string): { readonly host?: string; readonly path: string } => {
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  return /[.:A-Z]/.test(first) || first === "localhost" ? { host: first, path: name.slice(slash + 1) } : { path: name };
};
