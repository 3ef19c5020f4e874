'use strict';
const express = require('express');
const path = require('path');

const app = express();
app.set('views', path.join(__dirname, 'views'));
app.engine('ejs', (file, data, done) => require('ejs').renderFile(file, data, done));
app.set('view engine', 'ejs');
app.use((request, response, next) => (request.query.compress ? require('compression')({ threshold: 0 })(request, response, next) : next()));
app.use(express.static(path.join(__dirname, 'public')));

app.get('/', (_, response) => response.render('index', { title: 'Shop' }));
app.get('/healthz', (_, response) => response.json({ status: 'ok' }));
app.get('/products', (_, response) => response.json([{ name: 'tea', price: 3.5 }]));
// What is asked for seldom is loaded when it is asked for.
app.use('/net', (...args) => require('./lib/net')(...args));
app.use('/text', (...args) => require('./lib/text')(...args));
app.use('/work', (...args) => require('./lib/work')(...args));
app.use('/store', (...args) => require('./lib/store')(...args));
app.get('/invoice', (_, response) => response.render('invoice', { title: 'Invoice', lines: [['Tee <grün>', 2], ['Kuchen', 1]] }));
app.get('/broken', () => {
  const order = undefined;
  return order.total;
});
app.use((request, response) => response.status(404).render('missing', { title: 'Not found', path: request.path }));
app.use((error, _request, response, _next) => {
  console.error(error.stack);
  response.status(500).render('failed', { title: 'Sorry' });
});

const server = app.listen(3000, () => console.log('listening on 3000'));
server.on('upgrade', (request, socket, head) => {
  const { WebSocketServer } = require('ws');
  new WebSocketServer({ noServer: true }).handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data) => client.send(`echo ${data}`));
  });
});
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections?.();
});
process.on('SIGHUP', () => console.log(`reloaded ${JSON.stringify(JSON.parse(require('fs').readFileSync(path.join(__dirname, 'settings.json'))))}`));
