/**
 * Media keys, lock screens and headset buttons, through the browser's Media Session.
 */

import { names } from '../core/format.js';

/** Seconds that a seek key skips when the browser names none. */
const SKIP_SECONDS = 10;

/**
 * @param {import('./player.js').Player} player
 * @returns {void}
 */
export function bindMediaSession(player) {
  const session = navigator.mediaSession;
  if (!session) return;
  answerKeys(session, player);
  player.addEventListener('change', () => describe(session, player));
  player.addEventListener('time', () => tellPosition(session, player));
}

/**
 * @param {MediaSession} session
 * @param {import('./player.js').Player} player
 */
function answerKeys(session, player) {
  /** @param {MediaSessionActionDetails} details */
  const skip = (details) => details.seekOffset ?? SKIP_SECONDS;
  session.setActionHandler('play', () => player.play());
  session.setActionHandler('pause', () => player.pause());
  session.setActionHandler('nexttrack', () => player.next());
  session.setActionHandler('previoustrack', () => player.previous());
  session.setActionHandler('seekto', ({ seekTime }) => player.seek(seekTime ?? 0));
  session.setActionHandler('seekforward', (details) =>
    player.seek(player.position + skip(details)),
  );
  session.setActionHandler('seekbackward', (details) =>
    player.seek(player.position - skip(details)),
  );
}

/**
 * @param {MediaSession} session
 * @param {import('./player.js').Player} player
 */
function describe(session, player) {
  const { track } = player;
  if (session.metadata?.title !== track?.title || session.metadata?.album !== track?.album.title) {
    session.metadata = track ? metadata(track) : null;
  }
  session.playbackState = !track ? 'none' : player.wanted ? 'playing' : 'paused';
  tellPosition(session, player);
}

/** @param {import('../core/catalogue.js').Track} track */
function metadata(track) {
  return new MediaMetadata({
    title: track.title,
    artist: names(track.artists),
    album: track.album.title,
    artwork: track.cover ? [{ src: new URL(track.cover.url, location.href).href }] : [],
  });
}

/**
 * @param {MediaSession} session
 * @param {import('./player.js').Player} player
 */
function tellPosition(session, { track, duration, position }) {
  if (!session.setPositionState) return;
  if (!track || !duration) session.setPositionState();
  else session.setPositionState({ duration, position: Math.min(position, duration) });
}
