/** All that a query of each root field needs of a schema. A type is at most a list of non-null of a named one, thrice. */
export const introspection = `query Probe {
  __schema {
    queryType {
      fields {
        name
        args { defaultValue type { kind } }
        type { kind ofType { kind ofType { kind ofType { kind ofType { kind } } } } }
      }
    }
    types { name }
  }
}`;

export type QueryField = { readonly name: string; readonly needsArguments: boolean; readonly isLeaf: boolean };

type TypeRef = { readonly kind: string; readonly ofType?: TypeRef | null };
type FieldOf = {
  readonly name: string;
  readonly args: readonly { readonly defaultValue: string | null; readonly type: TypeRef }[];
  readonly type: TypeRef;
};
type Introspected = { readonly __schema?: { readonly queryType?: { readonly fields?: readonly FieldOf[] | null } | null } | null } | null;

/** The root query fields that an introspection answered; undefined when it did not. */
export const queryFields = (data: unknown): readonly QueryField[] | undefined =>
  (data as Introspected | undefined)?.__schema?.queryType?.fields?.map(({ name, args, type }) => ({
    name,
    needsArguments: args.some((argument) => argument.type.kind === "NON_NULL" && argument.defaultValue === null),
    isLeaf: ["SCALAR", "ENUM"].includes(innermost(type)),
  }));

const innermost = ({ kind, ofType }: TypeRef): string => (ofType === undefined || ofType === null ? kind : innermost(ofType));

/** What asks for a field and for as little of it as can be. */
export const selection = ({ name, isLeaf }: QueryField): string => (isLeaf ? name : `${name} { __typename }`);
