import { describe, expect, test } from "vitest";
import { cssLinks } from "../../../../src/probe/crawl/css-links.js";
import { htmlLinks } from "../../../../src/probe/crawl/html-links.js";
import { isHarmful, pathKey } from "../../../../src/probe/crawl/path-key.js";
import { srcsetUrls } from "../../../../src/probe/crawl/srcset.js";

test.each([
  ["a.png", ["a.png"]],
  ["a.png 1x, b.png 2x", ["a.png", "b.png"]],
  ["a.png 100w,b.png 200w,", ["a.png", "b.png"]],
  ["a.png, b.png 2x", ["a.png", "b.png"]],
  ["a,b.png 1x, c.png", ["a,b.png", "c.png"]],
  ["data:image/png;base64,AA== 1x, b.png 2x", ["data:image/png;base64,AA==", "b.png"]],
  ["a.png (x, y) , b.png", ["a.png", "b.png"]],
  ["", []],
  [" , ,", []],
])("srcset %j", (value, urls) => expect(srcsetUrls(value)).toEqual(urls));

test.each<[string, readonly string[]]>([
  ['@import "a.css"; @import url(b.css) screen; @import url("c.css");', ["style a.css", "style b.css", "style c.css"]],
  ["a{background:url( 'x y.png' ) , url(z.svg#i)}", ["image x y.png", "image z.svg#i"]],
  ["@font-face{font-family:F;src:local(F),url(f.woff2) format('woff2')}p{background:url(p.png)}", ["font f.woff2", "image p.png"]],
  ["p{background:image-set('a.png' 1x, url(b.png) 2x)}", ["image a.png", "image b.png"]],
  ["/* url(no.png) */ p{content:'url(no.png)'}", []],
  ["p{color:red", []],
  ["@namespace svg url(http://www.w3.org/2000/svg);", ["other http://www.w3.org/2000/svg"]],
])("css %s", (css, expected) => expect(cssLinks(css).map(({ use, url }) => `${use} ${url}`)).toEqual(expected));

describe("html", () => {
  const links = (html: string): readonly string[] => htmlLinks(html).found.map(({ use, url }) => `${use} ${url}`);

  test.each<[string, readonly string[]]>([
    ["<a href=/a>x<a href='#top'>y</a><area href=b>", ["page /a", "page b"]],
    ["<img src=a.png srcset='b.png 2x'><input type=image src=c.png><input src=d.png>", ["image a.png", "image b.png", "image c.png"]],
    [
      "<picture><source srcset='a.webp, b.webp 2x'></picture><video src=v.mp4 poster=p.jpg><source src=w.mp4></video>",
      ["image a.webp", "image b.webp", "media v.mp4", "image p.jpg", "media w.mp4"],
    ],
    [
      "<link rel='shortcut icon' href=i.ico><link rel=preconnect href=//cdn><link rel=preload as=font href=f.woff>",
      ["image i.ico", "font f.woff"],
    ],
    ["<script src=a.js></script><script type=module src=b.js></script><script>'<img src=no.png>'</script>", ["script a.js", "script b.js"]],
    ["<style>p{background:url(s.png)}</style><p style='background:url(&quot;t.png&quot;)'>", ["image s.png", "image t.png"]],
    ["<meta http-equiv=refresh content='3; url=/next'><meta name=x content='0;url=/no'>", ["page /next"]],
    ["<template><img src=t.png></template><noscript><img src=n.png></noscript>", ["image n.png"]],
    ["<svg><use href='sprite.svg#a'/><image xlink:href='s.png'/></svg>", ["image sprite.svg#a", "image s.png"]],
    ["<a href='{{url}}'>x</a><img src='${x}.png'>", []],
    ["<form action=/post><button formaction=/x></form><!-- <a href=/no> -->", []],
  ])("%s", (html, expected) => expect(links(html)).toEqual(expected));

  test("the first base counts", () => expect(htmlLinks("<base href=/x/><base href=/y/>").base).toBe("/x/"));
});

test.each([
  ["/a?b=2&a=1", "/a?a=1&b=2"],
  ["/a?", "/a"],
  ["/a#x", "/a"],
  ["/a;jsessionid=12?utm_source=m", "/a"],
  ["/a?x", "/a?x="],
])("%s is %s", (path, key) => expect(pathKey(path)).toBe(key));

test.each([
  ["/logout", true],
  ["/account/sign-out?x=1", true],
  ["/wp-login.php?action=logout", true],
  ["/items/3/delete", true],
  ["/blog/logging-out-the-door", false],
  ["/undeleted", false],
])("%s ends something: %s", (path, is) => expect(isHarmful(path)).toBe(is));
