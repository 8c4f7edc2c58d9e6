/**
 * Tracks as rows that play when they are pressed.
 */

import { clock, names, spokenTime } from '../core/format.js';
import { artistLinks } from './cards.js';
import { iconButton } from './controls.js';
import { coverArt } from './cover.js';
import { began, h, setAttribute } from './dom.js';
import { icon, setIcon } from './icons.js';
import { openMenu } from './menu.js';

/** @typedef {import('../core/catalogue.js').Track} Track */
/** @typedef {import('../app.js').App} App */

export class TrackList {
  #app;
  #numbered;
  #artists;
  /** @type {Track[]} */
  #tracks = [];

  /**
   * @param {App} app
   * @param {{label: string, album?: import('../core/catalogue.js').Album, tracks?: Track[]}} options
   *   on the page of an `album`, rows have numbers and do not repeat its cover, title and artists
   */
  constructor(app, { label, album, tracks = [] }) {
    const numbered = album !== undefined;
    this.#app = app;
    this.#numbered = numbered;
    this.#artists = names(album?.artists ?? []);
    const kind = numbered ? 'tracks-numbered' : 'tracks-mixed';
    this.element = h('ol', { class: `tracks ${kind}`, 'aria-label': label });
    this.append(tracks);
  }

  get tracks() {
    return this.#tracks;
  }

  /** @param {Track[]} tracks */
  append(tracks) {
    const rows = tracks.map((track, at) => this.#row(track, this.#tracks.length + at));
    this.#tracks = [...this.#tracks, ...tracks];
    if (this.#numbered) this.#appendByDisc(tracks, rows);
    else this.element.append(...rows);
    markPlaying(this.element, this.#app.player);
  }

  /** @param {Track} track */
  #repeats(track) {
    return this.#numbered && names(track.artists) === this.#artists;
  }

  /**
   * @param {Track[]} tracks
   * @param {HTMLElement[]} rows
   */
  #appendByDisc(tracks, rows) {
    const discs = new Set(tracks.map((track) => track.disc_number ?? 1));
    let last = 0;
    for (const [at, track] of tracks.entries()) {
      const disc = track.disc_number ?? 1;
      if (discs.size > 1 && disc !== last) {
        this.element.append(h('li', { class: 'disc' }, h('h3', {}, `Disc ${disc}`)));
      }
      last = disc;
      this.element.append(rows[at]);
    }
  }

  /**
   * @param {Track} track
   * @param {number} at
   */
  #row(track, at) {
    const play = () => this.#play(at);
    const numbered = this.#numbered;
    return h(
      'li',
      {
        class: 'track',
        'data-track': track.id,
        on: { click: (/** @type {MouseEvent} */ event) => onRow(event, play) },
      },
      numbered && playButton(track, play, String(track.track_number ?? at + 1)),
      !numbered &&
        h(
          'div',
          { class: 'track-art' },
          coverArt(track.cover, track.album.id),
          playButton(track, play, ''),
        ),
      h(
        'div',
        { class: 'track-text' },
        h('span', { class: 'track-title', title: track.title }, track.title),
        this.#repeats(track) ? null : artistLinks(track.artists),
      ),
      !numbered &&
        h('a', { class: 'track-album', href: `#/albums/${track.album.id}` }, track.album.title),
      h(
        'span',
        { class: 'track-time' },
        h('span', { 'aria-hidden': 'true' }, clock(track.duration_ms / 1000)),
        h('span', { class: 'unseen' }, spokenTime(track.duration_ms / 1000)),
      ),
      moreButton(this.#app, track),
    );
  }

  /** @param {number} at */
  #play(at) {
    const { player } = this.#app;
    if (player.track?.id === this.#tracks[at].id) player.toggle();
    else player.playTracks(this.#tracks, at);
  }
}

/**
 * @param {MouseEvent} event
 * @param {() => void} play
 */
function onRow(event, play) {
  const selecting = String(getSelection()) !== '';
  if (selecting || began(event, 'a, button')) return;
  play();
}

/**
 * @param {Track} track
 * @param {() => void} play
 * @param {string} number
 */
function playButton(track, play, number) {
  const label = `Play ${track.title} by ${names(track.artists)}`;
  return h(
    'button',
    {
      type: 'button',
      class: 'track-play',
      'aria-label': label,
      'data-label': label,
      on: { click: play },
    },
    h('span', { class: 'track-number' }, number),
    h('span', { class: 'bars', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
    h('span', { class: 'track-symbol', 'data-icon': 'play' }, icon('play')),
  );
}

/**
 * @param {App} app
 * @param {Track} track
 */
function moreButton(app, track) {
  const label = `More for ${track.title}`;
  const attributes = { class: 'track-more', 'aria-haspopup': 'menu', 'aria-expanded': 'false' };
  const more = iconButton('more', label, () => openMenu(more, trackMenu(app, track)), attributes);
  return more;
}

/**
 * @param {App} app
 * @param {Track} track
 * @returns {import('./menu.js').MenuItem[]}
 */
function trackMenu(app, track) {
  const [artist] = track.artists;
  return [
    { label: 'Play next', icon: 'plus', run: () => app.enqueue([track], { next: true }) },
    { label: 'Add to the queue', icon: 'queue', run: () => app.enqueue([track]) },
    { label: 'Go to the album', icon: 'album', run: () => app.go(`/albums/${track.album.id}`) },
    ...(artist
      ? [
          {
            label: 'Go to the artist',
            icon: /** @type {const} */ ('artist'),
            run: () => app.go(`/artists/${artist.id}`),
          },
        ]
      : []),
  ];
}

/**
 * Marks the rows of the current track.
 * @param {ParentNode} root
 * @param {import('../playback/player.js').Player} player
 */
export function markPlaying(root, player) {
  for (const row of root.querySelectorAll('[data-track]')) {
    const current = row.getAttribute('data-track') === player.track?.id;
    const playing = current && player.wanted;
    setAttribute(row, 'aria-current', String(current));
    row.classList.toggle('is-playing', playing);
    const button = row.querySelector('.track-play');
    const symbol = row.querySelector('.track-symbol');
    if (!button || !symbol) continue;
    const label = button.getAttribute('data-label') ?? '';
    setAttribute(button, 'aria-label', playing ? label.replace(/^Play/, 'Pause') : label);
    setIcon(symbol, playing ? 'pause' : 'play');
  }
}
