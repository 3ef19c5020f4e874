const { parentPort, workerData } = require('worker_threads');
const isPrime = (n) => {
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false;
  return n > 1;
};
let count = 0;
for (let n = 0; n < workerData; n += 1) if (isPrime(n)) count += 1;
parentPort.postMessage(count);
