'use strict';
const express = require('express');
const router = express.Router();
module.exports = router;

router.get('/price', ({ query: { locale } }, response) => {
  const price = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(1234567.5);
  const day = new Date(1700000000000).toLocaleDateString(locale, { dateStyle: 'full', timeZone: 'Asia/Tokyo' });
  response.send(`${price} | ${day}`);
});

router.get('/time', ({ query: { zone } }, response) => {
  response.send(new Date(1700000000000).toLocaleString('en-GB', { timeZone: zone, timeZoneName: 'longOffset' }));
});

router.get('/sort', ({ query: { locale, words } }, response) => {
  response.send(words.split(',').sort(new Intl.Collator(locale).compare).join(','));
});

router.get('/ago', ({ query: { locale } }, response) => {
  const moment = require('moment');
  response.send(moment.duration(-3, 'days').locale(locale).humanize(true));
});

router.post('/convert', express.raw({ type: '*/*' }), ({ query: { to }, body }, response) => {
  response.type('application/octet-stream').send(require('iconv-lite').encode(body.toString('utf8'), to));
});

router.post('/decode', express.raw({ type: '*/*' }), ({ query: { from }, body }, response) => {
  response.send(new TextDecoder(from).decode(body));
});

router.post('/markdown', express.text({ type: '*/*' }), ({ body }, response) => {
  response.send(require('marked').marked(body));
});

router.post('/yaml', express.text({ type: '*/*' }), ({ body }, response) => {
  response.json(require('js-yaml').load(body));
});

router.post('/form', express.urlencoded({ extended: true }), ({ body }, response) => response.json(body));
router.post('/json', express.json({ limit: '8mb' }), ({ body }, response) => response.json({ count: body.length }));

router.get('/unicode', ({ query: { text } }, response) => {
  response.send(text.normalize('NFD').replace(/\p{Mark}/gu, '') + ' ' + [...new Intl.Segmenter('de').segment(text)].length);
});

router.get('/greeting/:language', ({ params: { language } }, response) => {
  response.send(require(`../locales/${language}.json`).greeting);
});
