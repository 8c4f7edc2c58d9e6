/**
 * The controls of playing. The bar and the large view both are made of them.
 */

import { clock, spokenTime } from '../core/format.js';
import { iconButton, Slider } from './controls.js';
import { h, setAttribute, setText } from './dom.js';
import { setIcon } from './icons.js';

/** @typedef {import('../app.js').App} App */

/**
 * Shuffle, previous, play or pause, next, repeat.
 * @param {App} app
 * @param {AbortSignal} signal
 */
export function transport({ player, queue }, signal) {
  const shuffle = iconButton('shuffle', 'Shuffle', () => queue.toggleShuffle(), {
    class: 'toggle',
  });
  const repeat = iconButton('repeat', 'Repeat', () => queue.cycleRepeat(), { class: 'toggle' });
  const play = playButton(player, signal);
  const showQueue = () => {
    setAttribute(shuffle, 'aria-pressed', String(queue.shuffled));
    setAttribute(repeat, 'aria-pressed', String(queue.repeat !== 'off'));
    setIcon(repeat, queue.repeat === 'one' ? 'repeatOne' : 'repeat');
    const label = { off: 'Repeat', all: 'Repeat all', one: 'Repeat this song' }[queue.repeat];
    setAttribute(repeat, 'aria-label', label);
    repeat.title = label;
  };
  queue.addEventListener('change', showQueue, { signal });
  showQueue();
  return h(
    'div',
    { class: 'transport', role: 'group', 'aria-label': 'Playback' },
    shuffle,
    iconButton('previous', 'Previous', () => player.previous()),
    play,
    iconButton('next', 'Next', () => player.next()),
    repeat,
  );
}

/**
 * @param {import('../playback/player.js').Player} player
 * @param {AbortSignal} signal
 */
export function playButton(player, signal) {
  const play = iconButton('play', 'Play', () => player.toggle(), { class: 'play-button' });
  const show = () => {
    const label = player.wanted ? 'Pause' : 'Play';
    setIcon(play, player.wanted ? 'pause' : 'play');
    setAttribute(play, 'aria-label', label);
    play.title = label;
    play.classList.toggle('is-loading', player.state === 'loading');
  };
  player.addEventListener('change', show, { signal });
  show();
  return play;
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export function seekBar({ player }, signal) {
  const elapsed = h('span', { class: 'time', 'aria-hidden': 'true' });
  const total = h('span', { class: 'time', 'aria-hidden': 'true' });
  const slider = new Slider({
    label: 'Position in the song',
    class: 'slider-seek',
    step: 1,
    onInput: (seconds) => setText(elapsed, clock(seconds)),
    onChange: (seconds) => player.seek(seconds),
  });
  const show = () => {
    const { position, duration, buffered } = player;
    const text = `${spokenTime(position)} of ${spokenTime(duration)}`;
    slider.show({ value: position, max: Math.ceil(duration), loaded: buffered, text });
    if (!slider.held) setText(elapsed, clock(position));
    setText(total, clock(duration));
  };
  player.addEventListener('time', show, { signal });
  player.addEventListener('change', show, { signal });
  show();
  return h('div', { class: 'seek' }, elapsed, slider.element, total);
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export function volume({ player }, signal) {
  const mute = iconButton('volume', 'Mute', () => player.toggleMute());
  const slider = new Slider({ label: 'Volume', onInput: (value) => player.setVolume(value) });
  slider.element.addEventListener('change', () => player.setVolume(slider.value));
  const show = () => {
    const level = player.muted ? 0 : player.volume;
    setIcon(mute, level === 0 ? 'volumeOff' : level < 0.5 ? 'volumeLow' : 'volume');
    setAttribute(mute, 'aria-pressed', String(player.muted));
    slider.show({ value: level, text: `${Math.round(level * 100)} per cent` });
  };
  player.addEventListener('change', show, { signal });
  show();
  return h('div', { class: 'volume' }, mute, slider.element);
}
