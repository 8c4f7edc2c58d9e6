/**
 * What can go wrong between the page and the services, and how to say it in plain words.
 */

import { sentence } from './format.js';

/**
 * @typedef {object} FieldError
 * @property {string} field the name of the field in the request body
 * @property {string} reason why it was refused
 */

/** A service answered with a problem document (RFC 9457). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{title?: string, detail?: string|null, errors?: FieldError[], request_id?: string}} problem
   * @param {number|null} retryAfter seconds to wait before the next try, when the service said so
   */
  constructor(status, problem, retryAfter = null) {
    super(sentence(problem.detail || problem.title || `The service answered ${status}`));
    this.name = 'ApiError';
    this.status = status;
    this.fields = problem.errors ?? [];
    this.requestId = problem.request_id ?? null;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: the network is away, or the deadline has passed. */
export class UnreachableError extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super('Legato cannot be reached.', { cause });
    this.name = 'UnreachableError';
  }
}

/** The listener has to sign in (again) before this can be done. */
export class SignedOutError extends Error {
  constructor() {
    super('Please sign in again.');
    this.name = 'SignedOutError';
  }
}

/**
 * Whether the view that asked has gone and nobody waits for the answer any more.
 * @param {unknown} error
 */
export function isAbort(error) {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** @type {Record<number, string>} */
const BY_STATUS = {
  403: 'Your account may not do this.',
  404: 'This is no longer in the library.',
  413: 'This file is too large.',
  502: 'This part of Legato is away for a moment.',
  503: 'This part of Legato is away for a moment.',
  504: 'This part of Legato takes too long to answer.',
};

/**
 * One sentence for a listener.
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (error instanceof UnreachableError) {
    return navigator.onLine ? error.message : 'You are offline.';
  }
  if (error instanceof ApiError) {
    if (error.status === 429) return explainLimit(error.retryAfter);
    return BY_STATUS[error.status] ?? error.message;
  }
  return error instanceof SignedOutError ? error.message : 'Something went wrong in the player.';
}

/** @param {number|null} seconds */
function explainLimit(seconds) {
  if (seconds === null) return 'Too many tries. Please wait a little.';
  const minutes = Math.ceil(seconds / 60);
  const wait =
    seconds < 60 ? `${seconds} seconds` : minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return `Too many tries. Please wait ${wait}.`;
}
