/** `petId`, `pet_id`, `petID` → pet; undefined for a name that names no other thing. */
export const nounOf = (name: string): string | undefined => {
  const noun = /^(.+?)[_-]?(?:[Ii]d|ID|uuid|Uuid)$/.exec(name)?.[1];
  return noun === undefined || /^[_-]*$/.test(noun) ? undefined : singular(noun);
};

/** Good enough to tell that /pets holds the pet of petId: case, separators and the plural are left out. */
export const singular = (word: string): string => {
  const plain = plainName(word);
  if (/ies$/.test(plain)) return `${plain.slice(0, -3)}y`;
  if (/(s|x|z|ch|sh)es$/.test(plain)) return plain.slice(0, -2);
  return /[^s]s$/.test(plain) ? plain.slice(0, -1) : plain;
};

/** A name without what writers differ in. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z\d]/g, "");
