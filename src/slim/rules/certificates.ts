import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";

const stores = ["/etc/ssl/certs", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates", "/etc/pki", "/etc/ca-certificates"];
const files = ["/etc/ca-certificates.conf", "/etc/ssl/cert.pem"];

/** The trust store the image was given: TLS to the outside is rarely part of a profile. */
export const certificates: Rule = {
  name: "certificates",
  policies: completing,
  start: ({ index }) => ({
    *seed() {
      for (const path of files) yield { path, why: "the image's trust store" };
      for (const store of stores) for (const path of filesBelow(index, store)) yield { path, why: "the image's trust store" };
    },
  }),
};
