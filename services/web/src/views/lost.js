/**
 * An address that leads nowhere.
 */

import { h } from '../ui/dom.js';
import { emptiness } from '../ui/states.js';

/**
 * @param {import('../core/router.js').Page} page
 * @returns {import('../core/router.js').View}
 */
export function lostView({ setTitle }) {
  setTitle('Not found');
  const home = h('a', { class: 'button button-primary', href: '#/' }, 'Go to the start page');
  const state = emptiness(
    'search',
    'There is nothing here',
    'The address may be mistyped, or what was here has gone.',
    home,
  );
  return { element: h('div', { class: 'view' }, state) };
}
