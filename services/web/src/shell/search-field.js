/**
 * The search field. Typing leads to the search view and follows there.
 */

import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';

/** Pause in typing after which the words are searched. */
const TYPING_PAUSE_MS = 180;

/**
 * @param {import('../app.js').App} app
 * @param {AbortSignal} signal
 */
export function searchField(app, signal) {
  const input = h('input', {
    type: 'search',
    name: 'q',
    placeholder: 'Albums, artists, songs',
    'aria-label': 'Search',
    autocomplete: 'off',
    spellcheck: 'false',
    enterkeyhint: 'search',
  });
  const element = h(
    'form',
    { class: 'search', role: 'search' },
    icon('search'),
    input,
    h('kbd', { 'aria-hidden': 'true' }, '/'),
  );
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const search = () => {
    clearTimeout(timer);
    const words = input.value.trim();
    const searching = app.place === 'search';
    if (!words && !searching) return;
    const path = words ? `/search?${new URLSearchParams({ q: words })}` : '/search';
    app.go(path, { replace: searching });
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_PAUSE_MS);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (input.value === '') input.blur();
  });
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    search();
  });
  signal.addEventListener('abort', () => clearTimeout(timer));
  return {
    element,
    input,
    /** @param {boolean} searching whether the search view is shown, whose words these are */
    show(searching) {
      if (searching && document.activeElement === input) return;
      input.value = searching ? app.words : '';
      input.blur();
    },
  };
}
