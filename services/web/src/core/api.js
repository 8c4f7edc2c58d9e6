/**
 * Calls on behalf of the listener: adds the access token and renews it once when refused.
 */

import { call } from './http.js';
import { ApiError } from './problems.js';

export class Api {
  #session;

  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Runs `attempt` with a token, and once more with a new one when the service answers 401.
   * @template T
   * @param {(token: string) => Promise<T>} attempt
   * @returns {Promise<T>}
   */
  async authorised(attempt) {
    const token = await this.#session.token();
    try {
      return await attempt(token);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      return attempt(await this.#session.renew(token));
    }
  }

  /**
   * @param {string} path
   * @param {import('./http.js').CallOptions} [options]
   * @returns {Promise<any>}
   */
  call(path, options = {}) {
    return this.authorised((token) => call(path, { ...options, token }));
  }

  /**
   * @param {string} path
   * @param {Record<string, string|number|null|undefined>} [query] empty values are left out
   * @param {AbortSignal} [signal]
   */
  get(path, query = {}, signal) {
    const given = Object.entries(query).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    const search = new URLSearchParams(
      given.map(([key, value]) => [key, String(value)]),
    ).toString();
    return this.call(search ? `${path}?${search}` : path, { signal });
  }
}
