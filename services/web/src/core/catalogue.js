/**
 * What the music service has: artists, albums and tracks.
 */

/** @typedef {{id: string, url: string}} Cover */
/** @typedef {{id: string, name: string}} ArtistName */

/**
 * @typedef {object} Artist
 * @property {string} id
 * @property {string} name
 * @property {Cover|null} [cover]
 * @property {number} [album_count]
 * @property {number} [track_count]
 */

/**
 * @typedef {object} Album
 * @property {string} id
 * @property {string} title
 * @property {ArtistName[]} artists
 * @property {number|null} [year]
 * @property {Cover|null} cover
 * @property {number} [track_count]
 * @property {number} [duration_ms]
 */

/**
 * @typedef {object} Track
 * @property {string} id
 * @property {string} title
 * @property {ArtistName[]} artists
 * @property {{id: string, title: string}} album
 * @property {number|null} [track_number]
 * @property {number|null} [disc_number]
 * @property {number} duration_ms
 * @property {Cover|null} cover
 */

/** @typedef {{artists: Artist[], albums: Album[], tracks: Track[]}} Found */
/** @template T @typedef {{items: T[], next_cursor: string|null}} Page */

/** Items asked for at a time. */
const PAGE_SIZE = 48;

/** An album with more tracks than this is cut off: no page can show them usefully. */
const ALBUM_TRACKS_LIMIT = 1000;

export class Catalogue {
  #api;

  /** @param {import('./api.js').Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * @param {{artist_id?: string, cursor?: string|null, limit?: number}} query
   * @param {AbortSignal} [signal]
   * @returns {Promise<Page<Album>>}
   */
  albums({ limit = PAGE_SIZE, ...query } = {}, signal) {
    return this.#api.get('/v1/albums', { limit, ...query }, signal);
  }

  /**
   * @param {{cursor?: string|null, limit?: number}} query
   * @param {AbortSignal} [signal]
   * @returns {Promise<Page<Artist>>}
   */
  artists({ limit = PAGE_SIZE, ...query } = {}, signal) {
    return this.#api.get('/v1/artists', { limit, ...query }, signal);
  }

  /**
   * @param {{album_id?: string, artist_id?: string, cursor?: string|null, limit?: number}} query
   * @param {AbortSignal} [signal]
   * @returns {Promise<Page<Track>>}
   */
  tracks({ limit = PAGE_SIZE, ...query } = {}, signal) {
    return this.#api.get('/v1/tracks', { limit, ...query }, signal);
  }

  /**
   * @param {string} id
   * @param {AbortSignal} [signal]
   * @returns {Promise<Album>}
   */
  album(id, signal) {
    return this.#api.get(`/v1/albums/${encodeURIComponent(id)}`, {}, signal);
  }

  /**
   * @param {string} id
   * @param {AbortSignal} [signal]
   * @returns {Promise<Artist>}
   */
  artist(id, signal) {
    return this.#api.get(`/v1/artists/${encodeURIComponent(id)}`, {}, signal);
  }

  /**
   * All tracks of an album in playing order.
   * @param {string} albumId
   * @param {AbortSignal} [signal]
   * @returns {Promise<Track[]>}
   */
  async albumTracks(albumId, signal) {
    /** @type {Track[]} */
    const tracks = [];
    /** @type {string|null} */
    let cursor = null;
    do {
      const page = await this.tracks({ album_id: albumId, cursor }, signal);
      tracks.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor && tracks.length < ALBUM_TRACKS_LIMIT);
    return tracks.sort(byPlace);
  }

  /**
   * @param {string} words
   * @param {number} limit of each kind
   * @param {AbortSignal} [signal]
   * @returns {Promise<Found>}
   */
  search(words, limit, signal) {
    return this.#api.get('/v1/search', { q: words, limit }, signal);
  }

  /**
   * A short-lived address of the track's sound.
   * @param {string} trackId
   * @returns {Promise<{url: string, expires_at: string, mime_type: string, bytes: number}>}
   */
  authorisePlay(trackId) {
    const path = `/v1/tracks/${encodeURIComponent(trackId)}/play`;
    return this.#api.call(path, { method: 'POST', body: {} });
  }
}

/**
 * @param {Track} one
 * @param {Track} other
 */
function byPlace(one, other) {
  return (
    (one.disc_number ?? 1) - (other.disc_number ?? 1) ||
    (one.track_number ?? Infinity) - (other.track_number ?? Infinity) ||
    one.title.localeCompare(other.title)
  );
}
