// Request times and the state of the process, in the text format of Prometheus.
'use strict';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const series = new Map();

function record(labels, seconds) {
  let one = series.get(labels);
  if (!one) {
    one = { counts: BUCKETS.map(() => 0), count: 0, sum: 0 };
    series.set(labels, one);
  }
  BUCKETS.forEach((limit, index) => {
    if (seconds <= limit) one.counts[index]++;
  });
  one.count++;
  one.sum += seconds;
}

/** A path with its ids taken out, so that the number of series stays small. */
function routeOf(req) {
  const path = req.originalUrl.split('?')[0];
  return path.split('/').slice(0, 2).join('/').replace(/[^\w./-]/g, '_').slice(0, 40);
}

function middleware(req, res, next) {
  const begin = process.hrtime.bigint();
  res.on('finish', () => {
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const route = res.statusCode === 404 ? 'unknown' : routeOf(req);
    record(`method="${req.method.toLowerCase()}",route="${route}",service="front-end",status_code="${res.statusCode}"`, seconds);
  });
  next();
}

function histogram() {
  const name = 'request_duration_seconds';
  const lines = [`# HELP ${name} request duration in seconds`, `# TYPE ${name} histogram`];
  for (const [labels, one] of series) {
    BUCKETS.forEach((limit, index) => lines.push(`${name}_bucket{le="${limit}",${labels}} ${one.counts[index]}`));
    lines.push(`${name}_bucket{le="+Inf",${labels}} ${one.count}`);
    lines.push(`${name}_sum{${labels}} ${one.sum}`, `${name}_count{${labels}} ${one.count}`);
  }
  return lines;
}

function gauge(name, help, value) {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}

function handler(req, res) {
  const memory = process.memoryUsage();
  const lines = [
    ...histogram(),
    ...gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', memory.rss),
    ...gauge('nodejs_heap_size_used_bytes', 'Process heap size used in bytes.', memory.heapUsed),
    ...gauge('process_uptime_seconds', 'Time since the process started.', process.uptime()),
  ];
  res.type('text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
}

module.exports = { middleware, handler };
