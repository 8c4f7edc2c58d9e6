/**
 * What plays now and next, at the side of the page.
 */

import { clock, names, plural } from '../core/format.js';
import { button, iconButton } from '../ui/controls.js';
import { coverArt } from '../ui/cover.js';
import { h } from '../ui/dom.js';
import { openMenu } from '../ui/menu.js';
import { emptiness } from '../ui/states.js';

/** @typedef {import('../playback/queue.js').Entry} Entry */

/** Upcoming entries shown; a longer queue says how many more there are. */
const SHOWN = 100;

/** Marks what is dragged as an entry of the queue. */
const DRAG_TYPE = 'application/x-legato-entry';

export class QueuePanel {
  #app;
  #list = h('div', { class: 'queue-list' });
  /** @type {HTMLElement|null} */
  #opener = null;

  /**
   * @param {import('../app.js').App} app
   * @param {AbortSignal} signal
   */
  constructor(app, signal) {
    this.#app = app;
    this.button = iconButton('queue', 'Queue', () => this.toggle(), { 'aria-expanded': 'false' });
    this.button.setAttribute('aria-controls', 'queue');
    this.element = h(
      'aside',
      { class: 'queue', id: 'queue', 'aria-label': 'Queue', hidden: true, tabindex: '-1' },
      h(
        'div',
        { class: 'queue-head' },
        h('h2', {}, 'Queue'),
        iconButton('close', 'Close the queue', () => this.close()),
      ),
      this.#list,
    );
    app.queue.addEventListener('change', () => this.#show(), { signal });
    app.player.addEventListener('change', () => this.#mark(), { signal });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  open() {
    const { activeElement } = document;
    this.#opener = activeElement instanceof HTMLElement ? activeElement : this.button;
    this.element.hidden = false;
    this.#setState(true);
    this.#show();
    this.element.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    const focused = this.element.contains(document.activeElement);
    this.element.hidden = true;
    this.#setState(false);
    if (focused) (this.#opener?.isConnected ? this.#opener : this.button).focus();
  }

  /** @param {boolean} open */
  #setState(open) {
    this.button.setAttribute('aria-expanded', String(open));
    document.body.classList.toggle('has-queue', open);
  }

  #show() {
    if (!this.isOpen) return;
    const { current, upcoming } = this.#app.queue;
    const focused = this.#focusedPlace();
    if (!current) {
      this.#list.replaceChildren(
        emptiness('queue', 'Nothing is queued', 'Play an album or add songs to it.'),
      );
      return;
    }
    this.#list.replaceChildren(
      h('h3', {}, 'Now playing'),
      h('ol', { class: 'queue-rows' }, this.#row(current, null)),
      ...this.#next(upcoming),
    );
    this.#mark();
    this.#restoreFocus(focused);
  }

  /** @param {Entry[]} upcoming */
  #next(upcoming) {
    if (!upcoming.length) return [h('p', { class: 'queue-end' }, 'The queue ends here.')];
    const rest = upcoming.length - SHOWN;
    return [
      h(
        'div',
        { class: 'queue-next' },
        h('h3', {}, 'Next up'),
        button('Clear', () => this.#app.queue.clearUpcoming()),
      ),
      h(
        'ol',
        { class: 'queue-rows', 'aria-label': 'Next up' },
        ...upcoming.slice(0, SHOWN).map((entry, at) => this.#row(entry, at)),
      ),
      ...(rest > 0 ? [h('p', { class: 'queue-end' }, `and ${plural(rest, 'more song')}`)] : []),
    ];
  }

  /**
   * @param {Entry} entry
   * @param {number|null} at place among the upcoming ones; null for the current one
   */
  #row(entry, at) {
    const { track } = entry;
    const play = () =>
      at === null ? this.#app.player.toggle() : this.#app.player.playEntry(entry.key);
    const row = h(
      'li',
      { class: 'queue-row', draggable: at === null ? 'false' : 'true', 'data-key': entry.key },
      h(
        'button',
        { type: 'button', class: 'queue-play', on: { click: play } },
        coverArt(track.cover, track.album.id),
        h(
          'span',
          { class: 'queue-text' },
          h('span', { class: 'queue-title' }, track.title),
          h('span', { class: 'queue-artist' }, names(track.artists)),
        ),
        h('span', { class: 'track-time' }, clock(track.duration_ms / 1000)),
      ),
    );
    if (at !== null) {
      row.append(this.#more(entry));
      this.#letDrag(row, entry, at);
    }
    return row;
  }

  /** @param {Entry} entry */
  #more({ key, track }) {
    const { queue } = this.#app;
    const attributes = { class: 'track-more', 'aria-haspopup': 'menu', 'aria-expanded': 'false' };
    const more = iconButton(
      'more',
      `More for ${track.title}`,
      () =>
        openMenu(more, [
          { label: 'Move up', icon: 'up', run: () => queue.move(key, -1) },
          { label: 'Move down', icon: 'down', run: () => queue.move(key, 1) },
          { label: 'Remove', icon: 'close', run: () => queue.remove(key) },
        ]),
      attributes,
    );
    return more;
  }

  /**
   * @param {HTMLElement} row
   * @param {Entry} entry
   * @param {number} at
   */
  #letDrag(row, entry, at) {
    row.addEventListener('dragstart', ({ dataTransfer }) => {
      dataTransfer?.setData(DRAG_TYPE, `${entry.key} ${at}`);
    });
    row.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes(DRAG_TYPE)) return;
      event.preventDefault();
      row.classList.add('is-target');
    });
    row.addEventListener('dragleave', () => row.classList.remove('is-target'));
    row.addEventListener('drop', (event) => {
      const [key, from] = (event.dataTransfer?.getData(DRAG_TYPE) ?? '').split(' ').map(Number);
      event.preventDefault();
      if (key) this.#app.queue.move(key, at - from);
    });
  }

  #mark() {
    const { player, queue } = this.#app;
    const row = this.#list.querySelector(`[data-key="${queue.current?.key}"]`);
    row?.classList.toggle('is-playing', player.wanted);
    row?.setAttribute('aria-current', 'true');
  }

  /** Which row has the focus, so that rebuilding the list does not lose it. */
  #focusedPlace() {
    const row = document.activeElement?.closest('.queue-row');
    return row && this.element.contains(row)
      ? [...this.#list.querySelectorAll('.queue-row')].indexOf(row)
      : -1;
  }

  /** @param {number} place */
  #restoreFocus(place) {
    if (place === -1) return;
    const rows = [...this.#list.querySelectorAll('.queue-row')];
    const row = rows[Math.min(place, rows.length - 1)];
    /** @type {HTMLElement|null|undefined} */ (row?.querySelector('button'))?.focus();
  }
}
