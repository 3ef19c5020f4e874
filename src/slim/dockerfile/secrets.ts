import { split } from "./config-instructions.js";

/** Which texts a Dockerfile must not tell. */
export type Secrets = {
  /** Texts of the stack's secrets, wherever they stand. */
  readonly texts: readonly string[];
  /** Whether the value of a variable of the image is one. */
  readonly isSecret: (name: string, value: string) => boolean;
};

/** The lines with secrets masked: the stack's anywhere, those of the image's own variables where they follow their names. */
export function maskedVariables(lines: readonly string[], variables: readonly string[], { texts, isSecret }: Secrets): readonly string[] {
  const own = variables.map(split).filter(([name, value]) => value !== "" && isSecret(name, value));
  return lines.map((line) => {
    const named = own.reduce(
      (text, [name, value]) => text.replaceAll(`${name}=${value}`, `${name}=***`).replaceAll(`${name}="${value}"`, `${name}=***`),
      line,
    );
    return texts.reduce((text, secret) => text.replaceAll(secret, "***"), named);
  });
}
