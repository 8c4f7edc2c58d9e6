/**
 * One audio element that plays one track, and goes on by itself when its address expires, is
 * refused, or the network is away for a moment.
 */

import { ApiError, SignedOutError } from '../core/problems.js';
import { isGood } from './media-urls.js';

/** @typedef {import('../core/catalogue.js').Track} Track */

/** Pauses before each try after a failure; when all are used, the track has failed. */
const RETRY_AFTER_MS = [0, 1_000, 3_000, 8_000];

/** Share of a pause that is left to chance, so that many listeners do not return at once. */
const JITTER = 0.3;

/** Sound that has to play after a failure before the next failure counts as a first one. */
const HEALTHY_SECONDS = 5;

/** How long being offline is waited out before a track has failed. */
const OFFLINE_DEADLINE_MS = 10 * 60_000;

/**
 * Sends `change` (state), `time` (position, buffer), `ended`, and `failed` with the error as detail.
 */
export class Deck extends EventTarget {
  #audio = new Audio();
  #urls;
  /** @type {Track|null} */
  #track = null;
  /** @type {import('./media-urls.js').MediaUrl|null} */
  #media = null;
  /** @type {Promise<void>|null} */
  #loading = null;
  /** Changes with the track, so that late answers for the one before are dropped. */
  #generation = 0;
  #wanted = false;
  #position = 0;
  #failures = 0;
  #failedAt = 0;

  /** @param {import('./media-urls.js').MediaUrls} urls */
  constructor(urls) {
    super();
    this.#urls = urls;
    this.#audio.preload = 'auto';
    this.#listen();
  }

  get track() {
    return this.#track;
  }

  /** Whether the listener wants sound now; it may still be loading. */
  get wanted() {
    return this.#wanted;
  }

  get sounding() {
    return this.#wanted && !this.#audio.paused && this.#audio.readyState > 2;
  }

  /** Seconds. */
  get position() {
    return this.#position;
  }

  /** Seconds; before the file says its own, what the catalogue says. */
  get duration() {
    const own = this.#audio.duration;
    if (this.#media && Number.isFinite(own) && own > 0) return own;
    return (this.#track?.duration_ms ?? 0) / 1000;
  }

  /** Seconds up to which sound is there without a gap from the position on. */
  get buffered() {
    const { buffered } = this.#audio;
    for (let part = 0; part < buffered.length; part += 1) {
      const here = buffered.start(part) <= this.#position + 0.5;
      if (here && this.#position <= buffered.end(part)) return buffered.end(part);
    }
    return this.#position;
  }

  /** @param {{volume: number, muted: boolean}} loudness volume from 0 to 1 */
  setLoudness({ volume, muted }) {
    this.#audio.volume = volume;
    this.#audio.muted = muted;
  }

  /** Called in a click: some browsers let only elements sound that were touched in one. */
  unlock() {
    if (!this.#audio.src) this.#audio.load();
  }

  /**
   * Takes another track, in silence. Nothing is fetched before `load` or `play`.
   * @param {Track|null} track
   * @param {number} [position] seconds
   */
  cue(track, position = 0) {
    this.#generation += 1;
    this.#track = track;
    this.#media = null;
    this.#loading = null;
    this.#wanted = false;
    this.#position = position;
    this.#failures = 0;
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    this.#audio.load();
    this.#send('change');
  }

  /** Fetches the address and begins to buffer. */
  async load() {
    if (this.#media && isGood(this.#media)) return;
    this.#loading ??= this.#open(false);
    const loading = this.#loading;
    try {
      await loading;
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
  }

  /** Plays; when it cannot, says so by `failed`. */
  async play() {
    if (!this.#track) return;
    const generation = this.#generation;
    this.#wanted = true;
    this.#send('change');
    try {
      await this.load();
      if (generation === this.#generation && this.#wanted) await this.#sound();
    } catch (error) {
      if (generation === this.#generation) await this.#recover(error);
    }
  }

  pause() {
    this.#wanted = false;
    this.#audio.pause();
    this.#send('change');
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.#position = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.1));
    if (this.#media) this.#audio.currentTime = this.#position;
    this.#send('time');
  }

  #listen() {
    const audio = this.#audio;
    for (const name of ['play', 'playing', 'pause', 'waiting', 'durationchange', 'canplay']) {
      audio.addEventListener(name, () => this.#send('change'));
    }
    audio.addEventListener('timeupdate', () => this.#follow());
    audio.addEventListener('progress', () => this.#send('time'));
    audio.addEventListener('ended', () => this.#send('ended'));
    audio.addEventListener('error', () => {
      if (this.#media) this.#recover(audio.error);
    });
  }

  #follow() {
    if (this.#audio.readyState === 0 || this.#audio.error) return;
    this.#position = this.#audio.currentTime;
    if (this.#position > this.#failedAt + HEALTHY_SECONDS) this.#failures = 0;
    this.#send('time');
  }

  /**
   * Points the element at a good address, at the position where it was.
   * @param {boolean} fresh whether the known address has been refused
   */
  async #open(fresh) {
    const generation = this.#generation;
    if (!this.#track) return;
    const media = await this.#urls.of(this.#track.id, { fresh });
    if (generation !== this.#generation) return;
    this.#media = media;
    this.#audio.src = media.url;
    if (this.#position > 0) this.#audio.currentTime = this.#position;
  }

  /** Starts the sound. A failure of the element itself arrives as its `error` event. */
  async #sound() {
    try {
      await this.#audio.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.pause();
    }
  }

  /** @param {unknown} error */
  async #recover(error) {
    const generation = this.#generation;
    this.#media = null;
    this.#failedAt = this.#position;
    if (isFinal(error) || this.#failures >= RETRY_AFTER_MS.length) {
      this.#fail(error);
      return;
    }
    const delay = RETRY_AFTER_MS[this.#failures] * (1 + JITTER * Math.random());
    this.#failures += 1;
    await Promise.all([pause(delay), online()]);
    if (generation !== this.#generation) return;
    try {
      await this.#open(true);
      if (generation === this.#generation && this.#wanted) await this.#sound();
    } catch (another) {
      if (generation === this.#generation) await this.#recover(another);
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#wanted = false;
    this.#failures = 0;
    this.dispatchEvent(new CustomEvent('failed', { detail: error }));
    this.#send('change');
  }

  /** @param {string} name */
  #send(name) {
    this.dispatchEvent(new Event(name));
  }
}

/**
 * Errors that another try would only repeat.
 * @param {unknown} error
 */
function isFinal(error) {
  if (error instanceof SignedOutError) return true;
  return error instanceof ApiError && error.status < 500 && error.status !== 429;
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Resolves when the browser is online, or after the deadline. */
function online() {
  if (navigator.onLine) return Promise.resolve();
  const options = { once: true, signal: AbortSignal.timeout(OFFLINE_DEADLINE_MS) };
  return new Promise((resolve) => {
    window.addEventListener('online', resolve, options);
    options.signal.addEventListener('abort', resolve);
  });
}
