'use strict';
const express = require('express');
const fs = require('fs');
const path = require('path');
const sqlite = require('sqlite3');

const router = express.Router();
module.exports = router;
const database = new sqlite.Database(path.join(process.env.SHOP_DATA ?? '/data', 'shop.db'));
database.serialize();
database.run('create table if not exists orders (id integer primary key, item text)');

router.post('/orders', express.json(), ({ body }, response, next) => {
  database.run('insert into orders (item) values (?)', [body.item], (error) => (error ? next(error) : response.status(201).json(body)));
});

router.get('/orders', (_, response, next) => {
  database.all('select item from orders', (error, rows) => (error ? next(error) : response.json(rows)));
});

router.put('/files/:name', (request, response, next) => {
  const { pipeline } = require('stream');
  const hash = require('crypto').createHash('sha256');
  request.on('data', (chunk) => hash.update(chunk));
  const target = path.join(process.env.SHOP_DATA ?? '/data', path.basename(request.params.name));
  pipeline(request, fs.createWriteStream(target), (error) => (error ? next(error) : response.json({ sha256: hash.digest('hex') })));
});
