/**
 * Views that wait, are empty, or could not be loaded.
 */

import { ApiError, explain, isAbort, SignedOutError, UnreachableError } from '../core/problems.js';
import { button, linkButton } from './controls.js';
import { h } from './dom.js';
import { icon } from './icons.js';

/**
 * Fills a holder with what `load` brings; until then it shows `skeleton`, and after a failure
 * what went wrong with a button to try again.
 * @param {HTMLElement} holder
 * @param {AbortSignal} signal nothing is shown after its abort
 * @param {() => HTMLElement} skeleton
 * @param {() => Promise<import('./dom.js').Child[]>} load
 */
export async function fill(holder, signal, skeleton, load) {
  holder.setAttribute('aria-busy', 'true');
  holder.replaceChildren(skeleton());
  try {
    const children = await load();
    if (!signal.aborted)
      holder.replaceChildren(...children.filter((child) => child instanceof Node));
  } catch (error) {
    if (signal.aborted || isAbort(error) || error instanceof SignedOutError) return;
    holder.replaceChildren(failure(error, () => fill(holder, signal, skeleton, load)));
  } finally {
    holder.removeAttribute('aria-busy');
  }
}

/**
 * @param {unknown} error
 * @param {() => void} retry
 */
export function failure(error, retry) {
  if (error instanceof ApiError && error.status === 404) return gone(error);
  const away = error instanceof UnreachableError;
  const advice = away ? 'Check the connection and try again.' : 'Try again in a moment.';
  const again = button('Try again', retry, { kind: 'primary' });
  const state = emptiness(away ? 'cloudOff' : 'warning', explain(error), advice, again);
  state.setAttribute('role', 'alert');
  return state;
}

/** @param {ApiError} error */
function gone(error) {
  const advice = 'It may have been removed, or have another address now.';
  return emptiness('album', explain(error), advice, linkButton('To all albums', '#/albums'));
}

/**
 * @param {import('./icons.js').IconName} name
 * @param {string} title
 * @param {string} text
 * @param {...import('./dom.js').Child} actions
 */
export function emptiness(name, title, text, ...actions) {
  return h(
    'div',
    { class: 'state' },
    h('div', { class: 'state-symbol' }, icon(name)),
    h('h2', {}, title),
    h('p', {}, text),
    ...actions,
  );
}

/** @param {number} count */
export function gridSkeleton(count) {
  const cards = Array.from({ length: count }, () =>
    h(
      'div',
      { class: 'card' },
      h('div', { class: 'cover bone' }),
      h('div', { class: 'bone bone-line' }),
      h('div', { class: 'bone bone-line bone-short' }),
    ),
  );
  return h('div', { class: 'grid skeleton', 'aria-hidden': 'true' }, ...cards);
}

/** @param {number} count */
export function rowsSkeleton(count) {
  const rows = Array.from({ length: count }, () =>
    h(
      'div',
      { class: 'bone-row' },
      h('div', { class: 'bone bone-square' }),
      h('div', { class: 'bone bone-line' }),
      h('div', { class: 'bone bone-line bone-short' }),
    ),
  );
  return h('div', { class: 'skeleton', 'aria-hidden': 'true' }, ...rows);
}

export function heroSkeleton() {
  return h(
    'div',
    { class: 'skeleton', 'aria-hidden': 'true' },
    h(
      'div',
      { class: 'hero' },
      h('div', { class: 'cover hero-cover bone' }),
      h(
        'div',
        { class: 'hero-text' },
        h('div', { class: 'bone bone-line bone-short' }),
        h('div', { class: 'bone bone-title' }),
        h('div', { class: 'bone bone-line' }),
      ),
    ),
    rowsSkeleton(8),
  );
}
