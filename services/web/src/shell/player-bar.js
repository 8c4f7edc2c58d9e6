/**
 * The bar that is always there while something is to be played.
 */

import { artistLinks } from '../ui/cards.js';
import { iconButton } from '../ui/controls.js';
import { coverArt } from '../ui/cover.js';
import { began, h } from '../ui/dom.js';
import { playButton, seekBar, transport, volume } from '../ui/transport.js';

/**
 * @param {import('../app.js').App} app
 * @param {{openNowPlaying: () => void, queueButton: HTMLElement, signal: AbortSignal}} options
 */
export function playerBar(app, { openNowPlaying, queueButton, signal }) {
  const { player } = app;
  const art = h('button', {
    type: 'button',
    class: 'player-art',
    'aria-label': 'Open the large player',
    on: { click: openNowPlaying },
  });
  const text = h('div', { class: 'player-text', on: { click: onText } });
  const small = h(
    'div',
    { class: 'player-small' },
    playButton(player, signal),
    iconButton('next', 'Next', () => player.next()),
  );
  const bar = h(
    'section',
    { class: 'player', 'aria-label': 'Player', hidden: true },
    h('div', { class: 'player-now' }, art, text),
    h('div', { class: 'player-middle' }, transport(app, signal), seekBar(app, signal)),
    h('div', { class: 'player-right' }, queueButton, volume(app, signal)),
    small,
  );

  /** @param {MouseEvent} event */
  function onText(event) {
    if (!began(event, 'a')) openNowPlaying();
  }

  /** @type {import('../core/catalogue.js').Track|null} */
  let shown = null;
  const show = () => {
    const { track } = player;
    bar.hidden = track === null;
    document.body.classList.toggle('has-player', track !== null);
    if (!track || track === shown) return;
    shown = track;
    art.replaceChildren(coverArt(track.cover, track.album.id, { eager: true }));
    text.replaceChildren(
      h(
        'a',
        { class: 'player-title', href: `#/albums/${track.album.id}`, title: track.title },
        track.title,
      ),
      artistLinks(track.artists),
    );
  };
  player.addEventListener('change', show, { signal });
  show();
  return bar;
}
