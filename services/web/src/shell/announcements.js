/**
 * What has to be said while something else is looked at: for the ear, and as notes.
 */

import { names, plural } from '../core/format.js';
import { explain } from '../core/problems.js';
import { setText } from '../ui/dom.js';

/** @typedef {import('../app.js').App} App */

/**
 * Tells screen readers of a new track, colours the page after it, and reports problems.
 * @param {App} app
 * @param {HTMLElement} announcer a polite live region
 * @param {AbortSignal} signal
 */
export function watchPlayback(app, announcer, signal) {
  const { player } = app;
  /** @type {import('../core/catalogue.js').Track|null} */
  let announced = null;
  const follow = () => {
    const { track } = player;
    if (track === announced) return;
    app.tint(document.documentElement, track?.cover, track?.album.id);
    if (track && !player.wanted) return;
    announced = track;
    setText(announcer, track ? `Now playing: ${track.title} by ${names(track.artists)}` : '');
  };
  const report = (/** @type {Event} */ event) => {
    const { track, error, skipped } = /** @type {CustomEvent} */ (event).detail;
    const reason = error instanceof MediaError ? '' : ` ${explain(error)}`;
    const text = `“${track.title}” cannot be played.${reason}`;
    const action = skipped ? undefined : { label: 'Try again', run: () => player.play() };
    app.toasts.show(text, { kind: 'problem', action });
  };
  player.addEventListener('change', follow, { signal });
  player.addEventListener('problem', report, { signal });
  follow();
}

/**
 * Reports finished imports and keeps the page from being left while a file is sent.
 * @param {App} app
 * @param {import('../core/router.js').Router} router
 * @param {AbortSignal} signal
 */
export function watchImports({ imports, toasts }, router, signal) {
  const report = (/** @type {Event} */ event) => {
    const { file, state, imported, error } = /** @type {CustomEvent} */ (event).detail;
    if (imported > 0) router.forget();
    if (state === 'succeeded') toasts.show(`${file.name}: ${plural(imported, 'song')} added.`);
    else
      toasts.show(`${file.name} was not imported. ${error ? explain(error) : ''}`, {
        kind: 'problem',
      });
  };
  const guard = (/** @type {BeforeUnloadEvent} */ event) => {
    if (imports.sending) event.preventDefault();
  };
  imports.addEventListener('finished', report, { signal });
  window.addEventListener('beforeunload', guard, { signal });
}
