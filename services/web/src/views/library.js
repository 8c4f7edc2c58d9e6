/**
 * All albums, all artists, all songs.
 */

import { albumCard, artistCard, grid } from '../ui/cards.js';
import { button } from '../ui/controls.js';
import { h } from '../ui/dom.js';
import { paged } from '../ui/paged.js';
import { emptiness, fill, gridSkeleton, rowsSkeleton } from '../ui/states.js';
import { TrackList } from '../ui/track-list.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../core/router.js').Page} Page */
/** @typedef {import('../core/router.js').View} View */

/**
 * @param {App} app
 * @param {Page} page
 * @returns {View}
 */
export function albumsView(app, { signal, setTitle }) {
  setTitle('Albums');
  return view(
    'Albums',
    signal,
    () => gridSkeleton(12),
    async () => {
      const first = await app.catalogue.albums({}, signal);
      if (!first.items.length)
        return [emptiness('album', 'No albums yet', 'Imported music appears here.')];
      const list = grid([], 'Albums');
      const tail = paged({
        first,
        more: (cursor) => app.catalogue.albums({ cursor }, signal),
        show: (albums) => list.append(...albums.map((album) => albumCard(app, album))),
        signal,
      });
      return [list, tail];
    },
  );
}

/**
 * @param {App} app
 * @param {Page} page
 * @returns {View}
 */
export function artistsView(app, { signal, setTitle }) {
  setTitle('Artists');
  return view(
    'Artists',
    signal,
    () => gridSkeleton(12),
    async () => {
      const first = await app.catalogue.artists({}, signal);
      if (!first.items.length)
        return [emptiness('artist', 'No artists yet', 'Imported music appears here.')];
      const list = grid([], 'Artists');
      const tail = paged({
        first,
        more: (cursor) => app.catalogue.artists({ cursor }, signal),
        show: (artists) => list.append(...artists.map(artistCard)),
        signal,
      });
      return [list, tail];
    },
  );
}

/**
 * @param {App} app
 * @param {Page} page
 * @returns {View}
 */
export function songsView(app, { signal, setTitle }) {
  setTitle('Songs');
  return view(
    'Songs',
    signal,
    () => rowsSkeleton(12),
    async () => {
      const first = await app.catalogue.tracks({}, signal);
      if (!first.items.length)
        return [emptiness('song', 'No songs yet', 'Imported music appears here.')];
      const list = new TrackList(app, { label: 'Songs' });
      const tail = paged({
        first,
        more: (cursor) => app.catalogue.tracks({ cursor }, signal),
        show: (tracks) => list.append(tracks),
        signal,
      });
      const actions = h(
        'div',
        { class: 'actions' },
        button('Play', () => app.player.playTracks(list.tracks), { icon: 'play', kind: 'primary' }),
        button('Shuffle', () => app.playShuffled(list.tracks), { icon: 'shuffle' }),
      );
      return [actions, list.element, tail];
    },
  );
}

/**
 * @param {string} title
 * @param {AbortSignal} signal
 * @param {() => HTMLElement} skeleton
 * @param {() => Promise<HTMLElement[]>} load
 * @returns {View}
 */
function view(title, signal, skeleton, load) {
  const holder = h('div', {});
  fill(holder, signal, skeleton, load);
  return { element: h('div', { class: 'view' }, h('h1', { tabindex: '-1' }, title), holder) };
}
