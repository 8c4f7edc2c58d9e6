/**
 * Albums and artists as cards in a grid.
 */

import { names, plural } from '../core/format.js';
import { iconButton } from './controls.js';
import { coverArt, portrait } from './cover.js';
import { h } from './dom.js';

/** @typedef {import('../core/catalogue.js').Album} Album */
/** @typedef {import('../core/catalogue.js').Artist} Artist */
/** @typedef {import('../app.js').App} App */

/** @param {import('../core/catalogue.js').ArtistName[]} artists */
export function artistLinks(artists) {
  if (!artists.length) return h('span', { class: 'artists' }, names(artists));
  const links = artists.flatMap(({ id, name }, at) => [
    at > 0 && ', ',
    h('a', { href: `#/artists/${id}` }, name),
  ]);
  return h('span', { class: 'artists' }, ...links);
}

/**
 * @param {App} app
 * @param {Album} album
 */
export function albumCard(app, album) {
  const play = iconButton('play', `Play ${album.title}`, () => app.playAlbum(album.id), {
    class: 'card-play',
  });
  return h(
    'li',
    { class: 'card' },
    h('div', { class: 'card-art' }, coverArt(album.cover, album.id), play),
    h('a', { class: 'card-title', href: `#/albums/${album.id}`, title: album.title }, album.title),
    h(
      'p',
      { class: 'card-note' },
      artistLinks(album.artists),
      album.year ? h('span', { class: 'year' }, String(album.year)) : null,
    ),
  );
}

/** @param {Artist} artist */
export function artistCard(artist) {
  const note = artist.album_count === undefined ? 'Artist' : plural(artist.album_count, 'album');
  return h(
    'li',
    { class: 'card card-artist' },
    h(
      'div',
      { class: 'card-art' },
      artist.cover
        ? coverArt(artist.cover, artist.id, { class: 'cover-round' })
        : portrait(artist.name, artist.id),
    ),
    h(
      'a',
      { class: 'card-title', href: `#/artists/${artist.id}`, title: artist.name },
      artist.name,
    ),
    h('p', { class: 'card-note' }, note),
  );
}

/**
 * @param {HTMLElement[]} cards
 * @param {string} label
 */
export function grid(cards, label) {
  return h('ul', { class: 'grid', 'aria-label': label }, ...cards);
}

/**
 * A part of a page with a heading and, when there is more of it, a way there.
 * @param {string} title
 * @param {HTMLElement} content
 * @param {string} [href]
 */
export function shelf(title, content, href) {
  return h(
    'section',
    { class: 'shelf', 'aria-label': title },
    h(
      'div',
      { class: 'shelf-head' },
      h('h2', {}, title),
      href ? h('a', { href, 'aria-label': `Show all: ${title}` }, 'Show all') : null,
    ),
    content,
  );
}
