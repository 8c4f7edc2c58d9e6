/**
 * One album: its cover, its songs, and what else there is of its artist.
 */

import { length, plural } from '../core/format.js';
import { albumCard, artistLinks, grid, shelf } from '../ui/cards.js';
import { button, iconButton } from '../ui/controls.js';
import { coverArt } from '../ui/cover.js';
import { h } from '../ui/dom.js';
import { heroTitle } from '../ui/hero-title.js';
import { openMenu } from '../ui/menu.js';
import { fill, heroSkeleton } from '../ui/states.js';
import { TrackList } from '../ui/track-list.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../core/catalogue.js').Album} Album */
/** @typedef {import('../core/catalogue.js').Track} Track */

/** Other albums shown below. */
const MORE_ALBUMS = 6;

/**
 * @param {App} app
 * @param {import('../core/router.js').Page} page
 * @returns {import('../core/router.js').View}
 */
export function albumView(app, { params, signal, setTitle }) {
  const element = h('div', { class: 'view view-hero' });
  fill(element, signal, heroSkeleton, async () => {
    const [album, tracks] = await Promise.all([
      app.catalogue.album(params.id, signal),
      app.catalogue.albumTracks(params.id, signal),
    ]);
    setTitle(album.title);
    const list = new TrackList(app, { label: `Songs of ${album.title}`, album, tracks });
    const others = h('div', {});
    showOthers(app, album, others, signal);
    return [hero(app, album, tracks), list.element, others];
  });
  return { element };
}

/**
 * @param {App} app
 * @param {Album} album
 * @param {Track[]} tracks
 */
function hero(app, album, tracks) {
  const total = tracks.reduce((sum, track) => sum + track.duration_ms, 0);
  const facts = [album.year, plural(tracks.length, 'song'), length(total)].filter(Boolean);
  const element = h(
    'div',
    { class: 'hero tinted' },
    coverArt(album.cover, album.id, { class: 'hero-cover', eager: true }),
    h(
      'div',
      { class: 'hero-text' },
      h('p', { class: 'eyebrow' }, 'Album'),
      heroTitle(album.title),
      h('p', { class: 'hero-artists' }, artistLinks(album.artists)),
      h('p', { class: 'hero-note' }, facts.join(' · ')),
      h(
        'div',
        { class: 'actions' },
        button('Play', () => app.player.playTracks(tracks), { icon: 'play', kind: 'primary' }),
        button('Shuffle', () => app.playShuffled(tracks), { icon: 'shuffle' }),
        moreButton(app, album, tracks),
      ),
    ),
  );
  app.tint(element, album.cover, album.id);
  return element;
}

/**
 * @param {App} app
 * @param {Album} album
 * @param {Track[]} tracks
 */
function moreButton(app, album, tracks) {
  const attributes = { 'aria-haspopup': 'menu', 'aria-expanded': 'false' };
  const more = iconButton(
    'more',
    `More for ${album.title}`,
    () =>
      openMenu(more, [
        { label: 'Play next', icon: 'plus', run: () => app.enqueue(tracks, { next: true }) },
        { label: 'Add to the queue', icon: 'queue', run: () => app.enqueue(tracks) },
      ]),
    attributes,
  );
  return more;
}

/**
 * Adds other albums of the artist when they have come; nothing is missed when they do not.
 * @param {App} app
 * @param {Album} album
 * @param {HTMLElement} holder
 * @param {AbortSignal} signal
 */
async function showOthers(app, album, holder, signal) {
  const [artist] = album.artists;
  if (!artist) return;
  const query = { artist_id: artist.id, limit: MORE_ALBUMS + 1 };
  const page = await app.catalogue.albums(query, signal).catch(() => ({ items: [] }));
  const others = page.items.filter(({ id }) => id !== album.id).slice(0, MORE_ALBUMS);
  if (!others.length) return;
  const cards = others.map((other) => albumCard(app, other));
  holder.replaceChildren(
    shelf(
      `More by ${artist.name}`,
      grid(cards, `More by ${artist.name}`),
      `#/artists/${artist.id}`,
    ),
  );
}
