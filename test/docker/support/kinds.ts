/** A kind of container: a service of fixtures/kinds, and what is certain of it. */
export type Kind = {
  readonly name: string;
  /** Facts its record must have, as `KIND STATE PATH FINAL`. */
  readonly asks: readonly RegExp[];
  /** Names of processes beside the first one that are compared too. */
  readonly also?: readonly string[];
  /** Its output is the same in every boot, and is compared. */
  readonly log?: boolean;
  /** How many containers; default 1. */
  readonly count?: number;
  /** The exit code of one that ends by itself. */
  readonly endsWith?: number;
  /** It has no seccomp filter by itself. */
  readonly unconfined?: boolean;
  /** It uses io_uring where it may, which the sensor refuses. */
  readonly ioUring?: boolean;
  /** Its first process is the engine's own, which starts the gate: what the gate is given shows there. */
  readonly init?: boolean;
};

const app = /^exec f \/kinds\/app \/kinds\/app$/;
const serves = /^bind c inet:0\.0\.0\.0:6100 /;
const libc = /^open f \S+ \/usr\/lib\/\S+\/libc\.so\.6$/;
const loader = /^interp f \S+ \/usr\/lib\/\S+\/ld-linux-\S+$/;
/** What every dynamic program of Debian asks for. */
export const dynamic = [libc, loader];

/** Its own program is static, so nothing else is certain. */
const ours = (name: string, more: Partial<Kind> = {}): Kind => ({ name, log: true, ...more, asks: [app, serves, ...(more.asks ?? [])] });

/** Services of compose.yml. */
export const ownKinds: readonly Kind[] = [
  {
    name: "scratch",
    log: true,
    asks: [
      /^exec f \/app \/app$/,
      /^open f \/app \/app$/,
      /^stat n \/etc\/kinds /,
      /^access n \/etc\/kinds /,
      /^readlink n \/etc\/kinds /,
      serves,
    ],
  },
  {
    name: "no-shell",
    asks: [
      /^exec f \/bin\/tail \/bin\/tail$/,
      /^interp f \/lib64\/ld-linux/,
      /^open f \S+ \/lib\/\S+\/libc\.so\.6$/,
      /^open f \/text \/text$/,
    ],
  },
  { name: "go", log: true, asks: [/^exec f \/busy \/busy$/, /^stat f \/busy /, /^stat n \/none-15 /, /^bind c inet6:\[::\]:6100/] },
  { name: "i386", log: true, asks: [/^exec f \/kinds\/old /, /^open f \/etc\/debian_version /, /^access n \/etc\/asked-by-i386 /] },

  ours("user", { asks: [/^open f \/etc\/shadow /] }),
  ours("read-only", { asks: [/^open f \/etc\/hostname /] }),
  ours("cap-drop"),
  ours("cap-drop-user"),
  ours("no-new-privileges", { asks: [/^exec f \/kinds\/as-root /] }),
  ours("own-admin"),
  ours("unconfined", { unconfined: true }),
  ours("setuid", { asks: [/^exec f \/kinds\/as-root /, /^open f \/etc\/shadow /] }),
  { name: "file-caps", log: true, asks: [/^exec f \/kinds\/with-caps /, serves] },
  ours("own-seccomp", { asks: [/^stat n \/etc\/after-the-filter /] }),

  ours("init", { init: true, also: ["app"] }),
  ours("tini", { also: ["app"], asks: [/^exec f \/usr\/bin\/tini /, ...dynamic] }),
  ours("dumb-init", { also: ["app"], asks: [/^exec f \/usr\/bin\/dumb-init /, ...dynamic] }),
  ours("setpriv", {
    asks: [
      /^exec f \/kinds\/entrypoint\.sh /,
      /^interp f \/bin\/sh \/usr\/bin\/dash$/,
      /^link l \/bin usr\/bin$/,
      /^exec f \/usr\/bin\/chown /,
      /^list d \/var\/lib\/kinds /,
    ],
  }),
  ours("su-exec", {
    asks: [
      /^exec f \/kinds\/entrypoint\.sh /,
      /^exec f \/kinds\/su-exec /,
      /^(access|stat) n \/etc\/kinds\.conf /,
      /^exec f \/usr\/bin\/mkdir /,
      ...dynamic,
    ],
  }),
  ours("settings", {
    asks: [
      /^hello d main \/usr\/share$/,
      /^list d \/usr\/share\/\. \/usr\/share$/,
      /^stat n \/usr\/share\/\.\.\/share\/none \/usr\/share\/none$/,
    ],
  }),
  ours("health", {
    asks: [
      /^hello d health \//,
      /^exec f \/bin\/sh \/usr\/bin\/dash$/,
      /^(stat|access) f \/etc\/debian_version /,
      /^(stat|access) n \/etc\/asked-by-health /,
      ...dynamic,
    ],
  }),

  ours("forks", { asks: [/^stat n \/kinds\/child-0 /, /^stat n \/kinds\/child-199 /] }),
  ours("alarms", { asks: [/^stat f \/etc\/hostname /] }),
  ours("replicas", { count: 3 }),
  { name: "job", endsWith: 7, log: true, asks: [app, /^stat n \/etc\/asked-by-job /, /^exec f \/usr\/bin\/wc /, ...dynamic] },
  {
    name: "memcached",
    asks: [
      /^exec f \/usr\/bin\/memcached /,
      /^open f \S+ \S+\/libevent-2\.1\.so\S+$/,
      /^open f \/etc\/passwd /,
      /^bind c inet\S+:11211 /,
      ...dynamic,
    ],
  },
  { name: "mosquitto", asks: [/^exec f \/usr\/sbin\/mosquitto /, /^open f \/tmp\/mosquitto\.conf /, /^bind c inet\S+:1883 /, ...dynamic] },
];
