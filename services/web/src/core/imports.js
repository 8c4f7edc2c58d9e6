/**
 * Music on its way into the library: files are sent one after the other, then followed until
 * the service is done with them.
 */

import { call, retryAfter } from './http.js';
import { ApiError, UnreachableError } from './problems.js';

/** Pauses between two looks at an import: short at first, then calmer. */
const LOOK_AFTER_MS = [500, 1_000, 1_000, 2_000, 2_000, 4_000];

/** So many looks in a row that fail mean that the import cannot be followed. */
const FAILED_LOOKS = 10;

/** States that an import does not leave. */
const FINAL_STATES = new Set(['succeeded', 'failed', 'cancelled']);

/** @typedef {{name: string, reason: string}} Rejection */

/**
 * @typedef {object} Job
 * @property {File} file
 * @property {'waiting'|'sending'|'queued'|'running'|'succeeded'|'failed'|'cancelled'} state
 * @property {number} sent share of the file, 0 to 1
 * @property {number} imported
 * @property {number} unchanged
 * @property {Rejection[]} rejected
 * @property {unknown} error
 */

/** Sends `change` when any job has changed and `finished` with the job as detail. */
export class Imports extends EventTarget {
  #api;
  #end = new AbortController();
  #sending = Promise.resolve();

  /** @param {import('./api.js').Api} api */
  constructor(api) {
    super();
    this.#api = api;
    /** @type {Job[]} newest first */
    this.jobs = [];
  }

  /** Whether leaving the page now would cut a file off. */
  get sending() {
    return this.jobs.some(({ state }) => state === 'waiting' || state === 'sending');
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      /** @type {Job} */
      const job = {
        file,
        state: 'waiting',
        sent: 0,
        imported: 0,
        unchanged: 0,
        rejected: [],
        error: null,
      };
      this.jobs.unshift(job);
      this.#sending = this.#sending.then(() => this.#send(job));
    }
    this.#changed();
  }

  /** Ends everything that is under way here; what was sent goes on in the service. */
  stop() {
    this.#end.abort();
    this.jobs = [];
  }

  /** @param {Job} job */
  async #send(job) {
    if (this.#end.signal.aborted) return;
    this.#update(job, { state: 'sending' });
    const key = crypto.getRandomValues(new Uint32Array(4)).join('-');
    /** @param {number} sent */
    const progress = (sent) => this.#update(job, { sent });
    try {
      const id = await this.#api.authorised((token) =>
        upload(job.file, token, key, progress, this.#end.signal),
      );
      this.#update(job, { state: 'queued', sent: 1 });
      // Followed apart, so that the next file is sent meanwhile.
      this.#follow(job, id);
    } catch (error) {
      this.#finish(job, { state: 'failed', error });
    }
  }

  /**
   * @param {Job} job
   * @param {string} id
   */
  async #follow(job, id) {
    const path = `/v1/imports/${encodeURIComponent(id)}`;
    const { signal } = this.#end;
    let failures = 0;
    for (let look = 0; !signal.aborted; look += 1) {
      await pause(LOOK_AFTER_MS[Math.min(look, LOOK_AFTER_MS.length - 1)]);
      try {
        const seen = await this.#api.authorised((token) => call(path, { token, signal }));
        failures = 0;
        if (FINAL_STATES.has(seen.state)) return this.#finish(job, seen);
        this.#update(job, seen);
      } catch (error) {
        failures += 1;
        const refused = error instanceof ApiError && error.status < 500;
        if (refused || failures >= FAILED_LOOKS)
          return this.#finish(job, { state: 'failed', error });
      }
    }
  }

  /**
   * @param {Job} job
   * @param {Partial<Job>} news
   */
  #update(job, { state, sent, imported, unchanged, rejected, error }) {
    Object.assign(job, {
      state: state ?? job.state,
      sent: sent ?? job.sent,
      imported: imported ?? job.imported,
      unchanged: unchanged ?? job.unchanged,
      rejected: rejected ?? job.rejected,
      error: error ?? job.error,
    });
    this.#changed();
  }

  /**
   * @param {Job} job
   * @param {Partial<Job>} news
   */
  #finish(job, news) {
    if (this.#end.signal.aborted) return;
    this.#update(job, news);
    this.dispatchEvent(new CustomEvent('finished', { detail: job }));
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

/**
 * Sends a file. `fetch` tells nothing of how far an upload is, so this is an XMLHttpRequest.
 * @param {File} file
 * @param {string} token
 * @param {string} key makes a repeated request harmless
 * @param {(sent: number) => void} onProgress share of the file, 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<string>} id of the import
 */
function upload(file, token, key, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/imports');
    request.responseType = 'json';
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Idempotency-Key', key);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(request.response.id);
      else reject(refusal(request));
    });
    request.addEventListener('error', () => reject(new UnreachableError(null)));
    request.addEventListener('abort', () => reject(signal.reason));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    const body = new FormData();
    body.append('file', file, file.name);
    request.send(body);
  });
}

/** @param {XMLHttpRequest} request */
function refusal(request) {
  const wait = retryAfter(request.getResponseHeader('Retry-After'));
  return new ApiError(request.status, request.response ?? {}, wait);
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
