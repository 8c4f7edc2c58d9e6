/**
 * Short notes at the edge of the page, in the top layer so that no dialog hides them.
 */

import { iconButton } from './controls.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';

/** How long a note stays when nothing has to be decided. */
const SHOWN_MS = 6_000;

/** Notes at a time; the oldest goes first. */
const LIMIT = 3;

export class Toasts {
  #holder;
  #announcer;

  /**
   * @param {HTMLElement} holder an element with `popover="manual"`
   * @param {HTMLElement} announcer a live region; the holder is none, since it comes and goes
   */
  constructor(holder, announcer) {
    this.#holder = holder;
    this.#announcer = announcer;
  }

  /**
   * @param {string} text
   * @param {{kind?: 'note'|'problem', action?: {label: string, run: () => void}}} [options]
   */
  show(text, { kind = 'note', action } = {}) {
    const same = [...this.#holder.children].find(
      (toast) => toast.getAttribute('data-text') === text,
    );
    same?.remove();
    const toast = this.#toast(text, kind, action);
    this.#holder.append(toast);
    while (this.#holder.children.length > LIMIT) this.#holder.firstElementChild?.remove();
    this.#raise();
    setText(this.#announcer, text);
    this.#leaveLater(toast);
  }

  /**
   * @param {string} text
   * @param {'note'|'problem'} kind
   * @param {{label: string, run: () => void}} [action]
   */
  #toast(text, kind, action) {
    const close = () => this.#remove(toast);
    const act = () => {
      close();
      action?.run();
    };
    const toast = h(
      'div',
      { class: `toast toast-${kind}`, 'data-text': text },
      icon(kind === 'problem' ? 'warning' : 'check'),
      h('p', {}, text),
      action &&
        h('button', { type: 'button', class: 'toast-action', on: { click: act } }, action.label),
      iconButton('close', 'Dismiss', close),
    );
    return toast;
  }

  /** @param {HTMLElement} toast */
  #leaveLater(toast) {
    const timer = setInterval(() => {
      if (toast.matches(':hover, :focus-within')) return;
      clearInterval(timer);
      this.#remove(toast);
    }, SHOWN_MS);
  }

  /** @param {HTMLElement} toast */
  #remove(toast) {
    toast.remove();
    if (!this.#holder.children.length && this.#holder.matches(':popover-open')) {
      this.#holder.hidePopover();
    }
  }

  /** Shows the holder anew, above any dialog that has opened since. */
  #raise() {
    if (this.#holder.matches(':popover-open')) this.#holder.hidePopover();
    this.#holder.showPopover();
  }
}
