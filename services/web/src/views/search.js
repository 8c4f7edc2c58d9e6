/**
 * What the words in the search field find, while they are typed.
 */

import { isAbort, SignedOutError } from '../core/problems.js';
import { albumCard, artistCard, grid, shelf } from '../ui/cards.js';
import { h } from '../ui/dom.js';
import { emptiness, failure, rowsSkeleton } from '../ui/states.js';
import { TrackList } from '../ui/track-list.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../core/catalogue.js').Found} Found */

/** Shown of each kind. */
const LIMIT = 12;

/**
 * @param {App} app
 * @param {import('../core/router.js').Page} page
 * @returns {import('../core/router.js').View}
 */
export function searchView(app, { query, signal, setTitle }) {
  const results = h('div', {});
  const count = h('p', { class: 'unseen', role: 'status' });
  const element = h(
    'div',
    { class: 'view' },
    h('h1', { tabindex: '-1' }, 'Search'),
    count,
    results,
  );
  let asked = new AbortController();

  /** @param {string} words */
  const search = async (words) => {
    asked.abort();
    asked = new AbortController();
    const mine = AbortSignal.any([signal, asked.signal]);
    setTitle(words ? `Search: ${words}` : 'Search');
    if (!words) {
      results.replaceChildren(invitation());
      return;
    }
    results.setAttribute('aria-busy', 'true');
    if (!results.querySelector('.shelf')) results.replaceChildren(rowsSkeleton(6));
    try {
      const found = await app.catalogue.search(words, LIMIT, mine);
      results.replaceChildren(...shelves(app, found, words));
      count.textContent = summary(found);
      results.removeAttribute('aria-busy');
    } catch (error) {
      if (mine.aborted || isAbort(error) || error instanceof SignedOutError) return;
      results.replaceChildren(failure(error, () => search(words)));
      results.removeAttribute('aria-busy');
    }
  };
  const words = query.get('q') ?? '';
  search(words);
  return { element, update: (changed) => search(changed.get('q') ?? '') };
}

function invitation() {
  return emptiness(
    'search',
    'What would you like to hear?',
    'Type a few letters of a song, an album or an artist.',
  );
}

/** @param {Found} found */
function summary({ artists, albums, tracks }) {
  return `${artists.length} artists, ${albums.length} albums and ${tracks.length} songs found`;
}

/**
 * @param {App} app
 * @param {Found} found
 * @param {string} words
 */
function shelves(app, { artists, albums, tracks }, words) {
  if (!artists.length && !albums.length && !tracks.length) {
    return [
      emptiness(
        'search',
        `Nothing found for “${words}”`,
        'Try fewer letters, or another spelling.',
      ),
    ];
  }
  const found = [];
  if (tracks.length)
    found.push(shelf('Songs', new TrackList(app, { label: 'Songs', tracks }).element));
  if (albums.length)
    found.push(
      shelf(
        'Albums',
        grid(
          albums.map((album) => albumCard(app, album)),
          'Albums',
        ),
      ),
    );
  if (artists.length) found.push(shelf('Artists', grid(artists.map(artistCard), 'Artists')));
  return found;
}
