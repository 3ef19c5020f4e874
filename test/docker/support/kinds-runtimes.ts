import { dynamic, type Kind } from "./kinds.js";

/** Services of runtimes.yml: each runs the image of its name in bench/generalise. */
export const runtimeKinds: readonly Kind[] = [
  {
    name: "nginx",
    also: ["nginx"],
    asks: [/^exec f \/usr\/sbin\/nginx /, /^open f \/etc\/nginx\/nginx\.conf /, /^bind c inet:0\.0\.0\.0:80 /, ...dynamic],
  },
  {
    name: "apache-php",
    also: ["apache2"],
    asks: [/^exec f \/usr\/sbin\/apache2 /, /^open f \S+ \/usr\/lib\/apache2\/modules\/libphp/, ...dynamic],
  },
  { name: "node-express", asks: [/^exec f \/usr\/bin\/node /, /^\S+ f \S+ \S+\/express\/package\.json$/, ...dynamic] },
  { name: "python3-flask", also: ["gunicorn"], asks: [/^interp f \S+ \/usr\/bin\/python3\.11$/, /^\S+ n \S+\/__init__\S+ /, ...dynamic] },
  {
    name: "ruby-sinatra",
    asks: [/^interp f \S+ \/usr\/bin\/ruby3\.1$/, /^open f \S+ \S+\/sinatra\/base\.rb$/, /^open n \S+\.rb /, ...dynamic],
  },
  { name: "redis", asks: [/^exec f \/usr\/bin\/redis-server \/usr\/bin\/redis-check-rdb$/, /^exec f \S*gosu /, ...dynamic] },
  {
    name: "postgres",
    also: ["postgres"],
    asks: [/^exec f \S+ \/usr\/lib\/postgresql\/15\/bin\/initdb$/, /^write \S \/var\/lib\/postgresql\/data\/PG_VERSION /, ...dynamic],
  },

  {
    name: "mariadb",
    ioUring: true,
    asks: [/^exec f \/usr\/sbin\/mariadbd /, /^exec f \S*gosu /, /^stat f \S+ \/usr\/share\/mysql\/\S*errmsg\.sys$/, ...dynamic],
  },
  {
    name: "openjdk-17",
    asks: [/^exec f \S+ \/usr\/lib\/jvm\/\S+\/bin\/java$/, /^open f \S+ \S+\/lib\/modules$/, /^open f \S*desk\.jar /, ...dynamic],
  },
  {
    name: "php-fpm",
    also: ["nginx", "php-fpm8.2"],
    asks: [/^exec f \/usr\/sbin\/php-fpm8\.2 /, /^open f \S+ \/usr\/lib\/php\/\d+\/opcache\.so$/, /^bind c unix:\S+php\S+ /, ...dynamic],
  },
  { name: "perl-mojo", asks: [/^interp f \S+ \/usr\/bin\/perl$/, /^open f \S+ \S+\/Mojolicious\.pm$/, /^stat n \S+\.pmc /, ...dynamic] },
  {
    name: "haproxy",
    also: ["haproxy"],
    asks: [
      /^exec f \/usr\/sbin\/haproxy /,
      /^open f \S+ \S+\/liblua5\.3\.so\.\S+$/,
      /^open f \S+ \/etc\/haproxy\/haproxy\.cfg$/,
      ...dynamic,
    ],
  },

  {
    name: "rabbitmq",
    also: ["erl_child_setup"],
    asks: [
      /^exec f \S+ \S+\/beam\.smp$/,
      /^open f \S+ \S+\/rabbit\.beam$/,
      /^open n \S+\.beam /,
      /^write \S \/var\/lib\/rabbitmq\/\S+ /,
      ...dynamic,
    ],
  },
];
