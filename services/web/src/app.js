/**
 * What the views and the frame have at hand while someone is signed in.
 */

import { mayImport } from './core/account.js';
import { plural } from './core/format.js';
import { explain, isAbort } from './core/problems.js';
import { blankHue } from './ui/cover.js';

/** @typedef {import('./core/account.js').Profile} Profile */
/** @typedef {import('./core/catalogue.js').Track} Track */
/** @typedef {import('./core/catalogue.js').Cover} Cover */

/**
 * @typedef {object} Parts
 * @property {import('./core/session.js').Session} session
 * @property {import('./core/account.js').Account} account
 * @property {import('./core/catalogue.js').Catalogue} catalogue
 * @property {import('./core/imports.js').Imports} imports
 * @property {import('./core/preferences.js').Preferences} preferences
 * @property {import('./core/colour.js').CoverColours} colours
 * @property {import('./playback/queue.js').Queue} queue
 * @property {import('./playback/player.js').Player} player
 * @property {import('./ui/toasts.js').Toasts} toasts
 */

/** Chroma of the colours that stand in for a picture. */
const BLANK_CHROMA = 0.08;

/** Sends `profile` when the listener's profile has changed. */
export class App extends EventTarget {
  /** @type {import('./core/router.js').Router|null} */
  #router = null;
  #account;

  /**
   * @param {Parts} parts
   * @param {Profile} profile of the listener
   */
  constructor(parts, profile) {
    super();
    this.session = parts.session;
    this.catalogue = parts.catalogue;
    this.imports = parts.imports;
    this.preferences = parts.preferences;
    this.colours = parts.colours;
    this.queue = parts.queue;
    this.player = parts.player;
    this.toasts = parts.toasts;
    this.#account = parts.account;
    this.profile = profile;
  }

  /** @param {import('./core/router.js').Router} router */
  attach(router) {
    this.#router = router;
  }

  get mayImport() {
    return mayImport(this.profile);
  }

  /** Name of the view that is shown. */
  get place() {
    return this.#router?.current?.route ?? '';
  }

  /** The words that the search view looks for. */
  get words() {
    return this.#router?.query.get('q') ?? '';
  }

  /**
   * @param {string} path
   * @param {{replace?: boolean}} [options]
   */
  go(path, options) {
    this.#router?.go(path, options);
  }

  /** @param {string} albumId */
  async playAlbum(albumId) {
    try {
      await this.player.playTracks(await this.catalogue.albumTracks(albumId));
    } catch (error) {
      this.complain(error);
    }
  }

  /**
   * Plays in an order by lot, from any of them.
   * @param {Track[]} tracks
   */
  async playShuffled(tracks) {
    if (!this.queue.shuffled) this.queue.toggleShuffle();
    await this.player.playTracks(tracks, Math.floor(Math.random() * tracks.length));
  }

  /**
   * @param {Track[]} tracks
   * @param {{next?: boolean}} [options] `next` puts them right after the current one
   */
  enqueue(tracks, { next = false } = {}) {
    const idle = this.queue.current === null;
    const taken = next ? this.queue.playNext(tracks) : this.queue.append(tracks);
    if (idle) this.player.cue();
    const what = taken === 1 ? `“${tracks[0].title}”` : plural(taken, 'song');
    if (taken < tracks.length) this.toasts.show('The queue is full.', { kind: 'problem' });
    else this.toasts.show(next ? `${what} will play next.` : `${what} added to the queue.`);
  }

  /**
   * Colours an element after a cover, or after what stands in for one.
   * @param {HTMLElement} element
   * @param {Cover|null|undefined} cover
   * @param {string} [seed] of the stand-in; without it, the page's own colour is used
   */
  async tint(element, cover, seed) {
    const standIn = seed ? { hue: blankHue(seed), chroma: BLANK_CHROMA } : null;
    const accent = cover ? await this.colours.of(cover.url) : standIn;
    if (!accent) {
      element.style.removeProperty('--hue');
      element.style.removeProperty('--chroma');
      return;
    }
    element.style.setProperty('--hue', accent.hue.toFixed(1));
    element.style.setProperty('--chroma', accent.chroma.toFixed(3));
  }

  /** @param {string} name */
  async rename(name) {
    this.profile = await this.#account.rename(name);
    this.dispatchEvent(new Event('profile'));
    this.#router?.forget();
  }

  /** Deletes the account and leaves. */
  async deleteAccount() {
    await this.#account.remove();
    await this.session.signOut();
  }

  /**
   * Says what went wrong, unless nobody waits for it any more.
   * @param {unknown} error
   */
  complain(error) {
    if (!isAbort(error)) this.toasts.show(explain(error), { kind: 'problem' });
  }
}
