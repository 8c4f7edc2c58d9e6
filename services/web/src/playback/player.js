/**
 * Plays the queue on two decks: while one sounds, the other gets the next track ready.
 */

import { ApiError } from '../core/problems.js';
import { Deck } from './deck.js';

/** @typedef {import('../core/catalogue.js').Track} Track */

/** How long before its end a track's successor begins to load. */
const PREPARE_SECONDS = 30;

/** "Previous" goes back to the beginning of a track that has played for longer than this. */
const RESTART_SECONDS = 4;

/** A track that has played for this long was no failure. */
const HEALTHY_SECONDS = 5;

/** So many tracks in a row that cannot be played mean that the fault is not theirs. */
const FAILURES_IN_A_ROW = 3;

/**
 * Sends `change` (track, state or loudness), `time` (position or buffer) and `problem` (detail:
 * the track, the error, and whether the player has moved on to the next track).
 */
export class Player extends EventTarget {
  #queue;
  #preferences;
  #active;
  #standby;
  #failures = 0;
  #volume;
  #muted = false;
  /** @type {import('./queue.js').Entry|null} */
  #entry = null;
  /** Key of the entry that the standby was last made ready for, so that it is tried once. */
  #prepared = 0;

  /**
   * @param {import('./queue.js').Queue} queue
   * @param {import('./media-urls.js').MediaUrls} urls
   * @param {import('../core/preferences.js').Preferences} preferences
   */
  constructor(queue, urls, preferences) {
    super();
    this.#queue = queue;
    this.#preferences = preferences;
    this.#volume = preferences.get('volume', 1);
    this.#active = this.#deck(urls);
    this.#standby = this.#deck(urls);
    this.#applyLoudness();
  }

  get track() {
    return this.#active.track;
  }

  /** @returns {'idle'|'loading'|'playing'|'paused'} */
  get state() {
    if (!this.#active.track) return 'idle';
    if (!this.#active.wanted) return 'paused';
    return this.#active.sounding ? 'playing' : 'loading';
  }

  get wanted() {
    return this.#active.wanted;
  }

  get position() {
    return this.#active.position;
  }

  get duration() {
    return this.#active.duration;
  }

  get buffered() {
    return this.#active.buffered;
  }

  get volume() {
    return this.#volume;
  }

  get muted() {
    return this.#muted;
  }

  /**
   * Replaces the queue and plays from `index` on.
   * @param {Track[]} tracks
   * @param {number} [index]
   */
  async playTracks(tracks, index = 0) {
    if (!tracks.length) return;
    this.#queue.replace(tracks, index);
    await this.#start();
  }

  /** @param {number} key of an entry of the queue */
  async playEntry(key) {
    this.#queue.jump(key);
    await this.#start();
  }

  /** Shows the queue's current track without playing it. */
  cue(position = 0) {
    this.#entry = this.#queue.current;
    this.#prepared = 0;
    this.#standby.cue(null);
    this.#active.cue(this.#entry?.track ?? null, position);
  }

  async play() {
    if (!this.#active.track) this.cue();
    this.#unlock();
    await this.#active.play();
  }

  pause() {
    this.#active.pause();
  }

  async toggle() {
    if (this.#active.wanted) this.pause();
    else await this.play();
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.#active.seek(seconds);
  }

  async next() {
    if (this.#queue.advance(false)) await this.#start();
  }

  async previous() {
    if (this.position > RESTART_SECONDS || !this.#queue.retreat()) this.seek(0);
    else await this.#start();
  }

  /** Silence, and nothing to play. */
  stop() {
    this.#queue.clear();
    this.cue();
  }

  /** @param {number} volume from 0 to 1 */
  setVolume(volume) {
    this.#volume = Math.min(1, Math.max(0, volume));
    this.#muted = false;
    this.#preferences.set('volume', this.#volume);
    this.#applyLoudness();
  }

  toggleMute() {
    this.#muted = !this.#muted;
    this.#applyLoudness();
  }

  /** Plays the queue's current entry, on the deck that has it ready where there is one. */
  async #start() {
    this.#unlock();
    const entry = this.#queue.current;
    const ready = entry !== null && this.#standby.track?.id === entry.track.id;
    this.#entry = entry;
    this.#prepared = 0;
    if (ready) [this.#active, this.#standby] = [this.#standby, this.#active];
    else this.#active.cue(entry?.track ?? null);
    this.#standby.cue(null);
    await this.#active.play();
  }

  /** @param {import('./media-urls.js').MediaUrls} urls */
  #deck(urls) {
    const deck = new Deck(urls);
    for (const name of ['change', 'time']) {
      deck.addEventListener(name, () => {
        if (deck === this.#active) this.#heard(name);
      });
    }
    deck.addEventListener('ended', () => {
      if (deck === this.#active) this.#ended();
    });
    deck.addEventListener('failed', (event) => this.#failed(deck, event));
    return deck;
  }

  /** @param {string} name */
  #heard(name) {
    if (name === 'time' && this.state === 'playing') {
      if (this.position > HEALTHY_SECONDS) this.#failures = 0;
      if (this.duration - this.position < PREPARE_SECONDS) this.#prepare();
    }
    this.dispatchEvent(new Event(name));
  }

  #prepare() {
    const next = this.#queue.following(true);
    if (!next || next === this.#entry || next.key === this.#prepared) return;
    this.#prepared = next.key;
    this.#standby.cue(next.track);
    // A standby that cannot load is no problem yet: it is tried again when its turn comes.
    this.#standby.load().catch(() => this.#standby.cue(null));
  }

  #ended() {
    const before = this.#entry;
    if (!this.#queue.advance(true)) this.cue();
    else if (this.#queue.current === before) this.#replay();
    else this.#start();
  }

  #replay() {
    this.#active.seek(0);
    this.#active.play();
  }

  /**
   * @param {Deck} deck
   * @param {Event} event
   */
  #failed(deck, event) {
    if (deck !== this.#active) {
      deck.cue(null);
      return;
    }
    const error = /** @type {CustomEvent} */ (event).detail;
    this.#failures += 1;
    const skip =
      isOfTheTrack(error) &&
      this.#failures < FAILURES_IN_A_ROW &&
      this.#queue.following(false) !== null;
    const detail = { track: deck.track, error, skipped: skip };
    this.dispatchEvent(new CustomEvent('problem', { detail }));
    if (skip) this.next();
    else this.#failures = 0;
  }

  #unlock() {
    this.#active.unlock();
    this.#standby.unlock();
  }

  #applyLoudness() {
    // Loudness is heard as a power of the amplitude: squaring makes the slider feel even.
    const loudness = { volume: this.#volume ** 2, muted: this.#muted };
    this.#active.setLoudness(loudness);
    this.#standby.setLoudness(loudness);
    this.dispatchEvent(new Event('change'));
  }
}

/**
 * Whether another track may well play: this one is gone or its file is bad.
 * @param {unknown} error
 */
function isOfTheTrack(error) {
  return error instanceof ApiError ? error.status === 404 : error instanceof MediaError;
}
