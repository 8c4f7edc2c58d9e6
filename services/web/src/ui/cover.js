/**
 * Cover pictures, and something pleasant where there is none.
 */

import { h } from './dom.js';
import { icon } from './icons.js';

/**
 * @param {import('../core/catalogue.js').Cover|null|undefined} cover
 * @param {string} seed chooses the colour when there is no picture: an id
 * @param {{class?: string, symbol?: import('./icons.js').IconName, eager?: boolean}} [options]
 * @returns {HTMLElement} decoration: the title stands beside it
 */
export function coverArt(cover, seed, { class: extra = '', symbol = 'album', eager = false } = {}) {
  const frame = h('div', { class: `cover ${extra}`.trim() });
  if (!cover) {
    frame.append(blank(seed, symbol));
    return frame;
  }
  const image = h('img', {
    src: cover.url,
    alt: '',
    loading: eager ? 'eager' : 'lazy',
    decoding: 'async',
    draggable: 'false',
    on: {
      load: () => image.classList.add('is-loaded'),
      error: () => image.replaceWith(blank(seed, symbol)),
    },
  });
  frame.append(image);
  return frame;
}

/**
 * @param {string} name of an artist
 * @param {string} seed
 * @param {string} [extra] class
 */
export function portrait(name, seed, extra = '') {
  const frame = h('div', { class: `cover cover-round ${extra}`.trim() });
  const sheet = h('div', { class: 'cover-blank' }, h('span', {}, initials(name)));
  sheet.style.setProperty('--blank-hue', String(blankHue(seed)));
  frame.append(sheet);
  return frame;
}

/**
 * @param {string} seed
 * @param {import('./icons.js').IconName} symbol
 */
function blank(seed, symbol) {
  const sheet = h('div', { class: 'cover-blank' }, icon(symbol));
  sheet.style.setProperty('--blank-hue', String(blankHue(seed)));
  return sheet;
}

/**
 * The first letters of the first and the last word.
 * @param {string} name
 */
function initials(name) {
  const letters = name.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? [];
  return [...new Set([0, letters.length - 1])]
    .map((at) => letters[at] ?? '')
    .join('')
    .toUpperCase();
}

/**
 * The hue of what stands in for a picture.
 * @param {string} seed
 */
export function blankHue(seed) {
  let sum = 7;
  for (const character of seed) sum = (sum * 31 + character.charCodeAt(0)) % 360;
  return sum;
}
