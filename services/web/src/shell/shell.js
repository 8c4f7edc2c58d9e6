/**
 * The frame around all views: navigation, search, player and queue.
 */

import { mayImport } from '../core/account.js';
import { portrait } from '../ui/cover.js';
import { h, setText } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { markPlaying } from '../ui/track-list.js';
import { bindKeyboard, keyboardHelp } from './keyboard.js';
import { nowPlaying } from './now-playing.js';
import { playerBar } from './player-bar.js';
import { QueuePanel } from './queue-panel.js';
import { searchField } from './search-field.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../core/router.js').Router} Router */

/** @type {[name: string, path: string, label: string, icon: import('../ui/icons.js').IconName][]} */
const PLACES = [
  ['home', '/', 'Listen', 'home'],
  ['albums', '/albums', 'Albums', 'album'],
  ['artists', '/artists', 'Artists', 'artist'],
  ['songs', '/songs', 'Songs', 'song'],
  ['search', '/search', 'Search', 'search'],
];

/** Views that belong to a place of the navigation. @type {Record<string, string>} */
const PART_OF = { album: 'albums', artist: 'artists' };

export class Shell {
  #app;
  #signal;
  #links;
  #search;
  #now;

  /**
   * @param {App} app
   * @param {AbortSignal} signal
   */
  constructor(app, signal) {
    this.#app = app;
    this.#signal = signal;
    this.main = h('main', { id: 'main', class: 'main', tabindex: '-1' });
    this.#links = this.#makeLinks();
    this.#search = searchField(app, signal);
    const queuePanel = new QueuePanel(app, signal);
    const help = keyboardHelp(app);
    this.#now = nowPlaying(app, { openQueue: () => queuePanel.open(), signal });
    const openNowPlaying = () => this.#now.showModal();
    const bar = playerBar(app, { openNowPlaying, queueButton: queuePanel.button, signal });
    this.element = h(
      'div',
      { class: 'shell' },
      this.#sidebar(help),
      h('div', { class: 'page' }, this.#topbar(), this.main),
      queuePanel.element,
      bar,
      this.#now,
      help,
    );
    const focusSearch = () => this.focusSearch();
    bindKeyboard(app, { focusSearch, queuePanel, help, signal });
    app.player.addEventListener('change', () => markPlaying(this.main, app.player), { signal });
    followScroll(signal);
    app.addEventListener('profile', () => this.#showProfile(), { signal });
  }

  /**
   * Follows the router: marks the place, moves the focus and names the page.
   * @param {Router} router
   */
  follow(router) {
    const signal = this.#signal;
    router.addEventListener(
      'navigate',
      (event) => {
        const { moved } = /** @type {CustomEvent} */ (event).detail;
        this.#showPlace(router.current?.route ?? '');
        markPlaying(this.main, this.#app.player);
        if (moved) this.#focusView(router.current?.route ?? '');
      },
      { signal },
    );
    const name = () => this.#name(router.current?.title ?? '');
    router.addEventListener('title', name, { signal });
    this.#app.player.addEventListener('change', name, { signal });
  }

  /** Puts the cursor into the search field, on phones by way of the search view. */
  focusSearch() {
    if (!this.#search.input.checkVisibility()) this.#app.go('/search');
    requestAnimationFrame(() => {
      this.#search.input.focus();
      this.#search.input.select();
    });
  }

  #makeLinks() {
    const { profile } = this.#app;
    const places = [...PLACES];
    if (mayImport(profile)) places.push(['import', '/import', 'Import', 'upload']);
    return places.map(([name, path, label, symbol]) =>
      h('a', { href: `#${path}`, 'data-place': name }, icon(symbol), h('span', {}, label)),
    );
  }

  /** @param {HTMLDialogElement} help */
  #sidebar(help) {
    return h(
      'header',
      { class: 'sidebar' },
      h(
        'a',
        { class: 'brand', href: '#/', 'aria-label': 'Legato, start page' },
        brandMark(),
        h('span', {}, 'Legato'),
      ),
      h('nav', { class: 'places', 'aria-label': 'Main' }, ...this.#links),
      h(
        'div',
        { class: 'sidebar-foot' },
        h(
          'button',
          { type: 'button', class: 'quiet-link', on: { click: () => help.showModal() } },
          icon('keyboard'),
          h('span', {}, 'Keyboard'),
        ),
        this.#accountLink(),
      ),
    );
  }

  #topbar() {
    return h(
      'div',
      { class: 'topbar' },
      h(
        'a',
        { class: 'brand', href: '#/', 'aria-label': 'Legato, start page' },
        brandMark(),
        h('span', {}, 'Legato'),
      ),
      this.#search.element,
      this.#accountLink(),
    );
  }

  #accountLink() {
    const link = h('a', { class: 'account-link', href: '#/account', 'data-place': 'account' });
    this.#nameAccount(link);
    return link;
  }

  /** @param {Element} link */
  #nameAccount(link) {
    const { id, display_name: name } = this.#app.profile;
    link.setAttribute('aria-label', `Account: ${name}`);
    link.replaceChildren(portrait(name, id), h('span', {}, name));
  }

  #showProfile() {
    for (const link of this.element.querySelectorAll('.account-link')) this.#nameAccount(link);
  }

  /** @param {string} route */
  #showPlace(route) {
    const place = PART_OF[route] ?? route;
    document.body.dataset.route = route;
    for (const link of this.element.querySelectorAll('[data-place]')) {
      if (link.getAttribute('data-place') === place) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    this.#search.show(route === 'search');
  }

  /** @param {string} route */
  #focusView(route) {
    if (document.activeElement === this.#search.input) return;
    if (route === 'search') this.focusSearch();
    else (this.main.querySelector('h1') ?? this.main).focus({ preventScroll: true });
  }

  /** @param {string} title of the view */
  #name(title) {
    const { track, wanted } = this.#app.player;
    const playing = wanted && track ? `${track.title} · ${track.artists[0]?.name ?? ''}` : title;
    setText(
      document.head.querySelector('title') ?? document.head,
      playing ? `${playing} – Legato` : 'Legato',
    );
  }
}

/**
 * Lets the style sheet know whether something lies under the search bar.
 * @param {AbortSignal} signal
 */
function followScroll(signal) {
  const follow = () => document.body.classList.toggle('is-scrolled', window.scrollY > 8);
  window.addEventListener('scroll', follow, { signal, passive: true });
  follow();
}

export function brandMark() {
  return h('img', {
    class: 'brand-mark',
    src: '/assets/images/icon.svg',
    alt: '',
    width: 28,
    height: 28,
  });
}
