import type { HttpAnswer } from "../http-exchange.js";
import { answerValues, type AnswerText } from "./answer-values.js";
import type { LiveValues } from "./live-values.js";
import { mediaType, type Entry } from "./recording.js";

/** Lays a live answer beside the recorded one and learns what is another value in it now. Gives those of them that are secrets. */
export const learnValues = (entry: Entry, answer: HttpAnswer, path: string, values: LiveValues): readonly string[] => {
  const recorded = answerValues(recordedText(entry));
  const live = answerValues(liveText(answer, path));
  // What is there as recorded is the same now, perhaps in another place: lists come in another order.
  const same = new Set([...live.values()].map(({ value }) => value));
  const secrets: string[] = [];
  for (const [place, { value, noun, secret }] of recorded) {
    const now = live.get(place);
    if (now === undefined || now.value === "") continue;
    if (secret) secrets.push(now.value);
    if (!same.has(value)) values.learn(value, now.value, noun);
  }
  return secrets;
};

const recordedText = ({ url, type, text = "", answerHeaders }: Entry): AnswerText => {
  const location = answerHeaders.find(([name]) => name === "location")?.[1];
  return {
    path: url.pathname,
    type,
    text,
    setCookies: answerHeaders.filter(([name]) => name === "set-cookie").map(([, value]) => value),
    ...(location === undefined ? {} : { location }),
    headers: answerHeaders,
  };
};

const liveText = ({ headers, body }: HttpAnswer, path: string): AnswerText => {
  const location = headers["location"]?.[0];
  return {
    path,
    type: mediaType(headers["content-type"]?.[0] ?? ""),
    text: body.toString("utf8"),
    setCookies: headers["set-cookie"] ?? [],
    ...(location === undefined ? {} : { location }),
    headers: Object.entries(headers).map(([name, list]) => [name, list.join(", ")] as const),
  };
};
