/**
 * Elements without a framework. Text goes in as text, never as markup.
 */

/** @typedef {Node|string|null|undefined|false} Child */

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes] `on` holds listeners; true sets an empty attribute,
 *   and false, null and undefined none
 * @param {...(Child|Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, ...rest } = attributes;
  for (const [name, value] of Object.entries(rest)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...present(children.flat()));
  return element;
}

/** @param {Child[]} children */
function present(children) {
  return /** @type {(Node|string)[]} */ (
    children.filter((child) => child !== null && child !== undefined && child !== false)
  );
}

/**
 * The one element of the page that has this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element #${id}.`);
  return element;
}

/**
 * Writes an attribute only where it differs, so that screen readers hear of real changes alone.
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * @param {Node} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Whether an event began in an element that the selector matches. Asks the path of the event,
 * since its target may have left the page when an earlier listener redrew it.
 * @param {Event} event
 * @param {string} selector
 */
export function began(event, selector) {
  return event.composedPath().some((part) => part instanceof Element && part.matches(selector));
}
