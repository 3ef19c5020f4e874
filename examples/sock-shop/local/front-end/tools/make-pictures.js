// Build step: draws the pages' pictures as PNG files, always the same ones.
'use strict';
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');

const folder = process.argv[2];

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(buffer) {
  let crc = -1;
  for (const byte of buffer) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

/** Encodes what pixel(x, y) says, as [red, green, blue]. */
function png(width, height, pixel) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  let at = 0;
  for (let y = 0; y < height; y++) {
    rows[at++] = 0;
    for (let x = 0; x < width; x++) {
      for (const part of pixel(x, y)) rows[at++] = Math.max(0, Math.min(255, Math.round(part)));
    }
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A small generator of noise, so that a build always gives the same bytes. */
function noise(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Knitwear: waves of two yarns with an uneven surface. */
function knit(seed, from, to, grain) {
  const random = noise(seed);
  return (x, y) => {
    const mix = (Math.sin(x / 23 + Math.sin(y / 31) * 2) + Math.sin(y / 17 + seed)) / 4 + 0.5;
    const shade = Math.floor(random() * grain) - (x % 8 === 0 || y % 6 === 0 ? 16 : 0);
    return from.map((part, index) => part + (to[index] - part) * mix + shade);
  };
}

const pictures = {
  'logo.png': [240, 80, knit(3, [190, 60, 50], [240, 200, 90], 24)],
  'banner.png': [640, 220, knit(5, [40, 70, 130], [130, 190, 210], 12)],
  'category.png': [420, 180, knit(7, [70, 110, 60], [200, 210, 120], 12)],
  'basket.png': [160, 160, knit(11, [90, 60, 110], [220, 160, 200], 20)],
};

fs.mkdirSync(folder, { recursive: true });
for (const [name, [width, height, pixel]] of Object.entries(pictures)) {
  fs.writeFileSync(path.join(folder, name), png(width, height, pixel));
}
