/**
 * What someone sees who is not signed in.
 */

import { NAME_LENGTH, PASSWORD_LENGTHS } from '../core/account.js';
import { brandMark } from '../shell/shell.js';
import { h } from '../ui/dom.js';
import { field, form } from '../ui/form.js';

/**
 * @param {import('../core/session.js').Session} session
 * @param {string} notice why one is here, when it is a surprise
 */
export function welcome(session, notice) {
  const holder = h('div', { class: 'welcome-form' });
  const show = (/** @type {HTMLElement[]} */ ...children) => {
    holder.replaceChildren(...children);
    holder.querySelector('input')?.focus();
  };
  const signIn = () => show(...signInForm(session, notice, signUp));
  const signUp = () => show(...signUpForm(session, signIn));
  signIn();
  return h(
    'main',
    { class: 'welcome', id: 'main', tabindex: '-1' },
    h(
      'div',
      { class: 'welcome-poster', 'aria-hidden': 'true' },
      h('p', {}, 'Music, held', h('br'), 'from note to note.'),
    ),
    h(
      'div',
      { class: 'welcome-side' },
      h('div', { class: 'brand' }, brandMark(), h('span', {}, 'Legato')),
      holder,
    ),
  );
}

/**
 * @param {import('../core/session.js').Session} session
 * @param {string} notice
 * @param {() => void} change
 */
function signInForm(session, notice, change) {
  return [
    h('h1', {}, 'Welcome back'),
    h('p', { class: 'welcome-lead' }, notice || 'Sign in to hear your library.'),
    form({
      fields: [
        field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' }),
        field({
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'current-password',
        }),
      ],
      submit: 'Sign in',
      onSubmit: ({ email, password }) => session.signIn(email.trim(), password),
    }),
    switcher('New here?', 'Create an account', change),
  ];
}

/**
 * @param {import('../core/session.js').Session} session
 * @param {() => void} change
 */
function signUpForm(session, change) {
  return [
    h('h1', {}, 'Create your account'),
    h('p', { class: 'welcome-lead' }, 'One minute, and the music is yours to play.'),
    form({
      fields: [
        field({
          name: 'display_name',
          label: 'Your name',
          autocomplete: 'nickname',
          maxlength: NAME_LENGTH,
        }),
        field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' }),
        field({
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'new-password',
          minlength: PASSWORD_LENGTHS.least,
          maxlength: PASSWORD_LENGTHS.most,
          hint: `At least ${PASSWORD_LENGTHS.least} characters.`,
        }),
      ],
      submit: 'Create account',
      onSubmit: ({ email, password, display_name: name }) =>
        session.signUp(email.trim(), password, name.trim()),
    }),
    switcher('Have an account?', 'Sign in', change),
  ];
}

/**
 * @param {string} question
 * @param {string} answer
 * @param {() => void} change
 */
function switcher(question, answer, change) {
  return h(
    'p',
    { class: 'welcome-change' },
    `${question} `,
    h('button', { type: 'button', class: 'text-button', on: { click: change } }, answer),
  );
}
