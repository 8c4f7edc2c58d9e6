/**
 * Small choices that this browser keeps: volume, theme, the queue of each account.
 */

const PREFIX = 'legato.';

export class Preferences {
  #storage;

  /** @param {Storage} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /**
   * @template T
   * @param {string} name
   * @param {T} fallback given when nothing, or nothing readable, is kept
   * @returns {T}
   */
  get(name, fallback) {
    try {
      return JSON.parse(this.#storage.getItem(PREFIX + name) ?? 'null') ?? fallback;
    } catch {
      return fallback;
    }
  }

  /**
   * Keeps a value. A full or forbidden storage costs only the memory of it.
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    try {
      this.#storage.setItem(PREFIX + name, JSON.stringify(value));
    } catch (error) {
      console.warn('A preference could not be kept.', error);
    }
  }

  /** @param {string} name */
  forget(name) {
    this.#storage.removeItem(PREFIX + name);
  }
}
