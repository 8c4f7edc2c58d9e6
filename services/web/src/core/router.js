/**
 * Views by the part of the address after `#`. Views one comes back to are kept as they were.
 */

/** What can stand for a `:name` part of a path. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Left views that are kept, with their place in the page. */
const KEPT_VIEWS = 10;

/**
 * @typedef {object} View
 * @property {HTMLElement} element
 * @property {(query: URLSearchParams) => void} [update] follows another query on the same path
 */

/**
 * @typedef {object} Page what a view knows of its own visit
 * @property {Record<string, string>} params
 * @property {URLSearchParams} query
 * @property {AbortSignal} signal aborted when the view is dropped
 * @property {(title: string) => void} setTitle
 */

/**
 * @typedef {object} Route
 * @property {string} name
 * @property {string} path with `:name` parts, which are ids
 * @property {(page: Page) => View} view
 */

/**
 * @typedef {object} Visit
 * @property {string} path
 * @property {string} route name
 * @property {string} title
 * @property {View} view
 * @property {AbortController} end
 * @property {number} scroll
 */

/** Sends `navigate` when another view is shown and `title` when its title has changed. */
export class Router extends EventTarget {
  #routes;
  #fallback;
  #holder;
  /** @type {Map<string, Visit>} by the key of their history entry */
  #visits = new Map();
  #key = '';
  #end = new AbortController();

  /**
   * @param {Route[]} routes
   * @param {Route} fallback
   * @param {HTMLElement} holder
   */
  constructor(routes, fallback, holder) {
    super();
    this.#routes = routes;
    this.#fallback = fallback;
    this.#holder = holder;
  }

  get current() {
    return this.#visits.get(this.#key) ?? null;
  }

  /** The query of the address. */
  get query() {
    return here().query;
  }

  start() {
    history.scrollRestoration = 'manual';
    window.addEventListener('hashchange', () => this.#show(true), { signal: this.#end.signal });
    this.#show(false);
  }

  /** Ends all views. */
  stop() {
    this.#end.abort();
    for (const visit of this.#visits.values()) visit.end.abort();
    this.#visits.clear();
    this.#holder.replaceChildren();
  }

  /**
   * @param {string} path
   * @param {{replace?: boolean}} [options] `replace` keeps the view where only its query changes
   */
  go(path, { replace = false } = {}) {
    if (!replace) {
      location.hash = path;
      return;
    }
    history.replaceState(history.state, '', `#${path}`);
    const { pathname, query } = here();
    const { current } = this;
    if (current?.path === pathname && current.view.update) current.view.update(query);
    else this.#show(true);
  }

  /** Drops all kept views but the current one: what they show has changed. */
  forget() {
    for (const [key, visit] of this.#visits) {
      if (key === this.#key) continue;
      visit.end.abort();
      this.#visits.delete(key);
    }
  }

  /** @param {boolean} moved whether the listener moved here, so that the focus should follow */
  #show(moved) {
    const { current } = this;
    if (current) current.scroll = window.scrollY;
    this.#key = history.state?.key ?? newKey();
    history.replaceState({ key: this.#key }, '');
    const kept = this.#visits.get(this.#key);
    const visit = kept ?? this.#begin();
    this.#visits.delete(this.#key);
    this.#visits.set(this.#key, visit);
    this.#dropOldest();
    this.#holder.replaceChildren(visit.view.element);
    window.scrollTo(0, kept ? visit.scroll : 0);
    this.dispatchEvent(new CustomEvent('navigate', { detail: { moved, kept: Boolean(kept) } }));
    this.dispatchEvent(new Event('title'));
  }

  /** @returns {Visit} */
  #begin() {
    const { pathname, query } = here();
    const { route, params } = this.#match(pathname);
    const end = new AbortController();
    const visit = /** @type {Visit} */ ({
      path: pathname,
      route: route.name,
      title: '',
      end,
      scroll: 0,
    });
    /** @param {string} title */
    const setTitle = (title) => {
      visit.title = title;
      if (this.current === visit) this.dispatchEvent(new Event('title'));
    };
    visit.view = route.view({ params, query, signal: end.signal, setTitle });
    return visit;
  }

  /** @param {string} pathname */
  #match(pathname) {
    for (const route of this.#routes) {
      const params = matched(route.path, pathname);
      if (params) return { route, params };
    }
    return { route: this.#fallback, params: {} };
  }

  #dropOldest() {
    while (this.#visits.size > KEPT_VIEWS) {
      const [[key, visit]] = this.#visits;
      visit.end.abort();
      this.#visits.delete(key);
    }
  }
}

/**
 * @param {string} pattern
 * @param {string} pathname
 * @returns {Record<string, string>|null}
 */
export function matched(pattern, pathname) {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [at, part] of wanted.entries()) {
    if (part.startsWith(':') && ID.test(given[at])) params[part.slice(1)] = given[at];
    else if (part !== given[at]) return null;
  }
  return params;
}

function here() {
  const url = new URL(location.hash.slice(1) || '/', location.origin);
  return { pathname: url.pathname, query: url.searchParams };
}

function newKey() {
  return crypto.getRandomValues(new Uint32Array(2)).join('-');
}
