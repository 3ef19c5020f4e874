'use strict';
const express = require('express');
const { urls, segment, request, route, passOn } = require('../lib/services');
const { logIn, isLoggedIn, requireLogin } = require('../lib/session');

const router = express.Router();

/** What was put into the cart before the customer was known becomes the customer's. */
async function mergeCart(req, customerId) {
  const url = `${urls.carts}/${segment(customerId)}/merge?sessionId=${segment(req.session.id)}`;
  const { status } = await request('get', url);
  if (status !== 202) throw new Error(`the cart was not merged: ${status}`);
}

router.get('/login', route(async (req, res) => {
  const { status, body } = await request('get', urls.login, undefined, {
    headers: { Authorization: req.get('authorization') ?? '' },
  });
  if (status !== 200 || !body.user) return res.status(401).end();
  await mergeCart(req, body.user.id);
  logIn(req, res, body.user.id);
  res.send('Cookie is set');
}));

router.post('/register', route(async (req, res) => {
  const { status, body } = await request('post', urls.register, req.body);
  if (status !== 200 || body.error) return res.status(500).end();
  await mergeCart(req, body.id);
  logIn(req, res, body.id);
  res.json({ id: body.id });
}));

for (const kind of ['customers', 'cards', 'addresses']) {
  router.get(`/${kind}`, passOn('get', () => urls[kind]));
  router.get(`/${kind}/:id`, passOn('get', (req) => `${urls[kind]}/${segment(req.params.id)}`));
  router.delete(`/${kind}/:id`, passOn('delete', (req) => `${urls[kind]}/${segment(req.params.id)}`));
}

for (const kind of ['cards', 'addresses']) {
  router.post(`/${kind}`, route(async (req, res) => {
    const userID = isLoggedIn(req) ? req.session.customerId : '';
    const { body } = await request('post', urls[kind], { ...req.body, userID });
    res.json(body);
  }));
}

/** The customer's first card or address, or undefined. */
async function first(req, kind, name) {
  const { body } = await request('get', `${urls.customers}/${segment(req.session.customerId)}/${kind}`);
  return body._embedded?.[name]?.[0];
}

router.get('/address', requireLogin, route(async (req, res) => {
  res.json(await first(req, 'addresses', 'address') ?? { status_code: 500 });
}));

router.get('/card', requireLogin, route(async (req, res) => {
  const card = await first(req, 'cards', 'card');
  res.json(card ? { number: card.longNum.slice(-4) } : { status_code: 500 });
}));

module.exports = router;
