/** Directories and endings that no running service reads: documentation, translations, headers, static libraries, caches. */
const documentation = [
  /^\/usr\/(local\/)?share\/(doc|doc-base|man|info|locale|lintian|linda|bug|gtk-doc|help|reportbug|bash-completion|zsh|fish|menu|pixmaps\/debian)\//,
  /^\/usr\/(local\/)?include\//,
  /^\/usr\/lib\/jvm\/[^/]+\/lib\/(ct\.sym|src\.zip|server\/classes_nocoops\.jsa)$/,
  /^\/usr\/share\/(gcc|gdb|emacs|vim)\//,
  /\/(pkgconfig|cmake|pgxs|bitcode)\//,
  /^\/usr\/share\/postgresql\/[^/]+\/man\//,
  /^\/usr\/lib\/jvm\/[^/]+\/(man|legal|docs|demo|sample)\//,
  /^\/usr\/lib\/debug\//,
  /\.(a|h|hpp|pod|d\.ts|map)$/,
  // Beside a plugin it is what libtool's loader opens.
  /^\/usr\/(local\/)?lib(\/[^/]+-linux-[^/]+)?\/[^/]+\.la$/,
  /\/nodejs\/@types\/|\/tests?\.js$/,
  /^\/usr\/(local\/)?lib\/python3[^/]*\/(test|idlelib|tkinter|turtledemo|lib2to3|pydoc_data|ensurepip|distutils\/tests|ctypes\/test|unittest\/test|config-[^/]*)\//,
];

/** True for what a service may need while it runs; false for what only people, compilers or package builders read. */
export const isOrdinary = (path: string): boolean => !documentation.some((pattern) => pattern.test(path));

const caches = [
  /^\/var\/cache\//,
  /^\/var\/lib\/apt\/lists\//,
  /^\/var\/lib\/(dpkg|ucf|pam|systemd|apt)\//,
  /^\/lib\/apk\//,
  /^\/var\/log\//,
  /^\/(var\/)?tmp\//,
  /\/(\.cache|\.npm|\.m2|\.gradle|\.cargo\/registry|_cacache)\//,
  /^\/etc\/(rc[0-6S]\.d|init\.d|systemd|cron\.[^/]+|apt|alternatives)\//,
  /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$/,
  /^\/usr\/lib\/locale\//,
  /^\/usr\/share\/(mime|icons|applications)\//,
];

/** True for what a package manager, a build or a log left behind. */
export const isLeftover = (path: string): boolean => caches.some((pattern) => pattern.test(path));
