// Fills the pages.
'use strict';

const query = new URLSearchParams(location.search);
const at = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const dollars = (amount) => `$${Number(amount).toFixed(2)}`;

async function include(name) {
  at(name).innerHTML = await (await fetch(`/${name}.html`)).text();
}

async function showCartCount() {
  const { value } = await shop.cart();
  at('cart-count').textContent = value.reduce((sum, item) => sum + item.quantity, 0);
}

async function addToCart(id) {
  await shop.add(id);
  await showCartCount();
}

function card(sock) {
  return element('article', {},
    element('a', { href: `/detail.html?id=${sock.id}` }, element('img', { src: sock.imageUrl[0], alt: sock.name })),
    element('h3', { textContent: sock.name }),
    element('p', { textContent: dollars(sock.price) }),
    element('button', { textContent: 'Add to cart', onclick: () => addToCart(sock.id) }));
}

async function showProducts() {
  const size = Number(at('products').dataset.size);
  const page = query.get('page') ?? 1;
  const tags = query.getAll('tags').join(',');
  const { value } = await shop.list({ page, size, tags });
  at('products').replaceChildren(...value.map(card));
  if (at('pages')) await showPages(size, tags);
}

async function showPages(size, tags) {
  const { value } = await shop.size(tags);
  const count = Math.ceil(value.size / size);
  const links = Array.from({ length: count }, (_, index) =>
    element('a', { href: `?${new URLSearchParams({ page: index + 1, tags })}`, textContent: ` ${index + 1} ` }));
  at('pages').replaceChildren(...links);
}

async function showTags() {
  const { value } = await shop.tags();
  const chosen = query.getAll('tags');
  at('tags').replaceChildren(...value.tags.map((name) =>
    element('label', {}, element('input', { type: 'checkbox', name: 'tags', value: name, checked: chosen.includes(name) }), name)));
}

async function showProduct() {
  const { value: sock } = await shop.item(query.get('id'));
  if (!sock.id) return at('product').replaceChildren('There is no such sock.');
  at('product').replaceChildren(
    element('img', { src: sock.imageUrl[1], alt: sock.name }),
    element('div', {},
      element('h1', { textContent: sock.name }),
      element('p', { textContent: sock.description }),
      element('p', { textContent: `${dollars(sock.price)}, ${sock.count} in stock` }),
      element('button', { textContent: 'Add to cart', onclick: () => addToCart(sock.id) })));
}

async function showBasket() {
  const { value: items } = await shop.cart();
  const rows = items.map((item) => element('tr', {},
    element('td', {}, element('a', { href: `/detail.html?id=${item.itemId}`, textContent: item.itemId })),
    element('td', {}, element('input', {
      type: 'number', min: 1, value: item.quantity,
      onchange: async (event) => { await shop.update(item.itemId, Number(event.target.value)); await showBasket(); },
    })),
    element('td', { textContent: dollars(item.quantity * item.unitPrice) }),
    element('td', {}, element('button', {
      textContent: 'Remove',
      onclick: async () => { await shop.remove(item.itemId); await showBasket(); },
    }))));
  at('basket').replaceChildren(...rows);
}

async function placeOrder() {
  const { status, value } = await shop.order();
  if (status !== 201) {
    at('order-message').textContent = value.message ?? 'The order failed.';
    return;
  }
  await shop.emptyCart();
  location.assign('/customer-orders.html');
}

async function showOrders() {
  const { status, value } = await shop.orders();
  if (status !== 201) return at('orders').replaceChildren('Log in to see your orders.');
  at('orders').replaceChildren(...value.map((order) => element('tr', {},
    element('td', { textContent: order.id }),
    element('td', { textContent: order.date }),
    element('td', { textContent: dollars(order.total) }))));
}

async function start() {
  await Promise.all(['topbar', 'navbar', 'footer'].map(include));
  at('login').onsubmit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const { status } = await shop.login(form.get('username'), form.get('password'));
    if (status === 200) location.reload();
  };
  const page = document.body.dataset.page;
  if (at('products')) await showProducts();
  if (page === 'category') await showTags();
  if (page === 'detail') await showProduct();
  if (page === 'basket') { await showBasket(); at('order').onclick = placeOrder; }
  if (page === 'orders') await showOrders();
  await showCartCount();
}

start();
