/**
 * Who is signed in. The access token lives in memory only; the refresh token is kept in
 * localStorage, shared by all tabs, and each of them renews through one lock.
 */

import { call } from './http.js';
import { ApiError, SignedOutError } from './problems.js';

const REFRESH_TOKEN_KEY = 'legato.refresh-token';
const RENEWAL_LOCK = 'legato.renewal';

/** An access token this close to its end is renewed before it is used again. */
const RENEW_BEFORE_MS = 30_000;

/** Answers that mean the refresh token is of no more use. Anything else may pass. */
const REFUSALS = new Set([400, 401, 403, 422]);

/**
 * @typedef {object} Grant
 * @property {string} access_token
 * @property {string} refresh_token
 * @property {number} expires_in seconds
 */

/**
 * Sends `signedin` and `signedout`; the latter's detail is true when it came by surprise.
 */
export class Session extends EventTarget {
  #storage;
  /** @type {{token: string, expiresAt: number}|null} */
  #access = null;
  /** @type {Promise<string>|null} */
  #renewal = null;

  /** @param {Storage} storage */
  constructor(storage) {
    super();
    this.#storage = storage;
    window.addEventListener('storage', (event) => this.#followOtherTabs(event));
  }

  /** Whether there is a session to renew; says nothing of whether the service still knows it. */
  get signedIn() {
    return this.#storage.getItem(REFRESH_TOKEN_KEY) !== null;
  }

  /**
   * An access token that is good for the next call.
   * @returns {Promise<string>}
   * @throws {SignedOutError|ApiError|import('./problems.js').UnreachableError}
   */
  async token() {
    if (this.#access && Date.now() < this.#access.expiresAt - RENEW_BEFORE_MS) {
      return this.#access.token;
    }
    return this.renew();
  }

  /**
   * Another access token than `refused`, which a service did not accept.
   * @param {string} [refused]
   * @returns {Promise<string>}
   */
  renew(refused) {
    if (refused && this.#access && this.#access.token !== refused) {
      return Promise.resolve(this.#access.token);
    }
    this.#renewal ??= underLock(() => this.#renewOnce()).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /**
   * @param {string} email
   * @param {string} password
   */
  async signIn(email, password) {
    this.#accept(await call('/v1/auth/login', { method: 'POST', body: { email, password } }));
    this.dispatchEvent(new Event('signedin'));
  }

  /**
   * Makes an account and signs in to it.
   * @param {string} email
   * @param {string} password
   * @param {string} displayName
   */
  async signUp(email, password, displayName) {
    const body = { email, password, display_name: displayName };
    await call('/v1/auth/register', { method: 'POST', body });
    await this.signIn(email, password);
  }

  /** Ends the session here at once; telling the service may fail without harm to that. */
  async signOut() {
    const refreshToken = this.#storage.getItem(REFRESH_TOKEN_KEY);
    this.#end(false);
    if (refreshToken === null) return;
    const body = { refresh_token: refreshToken };
    await call('/v1/auth/logout', { method: 'POST', body }).catch(() => null);
  }

  async #renewOnce() {
    const refreshToken = this.#storage.getItem(REFRESH_TOKEN_KEY);
    if (refreshToken === null) throw new SignedOutError();
    try {
      const body = { refresh_token: refreshToken };
      return this.#accept(await call('/v1/auth/refresh', { method: 'POST', body }));
    } catch (error) {
      if (!(error instanceof ApiError && REFUSALS.has(error.status))) throw error;
      this.#end(true);
      throw new SignedOutError();
    }
  }

  /** @param {Grant} grant */
  #accept(grant) {
    this.#access = {
      token: grant.access_token,
      expiresAt: Date.now() + grant.expires_in * 1000,
    };
    this.#storage.setItem(REFRESH_TOKEN_KEY, grant.refresh_token);
    return grant.access_token;
  }

  /** @param {boolean} surprise */
  #end(surprise) {
    this.#access = null;
    this.#storage.removeItem(REFRESH_TOKEN_KEY);
    this.dispatchEvent(new CustomEvent('signedout', { detail: surprise }));
  }

  /** @param {StorageEvent} event */
  #followOtherTabs({ key, oldValue, newValue }) {
    if (key !== REFRESH_TOKEN_KEY && key !== null) return;
    if (newValue === null) {
      this.#access = null;
      this.dispatchEvent(new CustomEvent('signedout', { detail: false }));
    } else if (oldValue === null) {
      this.dispatchEvent(new Event('signedin'));
    }
  }
}

/**
 * Runs `work` while no other tab renews. Pages outside a secure context have no locks; there
 * the service's grace period for a repeated refresh token is what keeps two tabs apart.
 * @param {() => Promise<string>} work
 * @returns {Promise<string>}
 */
async function underLock(work) {
  return navigator.locks ? navigator.locks.request(RENEWAL_LOCK, work) : work();
}
