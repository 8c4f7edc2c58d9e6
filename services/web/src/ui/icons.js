/**
 * The page's own icons, drawn on a grid of 24.
 */

const SVG = 'http://www.w3.org/2000/svg';

/** Outlines, drawn with a round pen. */
const LINES = {
  home: 'M4 11.2 12 4.5l8 6.7V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z',
  album: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zm0 6a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  artist: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.6-3.6 3.7-5.5 7.5-5.5s6.9 1.9 7.5 5.5',
  song: 'M9 17.5V5.8l10-2v11.7M9 17.5a2.75 2.5 0 1 1-5.5 0 2.75 2.5 0 0 1 5.5 0zm10-2a2.75 2.5 0 1 1-5.5 0 2.75 2.5 0 0 1 5.5 0z',
  search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.8 15.8 20 20',
  upload:
    'M12 15.5V4.5m0 0L7.5 9M12 4.5 16.5 9M4.5 15.5v3a1.5 1.5 0 0 0 1.5 1.5h12a1.5 1.5 0 0 0 1.5-1.5v-3',
  queue: 'M4 6.5h16M4 12h9M4 17.5h9M17 12.5v6.5l4.5-3.25z',
  shuffle:
    'M3.5 7h3.2c1.4 0 2.6.7 3.3 1.9l3.5 6.2c.7 1.2 1.9 1.9 3.3 1.9h3.2M17.5 14.5 20 17l-2.5 2.5M17.5 4.5 20 7l-2.5 2.5M20 7h-3.2c-1.1 0-2.1.5-2.8 1.3M3.5 17h3.2c1.1 0 2.1-.5 2.8-1.3',
  repeat:
    'M17 3.5 20 6.5 17 9.5M4 11.5v-1a4 4 0 0 1 4-4h12M7 20.5 4 17.5l3-3M20 12.5v1a4 4 0 0 1-4 4H4',
  repeatOne:
    'M17 3.5 20 6.5 17 9.5M4 11.5v-1a4 4 0 0 1 4-4h12M7 20.5 4 17.5l3-3M20 12.5v1a4 4 0 0 1-4 4H4M11 10.5l1.5-.8v4.8',
  volume: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4 4 0 0 1 0 6M18 6.3a8 8 0 0 1 0 11.4',
  volumeLow: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4 4 0 0 1 0 6',
  volumeOff: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM16 9.5l5 5M21 9.5l-5 5',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19.5 7',
  down: 'M6 9.5 12 15.5 18 9.5',
  right: 'M9.5 6 15.5 12 9.5 18',
  up: 'M6 14.5 12 8.5 18 14.5',
  plus: 'M12 5v14M5 12h14',
  warning: 'M12 4 21 19.5H3zM12 10v4.5M12 17v.2',
  cloudOff:
    'M4 4l16 16M8.5 8.2A5 5 0 0 0 7 8.5a4.75 4.75 0 0 0 0 9.5h9.5M12 6.3a5.5 5.5 0 0 1 5.3 4.2 3.8 3.8 0 0 1 2.9 5.6',
  signOut:
    'M14 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h8M10 12h10.5m0 0L17 8.5m3.5 3.5L17 15.5',
  keyboard:
    'M4.5 6h15A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6zM7 10h.1M10.3 10h.1M13.7 10h.1M17 10h.1M8 14h8',
};

/** Filled shapes. */
const SHAPES = {
  play: 'M7.5 4.8c0-.9 1-1.5 1.8-1L20 10.9c.8.5.8 1.7 0 2.2L9.3 20.2c-.8.5-1.8-.1-1.8-1z',
  pause:
    'M6.5 4h3A1 1 0 0 1 10.5 5v14a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zm8 0h3a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z',
  next: 'M5 5.7c0-.8.9-1.3 1.6-.8l9.9 6.3V5.5a1 1 0 0 1 2 0v13a1 1 0 0 1-2 0v-5.7l-9.9 6.3c-.7.5-1.6 0-1.6-.8z',
  previous:
    'M19 5.7c0-.8-.9-1.3-1.6-.8L7.5 11.2V5.5a1 1 0 0 0-2 0v13a1 1 0 0 0 2 0v-5.7l9.9 6.3c.7.5 1.6 0 1.6-.8z',
  more: 'M5.5 10.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zm6.5 0a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zm6.5 0a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z',
};

/** @typedef {keyof typeof LINES | keyof typeof SHAPES} IconName */

/**
 * @param {IconName} name
 * @returns {SVGSVGElement} hidden from screen readers: the button that holds it has the name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', name in LINES ? 'icon' : 'icon icon-filled');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', { ...LINES, ...SHAPES }[name]);
  svg.append(path);
  return svg;
}

/**
 * Changes the drawing of an icon in place.
 * @param {Element} holder of one icon
 * @param {IconName} name
 */
export function setIcon(holder, name) {
  if (holder.getAttribute('data-icon') === name) return;
  holder.setAttribute('data-icon', name);
  holder.querySelector('svg')?.replaceWith(icon(name));
}
