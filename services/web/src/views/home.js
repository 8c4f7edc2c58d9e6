/**
 * The start page: something to play at once, then the library in glimpses.
 */

import { albumCard, artistCard, artistLinks, grid, shelf } from '../ui/cards.js';
import { button, linkButton } from '../ui/controls.js';
import { coverArt } from '../ui/cover.js';
import { h } from '../ui/dom.js';
import { emptiness, fill, heroSkeleton } from '../ui/states.js';
import { TrackList } from '../ui/track-list.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../core/catalogue.js').Album} Album */

/** Of each kind: about two rows on a desk. */
const GLIMPSE = { albums: 12, artists: 6, tracks: 8 };

/**
 * @param {App} app
 * @param {import('../core/router.js').Page} page
 * @returns {import('../core/router.js').View}
 */
export function homeView(app, { signal, setTitle }) {
  setTitle('Listen');
  const holder = h('div', {});
  const element = h(
    'div',
    { class: 'view' },
    h('h1', { tabindex: '-1' }, `${greeting(new Date())}, ${app.profile.display_name}`),
    holder,
  );
  fill(holder, signal, heroSkeleton, () => glimpses(app, signal));
  return { element };
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
async function glimpses(app, signal) {
  const { catalogue } = app;
  const [albums, artists, tracks] = await Promise.all([
    catalogue.albums({ limit: GLIMPSE.albums }, signal),
    catalogue.artists({ limit: GLIMPSE.artists }, signal),
    catalogue.tracks({ limit: GLIMPSE.tracks }, signal),
  ]);
  if (!albums.items.length && !tracks.items.length) return [emptyLibrary(app)];
  const songs = new TrackList(app, { label: 'Songs', tracks: tracks.items });
  return [
    albums.items.length ? await opening(app, albums.items, signal) : null,
    shelf(
      'Albums',
      grid(
        albums.items.map((album) => albumCard(app, album)),
        'Albums',
      ),
      more(albums, '#/albums'),
    ),
    shelf('Songs', songs.element, more(tracks, '#/songs')),
    shelf('Artists', grid(artists.items.map(artistCard), 'Artists'), more(artists, '#/artists')),
  ];
}

/**
 * @param {{next_cursor: string|null}} page
 * @param {string} href
 */
function more(page, href) {
  return page.next_cursor ? href : undefined;
}

/**
 * The album that was left off, or one for today.
 * @param {App} app
 * @param {Album[]} albums
 * @param {AbortSignal} signal
 */
async function opening(app, albums, signal) {
  const left = app.player.track;
  const known = albums.find((album) => album.id === left?.album.id);
  const album = left && !known ? await lastAlbum(app, left.album.id, signal) : known;
  if (!album) {
    const today = albums[dayOfYear(new Date()) % albums.length];
    const play = () => app.playAlbum(today.id);
    return opener(app, today, 'For today', button('Play', play, { icon: 'play', kind: 'primary' }));
  }
  if (app.player.wanted) return opener(app, album, 'Playing now', null);
  const resume = () => app.player.play();
  const proceed = button('Continue', resume, { icon: 'play', kind: 'primary' });
  return opener(app, album, 'Pick up where you left off', proceed);
}

/**
 * @param {App} app
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function lastAlbum(app, id, signal) {
  // It may have left the library since; the page has to show all the same.
  return app.catalogue.album(id, signal).catch(() => undefined);
}

/**
 * @param {App} app
 * @param {Album} album
 * @param {string} eyebrow
 * @param {HTMLElement|null} action
 */
function opener(app, album, eyebrow, action) {
  const element = h(
    'section',
    { class: 'opener tinted', 'aria-label': eyebrow },
    coverArt(album.cover, album.id, { class: 'opener-cover', eager: true }),
    h(
      'div',
      { class: 'opener-text' },
      h('p', { class: 'eyebrow' }, eyebrow),
      h('h2', {}, h('a', { href: `#/albums/${album.id}` }, album.title)),
      h(
        'p',
        { class: 'opener-note' },
        artistLinks(album.artists),
        album.year ? ` · ${album.year}` : '',
      ),
      h('div', { class: 'actions' }, action, linkButton('Open album', `#/albums/${album.id}`)),
    ),
  );
  app.tint(element, album.cover, album.id);
  return element;
}

/** @param {App} app */
function emptyLibrary(app) {
  return app.mayImport
    ? emptiness(
        'album',
        'The library is empty',
        'Bring in some music to begin.',
        h('a', { class: 'button button-primary', href: '#/import' }, 'Import music'),
      )
    : emptiness(
        'album',
        'The library is empty',
        'As soon as someone imports music, it appears here.',
      );
}

/** @param {Date} now */
function greeting(now) {
  const hour = now.getHours();
  if (hour < 5) return 'Good night';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

/** @param {Date} now */
function dayOfYear(now) {
  return Math.floor((now.getTime() - new Date(now.getFullYear(), 0, 0).getTime()) / 86_400_000);
}
