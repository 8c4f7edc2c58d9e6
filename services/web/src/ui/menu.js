/**
 * A small menu beside the button that opened it.
 */

import { h } from './dom.js';
import { icon } from './icons.js';

/** Distance from the button, and from the window's edge. */
const GAP_PX = 6;

/** @typedef {{label: string, icon: import('./icons.js').IconName, run: () => void}} MenuItem */

/**
 * Opens a menu. It closes on Escape, on a click elsewhere and after a choice.
 * @param {HTMLElement} anchor
 * @param {MenuItem[]} items
 */
export function openMenu(anchor, items) {
  const menu = h('div', { class: 'menu', role: 'menu', popover: 'auto' });
  for (const item of items) menu.append(menuItem(menu, item));
  menu.addEventListener('keydown', (event) => moveFocus(menu, event));
  menu.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
    anchor.setAttribute('aria-expanded', 'false');
    const focused =
      menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (focused) anchor.focus();
  });
  // Inside an open dialog the menu has to be its child: all else is inert there.
  (anchor.closest('dialog') ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor);
  anchor.setAttribute('aria-expanded', 'true');
  /** @type {HTMLElement|null} */ (menu.firstElementChild)?.focus();
}

/**
 * @param {HTMLElement} menu
 * @param {MenuItem} item
 */
function menuItem(menu, { label, icon: name, run }) {
  const choose = () => {
    menu.hidePopover();
    run();
  };
  const attributes = { type: 'button', role: 'menuitem', tabindex: '-1', on: { click: choose } };
  return h('button', attributes, icon(name), label);
}

/**
 * @param {HTMLElement} menu
 * @param {HTMLElement} anchor
 */
function place(menu, anchor) {
  const button = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(GAP_PX, Math.min(button.right - width, innerWidth - width - GAP_PX));
  const below = button.bottom + GAP_PX;
  const top = below + height < innerHeight ? below : Math.max(GAP_PX, button.top - height - GAP_PX);
  menu.style.setProperty('left', `${left}px`);
  menu.style.setProperty('top', `${top}px`);
}

/**
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function moveFocus(menu, event) {
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key === 'Tab') menu.hidePopover();
  if (!(event.key in targets)) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(targets[event.key] % items.length)?.focus();
}
