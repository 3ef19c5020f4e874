'use strict';
const router = require('express').Router();
module.exports = router;

router.get('/lookup', async (request, response, next) => {
  try {
    response.send((await require('dns').promises.lookup(request.query.host, { family: 4 })).address);
  } catch (error) {
    next(error);
  }
});

router.get('/resolve', async (request, response, next) => {
  try {
    response.json(await require('dns').promises.resolve4(request.query.host));
  } catch (error) {
    next(error);
  }
});

router.get('/fetch', (request, response, next) => {
  require('https')
    .get(request.query.url, (answer) => answer.pipe(response))
    .on('error', next);
});

router.get('/undici', (request, response, next) => {
  fetch(request.query.url)
    .then((answer) => answer.text())
    .then((text) => response.send(text))
    .catch(next);
});

router.get('/h2', (_, response) => {
  const http2 = require('http2');
  const server = http2.createServer((_request, answer) => answer.end('over http2'));
  server.listen(0, () => {
    const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
    const stream = client.request({ ':path': '/' });
    stream.pipe(response);
    stream.on('end', () => {
      client.close();
      server.close();
    });
  });
});

router.get('/mail', (_, response, next) => {
  const transport = require('nodemailer').createTransport({ streamTransport: true, buffer: true });
  transport
    .sendMail({ from: 'shop@example.org', to: 'you@example.org', subject: 'Grüße', text: 'Thanks', attachments: [{ filename: 'a.txt', content: 'x' }] })
    .then(({ message }) => response.type('message/rfc822').send(message))
    .catch(next);
});
