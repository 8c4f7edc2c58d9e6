/**
 * Keeps the queue between visits, for each account of this browser.
 */

/** Tracks kept around the current one; a longer queue is shortened. */
const KEPT_TRACKS = 300;

/** Changes within this time are written once. */
const WRITE_DELAY_MS = 500;

/** @typedef {{queue: import('./queue.js').Kept, position: number}} Kept position in seconds */

/**
 * Restores the queue and goes on keeping it.
 * @param {string} listener id of the account
 * @param {import('./player.js').Player} player
 * @param {import('./queue.js').Queue} queue
 * @param {import('../core/preferences.js').Preferences} preferences
 * @param {AbortSignal} signal ends the keeping
 */
export function rememberQueue(listener, player, queue, preferences, signal) {
  const name = `queue.${listener}`;
  const kept = preferences.get(name, /** @type {Kept|null} */ (null));
  if (kept) {
    queue.restore(kept.queue);
    player.cue(kept.position);
  }
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const write = () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    preferences.set(name, { queue: shortened(queue.keep()), position: player.position });
  };
  const writeSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_DELAY_MS);
  };
  queue.addEventListener('change', writeSoon, { signal });
  player.addEventListener('change', writeSoon, { signal });
  window.addEventListener('pagehide', write, { signal });
}

/** @param {import('./queue.js').Kept} kept */
function shortened({ tracks, index, repeat }) {
  const start = Math.max(0, Math.min(index - KEPT_TRACKS / 3, tracks.length - KEPT_TRACKS));
  return { tracks: tracks.slice(start, start + KEPT_TRACKS), index: index - start, repeat };
}
