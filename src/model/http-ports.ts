/** Ports that speak HTTP unless something says otherwise, besides 8000–8099. */
const httpPorts = new Set([
  80, 591, 1080, 1337, 3000, 3001, 3333, 4000, 4200, 5000, 5001, 5173, 5601, 7000, 7080, 8161, 8200, 8280, 8500, 8888, 8983, 9000, 9080,
  9090, 9091, 9093, 9100, 9292,
]);
const httpsPorts = new Set([443, 8443]);

export const isHttpPort = (port: number): boolean => httpPorts.has(port) || (port >= 8000 && port <= 8099);
export const isHttpsPort = (port: number): boolean => httpsPorts.has(port);
