// Sessions in memory, named by the signed cookie md.sid; logged_in marks a known customer.
'use strict';
const crypto = require('crypto');

const COOKIE = 'md.sid';
const LOGGED_IN = 'logged_in';
const HOUR_MS = 3600000;
const MOST_SESSIONS = 10000;

const store = new Map();

function create() {
  const session = { id: crypto.randomBytes(24).toString('base64url') };
  // Maps keep their order, so the first one is the oldest.
  if (store.size >= MOST_SESSIONS) store.delete(store.keys().next().value);
  store.set(session.id, session);
  return session;
}

function sessions(req, res, next) {
  req.session = store.get(req.signedCookies[COOKIE]);
  if (!req.session) {
    req.session = create();
    res.cookie(COOKIE, req.session.id, { signed: true, httpOnly: true });
  }
  next();
}

function logIn(req, res, customerId) {
  req.session.customerId = customerId;
  res.cookie(LOGGED_IN, req.session.id, { maxAge: HOUR_MS });
}

function isLoggedIn(req) {
  return Boolean(req.cookies[LOGGED_IN] && req.session.customerId);
}

/** Who a cart belongs to: the customer, or the session as long as there is none. */
function cartOwner(req) {
  return isLoggedIn(req) ? req.session.customerId : req.session.id;
}

function requireLogin(req, res, next) {
  if (isLoggedIn(req)) return next();
  const error = new Error('User not logged in.');
  error.expected = true;
  next(error);
}

module.exports = { sessions, logIn, isLoggedIn, cartOwner, requireLogin };
