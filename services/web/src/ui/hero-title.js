/**
 * The heading of an album or an artist.
 */

import { h } from './dom.js';

/** Longer titles are set smaller, so that they take two lines at most on a desk. */
const LONG_CHARACTERS = 24;

/** @param {string} title */
export function heroTitle(title) {
  const long = title.length > LONG_CHARACTERS;
  return h('h1', { tabindex: '-1', class: long ? 'is-long' : null }, title);
}
