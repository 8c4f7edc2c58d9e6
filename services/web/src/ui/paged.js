/**
 * Lists that go on when one scrolls.
 */

import { explain, isAbort, SignedOutError } from '../core/problems.js';
import { button } from './controls.js';
import { h } from './dom.js';

/** Distance before the end at which the next page is fetched. */
const AHEAD = '600px';

/**
 * @template T
 * @typedef {object} PagedOptions
 * @property {import('../core/catalogue.js').Page<T>} first the page that is there already
 * @property {(cursor: string) => Promise<import('../core/catalogue.js').Page<T>>} more
 * @property {(items: T[]) => void} show appends items to the list
 * @property {AbortSignal} signal
 */

/**
 * Shows the first page and, as its end comes near, the next ones.
 * @template T
 * @param {PagedOptions<T>} options
 * @returns {HTMLElement} to stand after the list
 */
export function paged({ first, more, show, signal }) {
  const tail = h('div', { class: 'tail' });
  let cursor = first.next_cursor;
  let busy = false;
  const observer = new IntersectionObserver(
    (seen) => {
      if (seen.some((entry) => entry.isIntersecting)) next();
    },
    { rootMargin: AHEAD },
  );

  const next = async () => {
    if (busy || cursor === null || signal.aborted) return;
    busy = true;
    tail.replaceChildren(
      h('div', { class: 'spinner', role: 'status', 'aria-label': 'Loading more' }),
    );
    try {
      const page = await more(cursor);
      cursor = page.next_cursor;
      show(page.items);
      settle();
    } catch (error) {
      if (isAbort(error) || error instanceof SignedOutError) return;
      tail.replaceChildren(h('p', {}, explain(error)), button('Try again', next));
    } finally {
      busy = false;
    }
  };

  /** Offers the next page, and looks again whether its place is in sight by now. */
  const settle = () => {
    observer.disconnect();
    tail.replaceChildren();
    if (cursor === null) return;
    tail.append(button('Show more', next));
    observer.observe(tail);
  };

  signal.addEventListener('abort', () => observer.disconnect());
  show(first.items);
  settle();
  return tail;
}
