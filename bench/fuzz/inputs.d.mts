type Field = string | number | boolean | readonly Field[] | { readonly [name: string]: Field };
export const compose: { readonly [name: string]: Field };
export const config: { readonly [name: string]: Field };
/** A header block of a tar; its checksum is right. `numbers` puts bytes (latin1) at offsets. */
export const tarHeader: (fields: {
  readonly name: string;
  readonly flag?: string;
  readonly link?: string;
  readonly size?: number;
  readonly mode?: number;
  readonly prefix?: string;
  readonly magic?: string;
  readonly numbers?: Readonly<Record<number, string>>;
}) => Buffer;
export const paxRecord: (key: string, value: string) => Buffer;
