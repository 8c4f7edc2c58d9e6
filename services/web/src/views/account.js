/**
 * The listener's account: name, look, leaving.
 */

import { NAME_LENGTH } from '../core/account.js';
import { chooseTheme, chosenTheme } from '../core/theme.js';
import { button } from '../ui/controls.js';
import { portrait } from '../ui/cover.js';
import { h } from '../ui/dom.js';
import { field, form } from '../ui/form.js';

/** @typedef {import('../app.js').App} App */

/** @type {[value: import('../core/theme.js').Theme, label: string][]} */
const THEMES = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/**
 * @param {App} app
 * @param {import('../core/router.js').Page} page
 * @returns {import('../core/router.js').View}
 */
export function accountView(app, { setTitle }) {
  setTitle('Account');
  const { profile } = app;
  const element = h(
    'div',
    { class: 'view view-narrow' },
    h(
      'div',
      { class: 'account-head' },
      portrait(profile.display_name, profile.id, 'account-portrait'),
      h(
        'div',
        {},
        h('h1', { tabindex: '-1' }, profile.display_name),
        h('p', {}, `${profile.email} · ${profile.plan} plan`),
      ),
    ),
    panel('Your name', nameForm(app)),
    panel('Appearance', themes(app)),
    app.mayImport
      ? panel('Library', h('a', { class: 'button button-plain', href: '#/import' }, 'Import music'))
      : null,
    panel(
      'This device',
      button('Sign out', () => app.session.signOut(), { icon: 'signOut' }),
    ),
    panel('Leave Legato', deletion(app)),
  );
  return { element };
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 */
function panel(title, content) {
  return h('section', { class: 'panel', 'aria-label': title }, h('h2', {}, title), content);
}

/** @param {App} app */
function nameForm(app) {
  const name = field({
    name: 'display_name',
    label: 'Shown to you and in greetings',
    value: app.profile.display_name,
    autocomplete: 'nickname',
    maxlength: NAME_LENGTH,
  });
  return form({
    fields: [name],
    submit: 'Save',
    onSubmit: async ({ display_name: wanted }) => {
      await app.rename(wanted.trim());
      app.toasts.show('Your name is saved.');
    },
  });
}

/** @param {App} app */
function themes(app) {
  const choices = THEMES.map(([value, label]) => {
    const id = `theme-${value}`;
    const input = h('input', {
      type: 'radio',
      name: 'theme',
      id,
      value,
      checked: chosenTheme(app.preferences) === value,
      on: { change: () => chooseTheme(app.preferences, value) },
    });
    return h('label', { class: 'choice', for: id }, input, h('span', {}, label));
  });
  return h('div', { class: 'choices', role: 'radiogroup', 'aria-label': 'Appearance' }, ...choices);
}

/** @param {App} app */
function deletion(app) {
  const dialog = h(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'deletion-title' },
    h('h2', { id: 'deletion-title' }, 'Delete your account?'),
    h(
      'p',
      {},
      'Your account and all that belongs to it are deleted for good. The music stays in the library.',
    ),
    h(
      'div',
      { class: 'actions' },
      button('Keep it', () => dialog.close()),
      button('Delete for good', () => remove(app, dialog), { kind: 'danger' }),
    ),
  );
  return h(
    'div',
    {},
    button('Delete account', () => dialog.showModal(), { kind: 'danger' }),
    dialog,
  );
}

/**
 * @param {App} app
 * @param {HTMLDialogElement} dialog
 */
async function remove(app, dialog) {
  try {
    await app.deleteAccount();
  } catch (error) {
    app.complain(error);
  } finally {
    dialog.close();
  }
}
