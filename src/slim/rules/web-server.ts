import { posix } from "node:path";
import { completing, type Rule } from "../rule.js";
import { filesBelow } from "../walk.js";
import { closureBytes, heaviestClosureBytes } from "./elf-dlopen.js";

type Server = { readonly program: RegExp; readonly data: readonly string[] };

/** What a configuration names and a request reaches later: modules, types by file name, error pages, icons of listings. */
const servers: readonly Server[] = [
  {
    program: /\/nginx(-debug)?$/,
    data: [
      "/etc/nginx",
      "/usr/lib/nginx/modules",
      "/usr/share/nginx/modules-available",
      "/usr/lib64/nginx/modules",
      "/usr/share/nginx/html",
    ],
  },
  {
    program: /\/(apache2|httpd)$/,
    data: [
      "/etc/apache2",
      "/etc/httpd",
      "/usr/lib/apache2/modules",
      "/usr/local/apache2/modules",
      "/usr/local/apache2/conf",
      "/usr/local/apache2/error",
      "/usr/local/apache2/icons",
      "/usr/share/apache2",
    ],
  },
  { program: /\/haproxy$/, data: ["/etc/haproxy", "/usr/local/etc/haproxy"] },
  { program: /\/lighttpd$/, data: ["/etc/lighttpd", "/usr/lib/lighttpd", "/usr/share/lighttpd"] },
];

const types = ["/etc/mime.types", "/usr/share/mime/globs2", "/etc/magic.mime"];

/** Modules, types and error pages of a web server that was used. */
export const webServer: Rule = {
  name: "web-server",
  policies: completing,
  start: (context) => ({
    *seed() {
      const { index, used } = context;
      for (const path of used) {
        for (const { program, data } of servers) {
          if (!program.test(path)) continue;
          const name = posix.basename(path);
          for (const directory of data)
            for (const file of filesBelow(index, directory)) {
              if (!file.endsWith(".so") || closureBytes(context, file) <= heaviestClosureBytes)
                yield { path: file, why: `module, type or page of ${name}` };
            }
          for (const file of types) yield { path: file, why: `types that ${name} tells by file name` };
        }
      }
    },
  }),
};
