'use strict';
const router = require('express').Router();
module.exports = router;

router.get('/hash', ({ query: { text } }, response, next) => {
  const crypto = require('crypto');
  crypto.scrypt('word', 'salt', 32, (error, key) => {
    if (error) return next(error);
    const cipher = crypto.createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
    const sealed = cipher.update(text, 'utf8', 'hex') + cipher.final('hex');
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
    const signed = crypto.verify(null, Buffer.from(sealed), publicKey, crypto.sign(null, Buffer.from(sealed), privateKey));
    return response.json({ sealed, signed, sha3: crypto.createHash('sha3-256').update(text).digest('hex').slice(0, 8) });
  });
});

router.get('/zlib', ({ query: { text } }, response) => {
  const zlib = require('zlib');
  const brotli = zlib.brotliDecompressSync(zlib.brotliCompressSync(text));
  response.send(zlib.gunzipSync(zlib.gzipSync(brotli)).toString());
});

router.get('/shell', (_, response, next) => {
  require('child_process').exec("df -P / | tail -n 1 | awk '{print $6}'", (error, out) => (error ? next(error) : response.send(out)));
});

router.get('/fork', (_, response, next) => {
  const child = require('child_process').fork(require.resolve('./child.js'));
  child.once('message', (sum) => response.send(String(sum))).once('error', next);
  child.send([1, 2, 3]);
});

router.get('/thread', (_, response, next) => {
  const { Worker } = require('worker_threads');
  new Worker(require.resolve('./thread.js'), { workerData: 1000 }).once('message', (n) => response.send(String(n))).once('error', next);
});

router.get('/wasm', (_, response, next) => {
  // (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
  const bytes = Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex');
  WebAssembly.instantiate(bytes).then(({ instance }) => response.send(String(instance.exports.add(40, 2))), next);
});

router.get('/module', (_, response, next) => {
  import('./shapes.mjs').then(({ area }) => response.send(String(area(3, 4))), next);
});

router.get('/vm', ({ query: { code } }, response) => {
  response.send(String(require('vm').runInNewContext(code, {}, { timeout: 1000 })));
});

router.get('/heap', (_, response) => require('v8').getHeapSnapshot().pipe(response));
