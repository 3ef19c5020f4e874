import { parse } from "node-html-parser";
import { StackSlimError } from "../model/errors.js";
import { messageOf } from "./explain.js";
import { preview } from "./text-pattern.js";

/** The attribute of the first element that a CSS selector finds, else its text without markup and the white space around. */
export const fromHtml = (
  html: string,
  selector: string,
  attribute: string | undefined,
): { readonly value: string } | { readonly error: string } => {
  const element = parse(html).querySelector(checkedSelector(selector));
  if (element === null) return { error: `no ${selector} in the page, which begins ${preview(html)}` };
  if (attribute === undefined) return { value: element.text.trim() };
  const value = element.getAttribute(attribute);
  return value === undefined ? { error: `the first ${selector} of the page has no attribute ${attribute}` } : { value };
};

/** @throws StackSlimError `config.css` for what is no CSS selector. */
export const checkedSelector = (selector: string): string => {
  try {
    parse("<p></p>").querySelector(selector);
    return selector;
  } catch (cause) {
    throw new StackSlimError(`${JSON.stringify(selector)} is not a CSS selector: ${messageOf(cause)}`, {
      code: "config.css",
      exitCode: 2,
      hint: "write it as in a style sheet: form input[name=token]",
      cause,
    });
  }
};
