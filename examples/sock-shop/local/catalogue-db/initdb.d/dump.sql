CREATE USER IF NOT EXISTS 'catalogue_user' IDENTIFIED BY 'default_password';
GRANT ALL ON socksdb.* TO 'catalogue_user';

CREATE TABLE sock (
  sock_id VARCHAR(40) NOT NULL PRIMARY KEY,
  name VARCHAR(20) NOT NULL,
  description VARCHAR(200) NOT NULL,
  price DECIMAL(8, 2) NOT NULL,
  count INT NOT NULL,
  image_url_1 VARCHAR(60) NOT NULL,
  image_url_2 VARCHAR(60) NOT NULL
);

CREATE TABLE tag (
  tag_id MEDIUMINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(20) NOT NULL UNIQUE
);

CREATE TABLE sock_tag (
  sock_id VARCHAR(40) NOT NULL,
  tag_id MEDIUMINT NOT NULL,
  PRIMARY KEY (sock_id, tag_id),
  FOREIGN KEY (sock_id) REFERENCES sock (sock_id),
  FOREIGN KEY (tag_id) REFERENCES tag (tag_id)
);

INSERT INTO sock VALUES
  ('1b6f0a52-3f5d-4c8e-9a51-6f3c1c0d7e01', 'Weave special', 'Woven in small batches on a loom older than the shop.', 17.15, 33, '/catalogue/images/weave1.jpg', '/catalogue/images/weave2.jpg'),
  ('2c7a1b63-4a6e-4d9f-8b62-7a4d2d1e8f02', 'Nerd leg', 'For legs that spend their days under a desk and their nights under another.', 7.99, 115, '/catalogue/images/nerd1.jpg', '/catalogue/images/nerd2.jpg'),
  ('3d8b2c74-5b7f-4ea0-9c73-8b5e3e2f9a03', 'Crossed', 'A settled sock that knows when to cross and when to stay parallel.', 17.32, 738, '/catalogue/images/crossed1.jpg', '/catalogue/images/crossed2.jpg'),
  ('4e9c3d85-6c80-4fb1-8d84-9c6f4f30ab04', 'SuperSport XL', 'Padded where a runner lands, thin where a runner sweats.', 15.00, 820, '/catalogue/images/sport1.jpg', '/catalogue/images/sport2.jpg'),
  ('5fad4e96-7d91-40c2-9e95-ad705041bc05', 'Holy', 'More opening than sock, and priced accordingly.', 99.99, 1, '/catalogue/images/holy1.jpg', '/catalogue/images/holy2.jpg'),
  ('60be5fa7-8ea2-41d3-8fa6-be816152cd06', 'Streamed sock', 'The sock seen in a thousand unboxing videos.', 10.99, 801, '/catalogue/images/streamed1.jpg', '/catalogue/images/streamed2.jpg'),
  ('71cf60b8-9fb3-42e4-90b7-cf927263de07', 'Figueroa', 'Green diamonds on darker green, after a street where everybody walks.', 14.00, 808, '/catalogue/images/figueroa1.jpg', '/catalogue/images/figueroa2.jpg'),
  ('82d071c9-a0c4-43f5-81c8-d0a38374ef08', 'Classic', 'The sock you would draw if someone asked you to draw a sock.', 12.00, 127, '/catalogue/images/classic1.jpg', '/catalogue/images/classic2.jpg'),
  ('93e182da-b1d5-44a6-92d9-e1b49485fa09', 'Colourful', 'Every colour left over from the other eight.', 18.00, 438, '/catalogue/images/colourful1.jpg', '/catalogue/images/colourful2.jpg');

INSERT INTO tag (name) VALUES
  ('brown'), ('geek'), ('formal'), ('blue'), ('skin'), ('red'), ('action'), ('sport'), ('black'), ('magic'), ('green');

INSERT INTO sock_tag
SELECT sock.sock_id, tag.tag_id
FROM (
  SELECT 'Weave special' AS sock, 'geek,black' AS tags
  UNION SELECT 'Nerd leg', 'blue,skin'
  UNION SELECT 'Crossed', 'blue,red,action,formal'
  UNION SELECT 'SuperSport XL', 'sport,black,formal'
  UNION SELECT 'Holy', 'action,magic'
  UNION SELECT 'Streamed sock', 'formal,geek'
  UNION SELECT 'Figueroa', 'green,formal,blue'
  UNION SELECT 'Classic', 'brown,green'
  UNION SELECT 'Colourful', 'brown,blue'
) AS wanted
JOIN sock ON sock.name = wanted.sock
JOIN tag ON FIND_IN_SET(tag.name, wanted.tags);
