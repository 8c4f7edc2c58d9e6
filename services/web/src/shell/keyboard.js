/**
 * Keys that work wherever the focus is, except in fields and on what uses them itself.
 */

import { h } from '../ui/dom.js';
import { iconButton } from '../ui/controls.js';

/** @typedef {import('../app.js').App} App */

/** Seconds that an arrow key skips. */
const SKIP_SECONDS = 5;

/** Share of the full volume that a key changes. */
const VOLUME_STEP = 0.05;

/** @type {[keys: string, meaning: string][]} */
const MEANINGS = [
  ['Space', 'Play or pause'],
  ['← →', 'Back or forward by five seconds'],
  ['Shift ← →', 'Previous or next song'],
  ['Shift ↑ ↓', 'Louder or quieter'],
  ['M', 'Mute'],
  ['/', 'Search'],
  ['Q', 'Queue'],
  ['↑ ↓', 'Move through a list of songs'],
  ['Escape', 'Close what is open'],
  ['?', 'This list'],
];

/**
 * @param {App} app
 * @param {{focusSearch: () => void, queuePanel: import('./queue-panel.js').QueuePanel,
 *   help: HTMLDialogElement, signal: AbortSignal}} options
 */
export function bindKeyboard(app, { focusSearch, queuePanel, help, signal }) {
  const { player } = app;
  /** @type {Record<string, () => void>} */
  const actions = {
    ' ': () => player.toggle(),
    ArrowLeft: () => player.seek(player.position - SKIP_SECONDS),
    ArrowRight: () => player.seek(player.position + SKIP_SECONDS),
    'Shift+ArrowLeft': () => player.previous(),
    'Shift+ArrowRight': () => player.next(),
    'Shift+ArrowUp': () => player.setVolume(player.volume + VOLUME_STEP),
    'Shift+ArrowDown': () => player.setVolume(player.volume - VOLUME_STEP),
    m: () => player.toggleMute(),
    q: () => queuePanel.toggle(),
    '/': focusSearch,
    '?': () => help.showModal(),
  };
  const listen = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && !hasOverlay()) queuePanel.close();
    if (usesKeys(event.target, event.key) || moveInList(event)) return;
    const action = actions[nameOf(event)];
    if (!action || (isLetterKey(event.key) && !app.preferences.get('shortcuts', true))) return;
    event.preventDefault();
    action();
  };
  document.addEventListener('keydown', listen, { signal });
}

/** @param {KeyboardEvent} event */
function nameOf({ key, shiftKey }) {
  if (key.startsWith('Arrow')) return shiftKey ? `Shift+${key}` : key;
  return key.toLowerCase();
}

/** Keys that a speech input or a cat may press: these can be switched off. @param {string} key */
function isLetterKey(key) {
  return key.length === 1 && key !== ' ';
}

/** Whether a menu or dialog is open, which closes by itself. */
function hasOverlay() {
  return document.querySelector('dialog[open], .menu:popover-open') !== null;
}

/**
 * @param {EventTarget|null} target
 * @param {string} key
 */
function usesKeys(target, key) {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range') return key.startsWith('Arrow');
  if (target.closest('input, textarea, select, [contenteditable], [role=menu]')) return true;
  return key === ' ' && target.closest('button, a, summary') !== null;
}

/**
 * Up and down go from row to row while the focus is in a list of tracks.
 * @param {KeyboardEvent} event
 */
function moveInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.shiftKey || !(event.target instanceof Element)) return false;
  const row = event.target.closest('.track, .queue-row');
  const list = row?.parentElement;
  if (!row || !list) return false;
  const rows = [...list.querySelectorAll('.track, .queue-row')];
  const next = rows[rows.indexOf(row) + step]?.querySelector('button');
  event.preventDefault();
  next?.focus();
  return true;
}

/**
 * @param {App} app
 * @returns {HTMLDialogElement}
 */
export function keyboardHelp({ preferences }) {
  const enabled = h('input', {
    type: 'checkbox',
    id: 'shortcuts-enabled',
    checked: preferences.get('shortcuts', true),
    on: { change: () => preferences.set('shortcuts', enabled.checked) },
  });
  const rows = MEANINGS.flatMap(([keys, meaning]) => [
    h('dt', {}, ...keys.split(' ').map((key) => h('kbd', {}, key))),
    h('dd', {}, meaning),
  ]);
  const dialog = h(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'keyboard-title' },
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id: 'keyboard-title' }, 'Keyboard'),
      iconButton('close', 'Close', () => dialog.close()),
    ),
    h('dl', { class: 'keys' }, ...rows),
    h(
      'label',
      { class: 'check', for: 'shortcuts-enabled' },
      enabled,
      'Use single letters and signs as shortcuts',
    ),
  );
  return dialog;
}
