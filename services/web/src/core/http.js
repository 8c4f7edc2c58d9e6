/**
 * One HTTP call to the API: JSON out, JSON in, errors translated once.
 */

import { ApiError, UnreachableError } from './problems.js';

/** How long any call may take before the page stops waiting for it. */
export const CALL_DEADLINE_MS = 15_000;

/**
 * @typedef {object} CallOptions
 * @property {string} [method] GET unless given
 * @property {unknown} [body] sent as JSON
 * @property {string} [token] access token
 * @property {AbortSignal} [signal] aborts the call when the asker has gone
 * @property {Record<string, string>} [headers]
 */

/**
 * Calls the API.
 * @param {string} path path and query, relative to this origin
 * @param {CallOptions} [options]
 * @returns {Promise<any>} the decoded body, or null when there is none
 * @throws {ApiError|UnreachableError|DOMException} the last one only when `signal` was aborted
 */
export async function call(path, { method = 'GET', body, token, signal, headers = {} } = {}) {
  const response = await reach(path, {
    method,
    signal,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : read(response, signal);
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function reach(path, options) {
  const deadline = AbortSignal.timeout(CALL_DEADLINE_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  try {
    return await fetch(path, { ...options, signal, credentials: 'omit', cache: 'no-store' });
  } catch (error) {
    throw translated(error, options.signal);
  }
}

/**
 * @param {Response} response
 * @param {AbortSignal} [signal]
 */
async function read(response, signal) {
  try {
    return await response.json();
  } catch (error) {
    throw translated(error, signal);
  }
}

/**
 * @param {unknown} error
 * @param {AbortSignal|null} [signal]
 */
function translated(error, signal) {
  return signal?.aborted ? error : new UnreachableError(error);
}

/** @param {Response} response */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  return new ApiError(response.status, problem, retryAfter(response.headers.get('Retry-After')));
}

/**
 * @param {string|null} header
 * @returns {number|null} seconds
 */
export function retryAfter(header) {
  const seconds = Number.parseInt(header ?? '', 10);
  return Number.isNaN(seconds) ? null : seconds;
}
