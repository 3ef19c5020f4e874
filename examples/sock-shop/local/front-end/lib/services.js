// The services behind the shop, and how they are asked.
'use strict';
const http = require('http');
const axios = require('axios');

const urls = {
  catalogue: 'http://catalogue/catalogue',
  tags: 'http://catalogue/tags',
  carts: 'http://carts/carts',
  orders: 'http://orders/orders',
  login: 'http://user/login',
  register: 'http://user/register',
  customers: 'http://user/customers',
  cards: 'http://user/cards',
  addresses: 'http://user/addresses',
};

const client = axios.create({
  timeout: 20000,
  proxy: false,
  httpAgent: new http.Agent({ keepAlive: false }),
  // Every status is an answer; only a service that can't be reached is an error.
  validateStatus: () => true,
});

const segment = encodeURIComponent;

async function request(method, url, data, options = {}) {
  const answer = await client.request({ method, url, data, ...options });
  return { status: answer.status, body: answer.data, headers: answer.headers };
}

/** Wraps an async route, so that what it throws reaches the error handler. */
function route(handler) {
  return (req, res, next) => {
    handler(req, res, next).catch(next);
  };
}

/** A route that passes on what a service answers; a body that tells of an error is a 200 as well. */
function passOn(method, toUrl) {
  return route(async (req, res) => {
    const { body } = await request(method, toUrl(req));
    res.json(body);
  });
}

module.exports = { urls, segment, request, route, passOn };
