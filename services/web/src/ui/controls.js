/**
 * Buttons and sliders that all parts of the page share.
 */

import { h } from './dom.js';
import { icon } from './icons.js';

/**
 * A round button with a drawing.
 * @param {import('./icons.js').IconName} name
 * @param {string} label what a screen reader says and a tooltip shows
 * @param {(event: MouseEvent) => void} onClick
 * @param {Record<string, any>} [attributes]
 */
export function iconButton(name, label, onClick, attributes = {}) {
  const { class: extra = '', ...rest } = attributes;
  return h(
    'button',
    {
      type: 'button',
      class: `icon-button ${extra}`.trim(),
      'aria-label': label,
      title: label,
      'data-icon': name,
      on: { click: onClick },
      ...rest,
    },
    icon(name),
  );
}

/**
 * @param {string} label
 * @param {(event: MouseEvent) => void} onClick
 * @param {{icon?: import('./icons.js').IconName, kind?: 'primary'|'plain'|'danger'}} [options]
 */
export function button(label, onClick, { icon: name, kind = 'plain' } = {}) {
  const attributes = { type: 'button', class: `button button-${kind}`, on: { click: onClick } };
  return h('button', attributes, name && icon(name), h('span', {}, label));
}

/**
 * @param {string} label
 * @param {string} href
 */
export function linkButton(label, href) {
  return h('a', { class: 'button button-plain', href }, label);
}

/**
 * A slider whose filled part, and a second, fainter part, the style sheet draws.
 */
export class Slider {
  /**
   * @param {{label: string, class?: string, max?: number, step?: number,
   *   onInput?: (value: number) => void, onChange?: (value: number) => void}} options
   *   `onInput` while it is dragged, `onChange` when it is let go
   */
  constructor({ label, class: extra = '', max = 1, step = 0.01, onInput, onChange }) {
    /** Whether a hand is on it, so that it must not be moved from elsewhere. */
    this.held = false;
    this.element = h('input', {
      type: 'range',
      class: `slider ${extra}`.trim(),
      'aria-label': label,
      min: 0,
      max,
      step,
      value: 0,
      on: {
        input: () => {
          this.held = true;
          this.#paint();
          onInput?.(this.value);
        },
        change: () => {
          this.held = false;
          onChange?.(this.value);
        },
      },
    });
  }

  get value() {
    return Number(this.element.value);
  }

  /**
   * @param {{value: number, max?: number, loaded?: number, text?: string}} state
   *   `text` is the value as a screen reader should say it
   */
  show({ value, max, loaded = 0, text }) {
    if (max !== undefined) this.element.max = String(max);
    if (!this.held) this.element.value = String(value);
    this.element.style.setProperty('--loaded', share(loaded, Number(this.element.max)));
    if (text !== undefined) this.element.setAttribute('aria-valuetext', text);
    this.#paint();
  }

  #paint() {
    this.element.style.setProperty('--filled', share(this.value, Number(this.element.max)));
  }
}

/**
 * @param {number} part
 * @param {number} whole
 */
function share(part, whole) {
  return whole > 0 ? `${Math.min(100, (part / whole) * 100).toFixed(2)}%` : '0%';
}
