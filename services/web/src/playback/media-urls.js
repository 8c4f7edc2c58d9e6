/**
 * Signed addresses of sound. Each lives for a while; this keeps them until then.
 */

/** An address this close to its end is not handed out any more. */
const SPARE_MS = 60_000;

/** Addresses kept; the oldest go first. */
const MEMORY = 64;

/** @typedef {{url: string, expiresAt: number}} MediaUrl `expiresAt` in milliseconds since 1970 */

export class MediaUrls {
  #catalogue;
  /** @type {Map<string, MediaUrl>} */
  #known = new Map();

  /** @param {import('../core/catalogue.js').Catalogue} catalogue */
  constructor(catalogue) {
    this.#catalogue = catalogue;
  }

  /**
   * @param {string} trackId
   * @param {{fresh?: boolean}} [options] `fresh` asks for another one than is known
   * @returns {Promise<MediaUrl>}
   */
  async of(trackId, { fresh = false } = {}) {
    const known = this.#known.get(trackId);
    if (known && !fresh && isGood(known)) return known;
    const { url, expires_at: end } = await this.#catalogue.authorisePlay(trackId);
    const answer = { url, expiresAt: Date.parse(end) };
    this.#known.delete(trackId);
    this.#known.set(trackId, answer);
    if (this.#known.size > MEMORY) this.#known.delete(this.#known.keys().next().value ?? '');
    return answer;
  }

  /** Forgets all: they belong to the listener who has signed out. */
  clear() {
    this.#known.clear();
  }
}

/** @param {MediaUrl} media */
export function isGood(media) {
  return Date.now() < media.expiresAt - SPARE_MS;
}
