/**
 * Light or dark: as the system has it, or as the listener chose.
 */

/** @typedef {'system'|'light'|'dark'} Theme */

const PREFERENCE = 'theme';

/**
 * @param {import('./preferences.js').Preferences} preferences
 * @returns {Theme}
 */
export function chosenTheme(preferences) {
  return preferences.get(PREFERENCE, /** @type {Theme} */ ('system'));
}

/**
 * @param {import('./preferences.js').Preferences} preferences
 * @param {Theme} theme
 */
export function chooseTheme(preferences, theme) {
  preferences.set(PREFERENCE, theme);
  applyTheme(preferences);
}

/** @param {import('./preferences.js').Preferences} preferences */
export function applyTheme(preferences) {
  document.documentElement.dataset.theme = chosenTheme(preferences);
}
