/**
 * Forms whose problems stand beside their fields.
 */

import { sentence } from '../core/format.js';
import { ApiError, explain } from '../core/problems.js';
import { h } from './dom.js';

/**
 * @typedef {object} FieldOptions
 * @property {string} name as the API calls it
 * @property {string} label
 * @property {string} [type]
 * @property {string} [autocomplete]
 * @property {string} [hint]
 * @property {string} [value]
 * @property {number} [minlength]
 * @property {number} [maxlength]
 */

/**
 * @param {FieldOptions} options
 * @returns {HTMLElement}
 */
export function field({ name, label, hint, type = 'text', ...rest }) {
  const id = `field-${name}`;
  const input = h('input', {
    id,
    name,
    type,
    required: true,
    'aria-describedby': `${id}-note`,
    autocapitalize: type === 'text' ? 'words' : 'none',
    spellcheck: 'false',
    ...rest,
  });
  return h(
    'div',
    { class: 'field', 'data-field': name },
    h('label', { for: id }, label),
    input,
    h('p', { class: 'field-note', id: `${id}-note`, 'data-hint': hint ?? '' }, hint ?? ''),
  );
}

/**
 * @param {{fields: HTMLElement[], submit: string, onSubmit: (values: Record<string, string>) => Promise<void>}} options
 * @returns {HTMLFormElement}
 */
export function form({ fields, submit, onSubmit }) {
  const notice = h('p', { class: 'form-notice', role: 'alert' });
  const send = h('button', { class: 'button button-primary', type: 'submit' }, submit);
  const element = h('form', { class: 'form', novalidate: true }, ...fields, notice, send);
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    clear(element, notice);
    if (!checked(element)) return;
    send.disabled = true;
    element.setAttribute('aria-busy', 'true');
    try {
      await onSubmit(
        Object.fromEntries([...new FormData(element)].map(([k, v]) => [k, String(v)])),
      );
    } catch (error) {
      showProblem(element, notice, error);
    } finally {
      send.disabled = false;
      element.removeAttribute('aria-busy');
    }
  });
  return element;
}

/** @param {HTMLFormElement} element */
function checked(element) {
  const bad = inputs(element).filter((input) => !input.validity.valid);
  for (const input of bad) mark(input, reason(input));
  bad[0]?.focus();
  return bad.length === 0;
}

/** @param {HTMLInputElement} input */
function reason(input) {
  if (input.validity.valueMissing) return 'Please fill this in.';
  if (input.validity.typeMismatch) return 'This does not look like an e-mail address.';
  if (input.validity.tooShort) return `Please use at least ${input.minLength} characters.`;
  return input.validationMessage;
}

/**
 * @param {HTMLFormElement} element
 * @param {HTMLElement} notice
 * @param {unknown} error
 */
function showProblem(element, notice, error) {
  const problems = error instanceof ApiError ? error.fields : [];
  const marked = problems.flatMap(({ field: name, reason: text }) => {
    const input = inputs(element).find((one) => one.name === name.split('.').at(-1));
    if (input) mark(input, sentence(text));
    return input ? [input] : [];
  });
  marked[0]?.focus();
  if (!marked.length) notice.textContent = explain(error);
}

/**
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function mark(input, text) {
  input.setAttribute('aria-invalid', 'true');
  const note = input.parentElement?.querySelector('.field-note');
  if (note) note.textContent = text;
}

/**
 * @param {HTMLFormElement} element
 * @param {HTMLElement} notice
 */
function clear(element, notice) {
  notice.textContent = '';
  for (const input of inputs(element)) {
    input.removeAttribute('aria-invalid');
    const note = input.parentElement?.querySelector('.field-note');
    if (note) note.textContent = note.getAttribute('data-hint');
  }
}

/** @param {HTMLFormElement} element */
function inputs(element) {
  return [...element.querySelectorAll('input')];
}
