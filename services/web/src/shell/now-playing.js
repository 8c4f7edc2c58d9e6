/**
 * The large player: the cover as big as the window allows, and the controls.
 */

import { artistLinks } from '../ui/cards.js';
import { iconButton } from '../ui/controls.js';
import { coverArt } from '../ui/cover.js';
import { began, h } from '../ui/dom.js';
import { seekBar, transport, volume } from '../ui/transport.js';

/** A finger that moves down by this much wants the player away. */
const SWIPE_PX = 90;

/**
 * @param {import('../app.js').App} app
 * @param {{openQueue: () => void, signal: AbortSignal}} options
 */
export function nowPlaying(app, { openQueue, signal }) {
  const { player } = app;
  const backdrop = h('div', { class: 'now-backdrop', 'aria-hidden': 'true' });
  const art = h('div', { class: 'now-art' });
  const text = h('div', { class: 'now-text' });
  const close = () => dialog.close();
  const toQueue = () => {
    close();
    openQueue();
  };
  const dialog = h(
    'dialog',
    { class: 'now', 'aria-label': 'Now playing' },
    backdrop,
    h(
      'div',
      { class: 'now-head' },
      iconButton('down', 'Close', close),
      h('p', {}, 'Now playing'),
      iconButton('queue', 'Queue', toQueue),
    ),
    h(
      'div',
      { class: 'now-body' },
      art,
      h(
        'div',
        { class: 'now-controls' },
        text,
        seekBar(app, signal),
        transport(app, signal),
        volume(app, signal),
      ),
    ),
  );
  dialog.addEventListener('click', (event) => {
    if (began(event, 'a')) close();
  });
  closeOnSwipe(dialog);

  /** @type {import('../core/catalogue.js').Track|null} */
  let shown = null;
  const show = () => {
    const { track } = player;
    if (!track) dialog.close();
    if (!track || track === shown) return;
    shown = track;
    backdrop.replaceChildren(coverArt(track.cover, track.album.id, { eager: true }));
    art.replaceChildren(coverArt(track.cover, track.album.id, { eager: true }));
    text.replaceChildren(
      h('h2', {}, track.title),
      h('p', {}, artistLinks(track.artists)),
      h('a', { class: 'now-album', href: `#/albums/${track.album.id}` }, track.album.title),
    );
  };
  player.addEventListener('change', show, { signal });
  show();
  return dialog;
}

/** @param {HTMLDialogElement} dialog */
function closeOnSwipe(dialog) {
  let start = 0;
  const onSlider = (/** @type {Event} */ event) => event.target instanceof HTMLInputElement;
  dialog.addEventListener(
    'touchstart',
    (event) => {
      start = onSlider(event) ? Infinity : event.touches[0].clientY;
    },
    { passive: true },
  );
  dialog.addEventListener(
    'touchend',
    (event) => {
      if (event.changedTouches[0].clientY - start > SWIPE_PX) dialog.close();
    },
    { passive: true },
  );
}
