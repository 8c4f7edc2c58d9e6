/**
 * What plays, what played, what comes. Knows nothing of sound.
 */

/** @typedef {import('../core/catalogue.js').Track} Track */
/** @typedef {{key: number, track: Track}} Entry one place in the queue; a track may have several */
/** @typedef {'off'|'all'|'one'} Repeat */

/**
 * @typedef {object} Kept a queue as it is kept between visits
 * @property {Track[]} tracks
 * @property {number} index
 * @property {Repeat} repeat
 */

/** More tracks than anyone plays in a sitting; the rest of an addition is left out. */
export const QUEUE_LIMIT = 2000;

/** Sends `change` whenever entries, place, order or repetition have changed. */
export class Queue extends EventTarget {
  /** @type {Entry[]} */
  #entries = [];
  #index = -1;
  #lastKey = 0;
  /** @type {Repeat} */
  #repeat = 'off';
  #shuffled = false;

  get entries() {
    return this.#entries;
  }

  /** @returns {Entry|null} */
  get current() {
    return this.#entries[this.#index] ?? null;
  }

  get upcoming() {
    return this.#entries.slice(this.#index + 1);
  }

  get repeat() {
    return this.#repeat;
  }

  get shuffled() {
    return this.#shuffled;
  }

  /**
   * Replaces everything and stands at `index`.
   * @param {Track[]} tracks
   * @param {number} [index]
   */
  replace(tracks, index = 0) {
    const start = Math.max(0, index - QUEUE_LIMIT + 1);
    this.#entries = tracks.slice(start, start + QUEUE_LIMIT).map((track) => this.#entry(track));
    this.#index = Math.min(index - start, this.#entries.length - 1);
    if (this.#shuffled) this.#mix();
    this.#changed();
  }

  /**
   * @param {Track[]} tracks to play right after the current one
   * @returns {number} how many had room
   */
  playNext(tracks) {
    return this.#insert(this.#index + 1, tracks);
  }

  /**
   * @param {Track[]} tracks to play after all others
   * @returns {number} how many had room
   */
  append(tracks) {
    return this.#insert(this.#entries.length, tracks);
  }

  /** @param {number} key of an entry; the current one stays */
  remove(key) {
    const at = this.#place(key);
    if (at === -1 || at === this.#index) return;
    this.#entries.splice(at, 1);
    if (at < this.#index) this.#index -= 1;
    this.#changed();
  }

  /**
   * Moves an upcoming entry.
   * @param {number} key
   * @param {number} offset places towards the end, or towards the current one when negative
   */
  move(key, offset) {
    const from = this.#place(key);
    const to = Math.min(this.#entries.length - 1, Math.max(this.#index + 1, from + offset));
    if (from <= this.#index || from === to) return;
    this.#entries.splice(to, 0, ...this.#entries.splice(from, 1));
    this.#changed();
  }

  /** @param {number} key of the entry to stand at */
  jump(key) {
    const at = this.#place(key);
    if (at === -1) return;
    this.#index = at;
    this.#changed();
  }

  /** Forgets what comes after the current entry. */
  clearUpcoming() {
    this.#entries.length = this.#index + 1;
    this.#changed();
  }

  clear() {
    this.#entries = [];
    this.#index = -1;
    this.#changed();
  }

  /**
   * The entry that `advance` would go to.
   * @param {boolean} ended true when the current one has played to its end
   * @returns {Entry|null}
   */
  following(ended) {
    if (ended && this.#repeat === 'one') return this.current;
    const next = this.#entries[this.#index + 1];
    return next ?? (this.#repeat === 'off' ? null : (this.#entries[0] ?? null));
  }

  /**
   * @param {boolean} ended true when the current one has played to its end
   * @returns {Entry|null} the new current entry, or null (and no change) at the end
   */
  advance(ended) {
    const next = this.following(ended);
    if (next) this.jump(next.key);
    return next;
  }

  /** @returns {Entry|null} the new current entry, or null (and no change) at the beginning */
  retreat() {
    const last = this.#repeat === 'off' ? undefined : this.#entries.at(-1);
    const previous = this.#index > 0 ? this.#entries[this.#index - 1] : last;
    if (previous) this.jump(previous.key);
    return previous ?? null;
  }

  cycleRepeat() {
    /** @type {Record<Repeat, Repeat>} */
    const after = { off: 'all', all: 'one', one: 'off' };
    this.#repeat = after[this.#repeat];
    this.#changed();
  }

  toggleShuffle() {
    this.#shuffled = !this.#shuffled;
    if (this.#shuffled) this.#mix();
    else this.#unmix();
    this.#changed();
  }

  /** @returns {Kept} */
  keep() {
    const tracks = this.#entries.map((entry) => entry.track);
    return { tracks, index: this.#index, repeat: this.#repeat };
  }

  /** @param {Kept} kept */
  restore({ tracks, index, repeat }) {
    this.#repeat = repeat;
    this.replace(tracks, index);
  }

  /** @param {Track} track */
  #entry(track) {
    this.#lastKey += 1;
    return { key: this.#lastKey, track };
  }

  /** @param {number} key */
  #place(key) {
    return this.#entries.findIndex((entry) => entry.key === key);
  }

  /**
   * @param {number} at
   * @param {Track[]} tracks
   */
  #insert(at, tracks) {
    const room = tracks.slice(0, QUEUE_LIMIT - this.#entries.length);
    this.#entries.splice(at, 0, ...room.map((track) => this.#entry(track)));
    if (this.#index === -1 && room.length) this.#index = 0;
    this.#changed();
    return room.length;
  }

  /** The current entry comes first, all others after it by lot. */
  #mix() {
    const current = this.current;
    const rest = this.#entries.filter((entry) => entry !== current);
    for (let last = rest.length - 1; last > 0; last -= 1) {
      const lot = Math.floor(Math.random() * (last + 1));
      [rest[last], rest[lot]] = [rest[lot], rest[last]];
    }
    this.#entries = current ? [current, ...rest] : rest;
    this.#index = current ? 0 : -1;
  }

  /** Back to the order in which entries were added, at the same entry. */
  #unmix() {
    const current = this.current;
    this.#entries = [...this.#entries].sort((one, other) => one.key - other.key);
    this.#index = current ? this.#entries.indexOf(current) : -1;
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
