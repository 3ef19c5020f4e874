'use strict';
const express = require('express');
const { urls, segment, request, route } = require('../lib/services');
const { cartOwner } = require('../lib/session');

const router = express.Router();

const cartUrl = (req) => `${urls.carts}/${segment(cartOwner(req))}`;

function needId(req, res, next) {
  if (req.body.id != null) return next();
  const error = new Error('Must pass id of item to add');
  error.expected = true;
  next(error);
}

async function price(id) {
  const { body } = await request('get', `${urls.catalogue}/${segment(id)}`);
  if (body.price === undefined) throw new Error(`no such item: ${id}`);
  return body.price;
}

function expectStatus(answer, wanted) {
  if (answer.status !== wanted) throw new Error(`carts answered ${answer.status}, not ${wanted}`);
}

router.get('/cart', route(async (req, res) => {
  const { status, body } = await request('get', `${cartUrl(req)}/items`);
  res.status(status).json(body);
}));

router.post('/cart', needId, route(async (req, res) => {
  const item = { itemId: req.body.id, unitPrice: await price(req.body.id) };
  expectStatus(await request('post', `${cartUrl(req)}/items`, item), 201);
  res.status(201).end();
}));

router.post('/cart/update', needId, route(async (req, res) => {
  const item = { itemId: req.body.id, quantity: Number(req.body.quantity ?? 1), unitPrice: await price(req.body.id) };
  expectStatus(await request('patch', `${cartUrl(req)}/items`, item), 202);
  res.status(202).end();
}));

router.delete('/cart', route(async (req, res) => {
  expectStatus(await request('delete', cartUrl(req)), 202);
  res.status(202).end();
}));

router.delete('/cart/:id', route(async (req, res) => {
  expectStatus(await request('delete', `${cartUrl(req)}/items/${segment(req.params.id)}`), 202);
  res.status(202).end();
}));

module.exports = router;
