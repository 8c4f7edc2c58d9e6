/**
 * Which address shows which view.
 */

import { accountView } from './account.js';
import { albumView } from './album.js';
import { artistView } from './artist.js';
import { homeView } from './home.js';
import { importView } from './import.js';
import { albumsView, artistsView, songsView } from './library.js';
import { lostView } from './lost.js';
import { searchView } from './search.js';

/** @typedef {import('../core/router.js').Route} Route */

/**
 * @param {import('../app.js').App} app
 * @returns {{list: Route[], fallback: Route}}
 */
export function routes(app) {
  return {
    list: [
      { name: 'home', path: '/', view: (page) => homeView(app, page) },
      { name: 'albums', path: '/albums', view: (page) => albumsView(app, page) },
      { name: 'album', path: '/albums/:id', view: (page) => albumView(app, page) },
      { name: 'artists', path: '/artists', view: (page) => artistsView(app, page) },
      { name: 'artist', path: '/artists/:id', view: (page) => artistView(app, page) },
      { name: 'songs', path: '/songs', view: (page) => songsView(app, page) },
      { name: 'search', path: '/search', view: (page) => searchView(app, page) },
      { name: 'account', path: '/account', view: (page) => accountView(app, page) },
      { name: 'import', path: '/import', view: (page) => importView(app, page) },
    ],
    fallback: { name: 'lost', path: '', view: lostView },
  };
}
