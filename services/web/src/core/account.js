/**
 * The listener's own account.
 */

/**
 * @typedef {object} Profile
 * @property {string} id
 * @property {string} email
 * @property {string} display_name
 * @property {string} plan
 * @property {string[]} roles
 */

/** Longest name that the service takes, in characters. */
export const NAME_LENGTH = 80;

/** What the service asks of a password, in characters. */
export const PASSWORD_LENGTHS = { least: 8, most: 128 };

/** Roles that may put music into the library. */
const IMPORTING_ROLES = ['curator', 'admin'];

/** @param {Profile} profile */
export function mayImport(profile) {
  return profile.roles.some((role) => IMPORTING_ROLES.includes(role));
}

export class Account {
  #api;

  /** @param {import('./api.js').Api} api */
  constructor(api) {
    this.#api = api;
  }

  /** @returns {Promise<Profile>} */
  profile() {
    return this.#api.get('/v1/me');
  }

  /**
   * @param {string} displayName
   * @returns {Promise<Profile>}
   */
  rename(displayName) {
    return this.#api.call('/v1/me', { method: 'PATCH', body: { display_name: displayName } });
  }

  /** Deletes the account for good. */
  async remove() {
    await this.#api.call('/v1/me', { method: 'DELETE' });
  }
}
