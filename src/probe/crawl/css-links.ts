import { tokenize, TokenType } from "@csstools/css-tokenizer";
import type { Found, Use } from "./found.js";

/** What a stylesheet or a `style` attribute loads: `@import`, `url()`, and the images and fonts named in `image-set()` and `src()`. */
export const cssLinks = (css: string): readonly Found[] => {
  const found: Found[] = [];
  // The at-rule and the property that a URL stands in say what it is for; functions are kept as a stack, since url() may be inside image-set().
  let rule = "";
  let property = "";
  let last = "";
  const functions: string[] = [];
  for (const token of tokenize({ css })) {
    const inside = functions.at(-1) ?? "";
    switch (token[0]) {
      case TokenType.AtKeyword:
        rule = token[4].value.toLowerCase();
        break;
      case TokenType.Function:
        functions.push(token[4].value.toLowerCase());
        break;
      case TokenType.OpenParen:
        functions.push("");
        break;
      case TokenType.CloseParen:
        functions.pop();
        break;
      case TokenType.Ident:
        last = token[4].value.toLowerCase();
        break;
      case TokenType.Colon:
        if (functions.length === 0) property = last;
        break;
      case TokenType.Semicolon:
      case TokenType.CloseCurly:
        if (rule === "import" || token[0] === TokenType.CloseCurly) rule = "";
        property = "";
        functions.length = 0;
        break;
      case TokenType.URL:
        found.push({ url: token[4].value, use: useOf(rule, property), by: rule === "import" ? "@import" : "url()" });
        break;
      case TokenType.String:
        if (rule === "import" && functions.length === 0) found.push({ url: token[4].value, use: "style", by: "@import" });
        else if (loading.has(inside))
          found.push({ url: token[4].value, use: useOf(rule, property), by: rule === "import" ? "@import" : `${inside}()` });
        break;
      default:
    }
  }
  return found.filter(({ url }) => url.trim() !== "");
};

const loading: ReadonlySet<string> = new Set(["url", "src", "image", "image-set", "-webkit-image-set"]);

const useOf = (rule: string, property: string): Use => {
  if (rule === "import") return "style";
  if (rule === "font-face") return "font";
  // Fragments of a document (`filter: url(#a)`) are no request, and a namespace is only a name.
  return rule === "namespace" || rule === "document" ? "other" : property === "behavior" ? "other" : "image";
};
