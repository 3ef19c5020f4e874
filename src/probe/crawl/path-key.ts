/** What tells two addresses of the same page apart from two pages. Queries in another order, empty ones, campaign marks and session ids don't. */
export const pathKey = (path: string): string => {
  const url = new URL(path, "http://host");
  const pathname = url.pathname.replace(/;jsessionid=[^/]*/i, "");
  const kept = [...url.searchParams].filter(([name]) => !/^(utm_\w+|fbclid|gclid|phpsessid|jsessionid|sid)$/i.test(name));
  const query = kept.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).sort();
  return query.length === 0 ? pathname : `${pathname}?${query.join("&")}`;
};

/** Links that end the session or take away what the rest of the crawl would see. Source of the words: what such links are called in practice. */
export const isHarmful = (path: string): boolean => harmful.test(decoded(path));

const harmful =
  /(^|[/?&=_.-])((log|sign)[-_]?(out|off)|abmelden|deconnexion|cerrar-sesion|delete|destroy|unsubscribe|uninstall|shutdown|deactivate)($|[/?&=_.-])/i;

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
