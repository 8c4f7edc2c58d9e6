/**
 * One artist: albums and songs.
 */

import { plural } from '../core/format.js';
import { albumCard, grid, shelf } from '../ui/cards.js';
import { button } from '../ui/controls.js';
import { coverArt, portrait } from '../ui/cover.js';
import { h } from '../ui/dom.js';
import { heroTitle } from '../ui/hero-title.js';
import { paged } from '../ui/paged.js';
import { fill, heroSkeleton } from '../ui/states.js';
import { TrackList } from '../ui/track-list.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../core/catalogue.js').Artist} Artist */

/**
 * @param {App} app
 * @param {import('../core/router.js').Page} page
 * @returns {import('../core/router.js').View}
 */
export function artistView(app, { params, signal, setTitle }) {
  const element = h('div', { class: 'view view-hero' });
  const { catalogue } = app;
  fill(element, signal, heroSkeleton, async () => {
    const query = { artist_id: params.id };
    const [artist, albums, tracks] = await Promise.all([
      catalogue.artist(params.id, signal),
      catalogue.albums(query, signal),
      catalogue.tracks(query, signal),
    ]);
    setTitle(artist.name);
    const records = grid([], 'Albums');
    const songs = new TrackList(app, { label: 'Songs' });
    const moreAlbums = paged({
      first: albums,
      more: (cursor) => catalogue.albums({ ...query, cursor }, signal),
      show: (items) => records.append(...items.map((album) => albumCard(app, album))),
      signal,
    });
    const moreSongs = paged({
      first: tracks,
      more: (cursor) => catalogue.tracks({ ...query, cursor }, signal),
      show: (items) => songs.append(items),
      signal,
    });
    return [
      hero(app, artist, albums.items, songs),
      albums.items.length ? shelf('Albums', h('div', {}, records, moreAlbums)) : null,
      tracks.items.length ? shelf('Songs', h('div', {}, songs.element, moreSongs)) : null,
    ];
  });
  return { element };
}

/**
 * @param {App} app
 * @param {Artist} artist
 * @param {import('../core/catalogue.js').Album[]} albums
 * @param {TrackList} songs
 */
function hero(app, artist, albums, songs) {
  const cover = artist.cover ?? albums.find((album) => album.cover)?.cover ?? null;
  const art = cover
    ? coverArt(cover, artist.id, { class: 'hero-cover cover-round', eager: true })
    : portrait(artist.name, artist.id, 'hero-cover');
  const counts = [
    artist.album_count === undefined ? null : plural(artist.album_count, 'album'),
    artist.track_count === undefined ? null : plural(artist.track_count, 'song'),
  ].filter(Boolean);
  const element = h(
    'div',
    { class: 'hero tinted' },
    art,
    h(
      'div',
      { class: 'hero-text' },
      h('p', { class: 'eyebrow' }, 'Artist'),
      heroTitle(artist.name),
      h('p', { class: 'hero-note' }, counts.join(' · ')),
      h(
        'div',
        { class: 'actions' },
        button('Play', () => app.player.playTracks(songs.tracks), {
          icon: 'play',
          kind: 'primary',
        }),
        button('Shuffle', () => app.playShuffled(songs.tracks), { icon: 'shuffle' }),
      ),
    ),
  );
  app.tint(element, cover, artist.id);
  return element;
}
