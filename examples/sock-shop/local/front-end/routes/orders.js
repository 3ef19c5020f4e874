'use strict';
const express = require('express');
const { urls, segment, request, route } = require('../lib/services');
const { requireLogin } = require('../lib/session');

const router = express.Router();

/** The link to the first element of a list the customer has, or null. */
async function firstLink(url, name) {
  const { body } = await request('get', url);
  return body._embedded?.[name]?.[0]?._links.self.href ?? null;
}

router.get('/orders', requireLogin, route(async (req, res) => {
  const { body } = await request('get', `${urls.orders}/search/customerId?sort=date&custId=${segment(req.session.customerId)}`);
  res.status(201).json(body._embedded?.customerOrders ?? []);
}));

router.get('/orders/:id', requireLogin, route(async (req, res) => {
  const { status, body } = await request('get', `${urls.orders}/${segment(req.params.id)}`);
  res.status(status).json(body);
}));

// The order is made of links; the orders service follows them.
router.post('/orders', requireLogin, route(async (req, res) => {
  const customerId = req.session.customerId;
  const { body: customer } = await request('get', `${urls.customers}/${segment(customerId)}`);
  const links = customer._links;
  if (!links) throw new Error('the customer is not known any more');
  const [address, card] = await Promise.all([
    firstLink(links.addresses.href, 'address'),
    firstLink(links.cards.href, 'card'),
  ]);
  const { status, body } = await request('post', urls.orders, {
    customer: links.customer.href,
    address,
    card,
    items: `${urls.carts}/${segment(customerId)}/items`,
  });
  res.status(status).json(body);
}));

module.exports = router;
