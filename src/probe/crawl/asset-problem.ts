import { answerProblem } from "../expect-http.js";
import type { HttpAnswer } from "../http-exchange.js";
import { mediaType } from "./document-links.js";
import type { Use } from "./found.js";

/** What is wrong with an answer, given what its URL is used for; undefined: nothing. `strict`: a page that has to be there. */
export const itemProblem = (use: Use, answer: HttpAnswer, strict: boolean): string | undefined => {
  const { status } = answer;
  if (use === "page" || use === "frame") {
    // A link to what is gone is the site's own matter; an error of the server's is not.
    return status >= 500 || (strict && status >= 400) ? `status ${status}` : undefined;
  }
  if (status >= 400) return `status ${status}`;
  if (status >= 300) return undefined;
  const type = mediaType(answer);
  const named = names[use];
  // Servers of single-page applications answer with their page whatever is asked.
  if (named !== undefined && type === "text/html") return `answered with a page (text/html) in place of ${named}`;
  if (use !== "image" || answer.body.length === 0) return undefined;
  return answerProblem({ status: ["2xx"], ...(type === "" ? {} : { type }) }, answer, new Map());
};

const names: Readonly<Partial<Record<Use, string>>> = {
  style: "a stylesheet",
  script: "a script",
  image: "an image",
  media: "sound or video",
  font: "a font",
  manifest: "a manifest",
};
