// Talks to the shop's API.
'use strict';

async function call(method, path, body, headers = {}) {
  const answer = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  let value = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Some answers are plain words.
  }
  return { status: answer.status, value };
}

const shop = {
  list: (query) => call('GET', `/catalogue?${new URLSearchParams(query)}`),
  size: (tags) => call('GET', `/catalogue/size?${new URLSearchParams({ tags })}`),
  item: (id) => call('GET', `/catalogue/${encodeURIComponent(id)}`),
  tags: () => call('GET', '/tags'),
  cart: () => call('GET', '/cart'),
  add: (id) => call('POST', '/cart', { id }),
  update: (id, quantity) => call('POST', '/cart/update', { id, quantity }),
  remove: (id) => call('DELETE', `/cart/${encodeURIComponent(id)}`),
  order: () => call('POST', '/orders'),
  orders: () => call('GET', '/orders'),
  emptyCart: () => call('DELETE', '/cart'),
  login: (name, password) => call('GET', '/login', undefined, { authorization: `Basic ${btoa(`${name}:${password}`)}` }),
};
