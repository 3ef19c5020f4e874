'use strict';
const express = require('express');
const { urls, request, route, passOn } = require('../lib/services');

const router = express.Router();

// Pictures are passed through as they come.
router.get(/^\/catalogue\/images\//, route(async (req, res) => {
  const { status, body, headers } = await request('get', urls.catalogue + req.path.slice('/catalogue'.length), undefined, {
    responseType: 'stream',
  });
  res.status(status);
  for (const name of ['content-type', 'content-length', 'last-modified']) {
    if (headers[name]) res.set(name, headers[name]);
  }
  body.on('error', () => res.destroy());
  body.pipe(res);
}));

// The rest of the path and the query are the catalogue's business.
router.get(/^\/catalogue(\/|$)/, passOn('get', (req) => urls.catalogue + req.url.slice('/catalogue'.length)));

router.get('/tags', passOn('get', () => urls.tags));

module.exports = router;
