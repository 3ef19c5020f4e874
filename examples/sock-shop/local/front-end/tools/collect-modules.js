// Build step: copies the packages that package.json names, and all they need in turn, from the
// distribution's folder into node_modules, the way an install lays them out.
'use strict';
const fs = require('fs');
const path = require('path');

const [, , manifest, source, target] = process.argv;
const wanted = Object.keys(JSON.parse(fs.readFileSync(manifest, 'utf8')).dependencies);
const taken = new Set();

while (wanted.length > 0) {
  const name = wanted.pop();
  const folder = path.join(source, name);
  if (taken.has(name) || !fs.existsSync(path.join(folder, 'package.json'))) continue;
  taken.add(name);
  fs.cpSync(folder, path.join(target, name), { recursive: true, dereference: true });
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  wanted.push(...Object.keys(dependencies ?? {}));
}
console.log(`${taken.size} packages: ${[...taken].sort().join(' ')}`);
