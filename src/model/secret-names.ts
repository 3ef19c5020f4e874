const named =
  /auth(?!or(?!i))|cookie|password|passwd|pwd|secret|token|api-?_?key|session|csrf|xsrf|jwt|credential|private|^sid$|(^|[-_.])(pass|pin|key)$/i;

/** Whether what a header, form field or variable of this name holds should not be printed. */
export const isSecretName = (name: string): boolean => named.test(name);
