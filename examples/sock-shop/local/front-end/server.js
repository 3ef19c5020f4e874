'use strict';
const path = require('path');
const express = require('express');
const bodyParser = require('body-parser');
const cookieParser = require('cookie-parser');
const morgan = require('morgan');
const metrics = require('./lib/metrics');
const { sessions } = require('./lib/session');

const port = Number(process.env.PORT ?? 8079);
const app = express();

app.disable('x-powered-by');
app.use(metrics.middleware);
app.get('/metrics', metrics.handler);
app.get('/health', (req, res) => {
  res.json({ health: [{ service: 'front-end', status: 'OK', time: new Date().toISOString() }] });
});
app.use(morgan('dev'));
app.use(express.static(path.join(__dirname, 'public')));
app.use(bodyParser.json());
app.use(cookieParser(process.env.SESSION_SECRET ?? 'not so secret'));
app.use(sessions);

app.use(require('./routes/catalogue'));
app.use(require('./routes/user'));
app.use(require('./routes/cart'));
app.use(require('./routes/orders'));

// Express knows an error handler by its four parameters.
app.use((error, req, res, next) => {
  if (!error.expected) console.error(`${req.method} ${req.originalUrl}: ${error.message}`);
  res.status(error.status ?? 500).json({ message: error.message, error: {} });
});

const server = app.listen(port, () => console.log(`front-end listens on port ${port}`));

function stop(signal) {
  console.log(`${signal}: stopping`);
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 2000).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
