/** What a browser would make of a URL: a page to go to, or something a page is made of. */
export type Use = "page" | "style" | "script" | "image" | "media" | "font" | "frame" | "manifest" | "other";

/** A URL as a document writes it. `by` names what refers to it, for messages: `img`, `link`, `url()`. */
export type Found = { readonly url: string; readonly use: Use; readonly by: string };
