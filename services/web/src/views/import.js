/**
 * Bringing music into the library, for those who may.
 */

import { plural, size } from '../core/format.js';
import { explain } from '../core/problems.js';
import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { emptiness } from '../ui/states.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../core/imports.js').Job} Job */

/** What the file dialog offers first. */
const KINDS = 'audio/*,.mp3,.flac,.ogg,.oga,.opus,.m4a,.wav,.aiff,.zip,.tar,.tar.gz,.tgz';

/**
 * @param {App} app
 * @param {import('../core/router.js').Page} page
 * @returns {import('../core/router.js').View}
 */
export function importView(app, { signal, setTitle }) {
  setTitle('Import');
  const element = h(
    'div',
    { class: 'view view-narrow' },
    h('h1', { tabindex: '-1' }, 'Import music'),
  );
  if (!app.mayImport) {
    element.append(
      emptiness('upload', 'Only curators import music', 'Ask the person who runs this Legato.'),
    );
    return { element };
  }
  const jobs = h('ul', { class: 'jobs', 'aria-label': 'Imports' });
  const show = () => jobs.replaceChildren(...app.imports.jobs.map(jobRow));
  app.imports.addEventListener('change', show, { signal });
  show();
  element.append(
    dropZone((files) => app.imports.add(files)),
    jobs,
  );
  return { element };
}

/** @param {(files: Iterable<File>) => void} onFiles */
function dropZone(onFiles) {
  const input = h('input', {
    type: 'file',
    id: 'import-files',
    class: 'unseen',
    multiple: true,
    accept: KINDS,
  });
  input.addEventListener('change', () => {
    onFiles([...(input.files ?? [])]);
    input.value = '';
  });
  const zone = h(
    'div',
    { class: 'drop' },
    input,
    h(
      'label',
      { for: 'import-files' },
      icon('upload'),
      h('strong', {}, 'Drop music here, or choose files'),
      h(
        'span',
        {},
        'Single songs, or a zip or tar with whole albums. Titles and covers come from their tags.',
      ),
    ),
  );
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('is-target');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('is-target'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('is-target');
    onFiles(event.dataTransfer?.files ?? []);
  });
  return zone;
}

/** @param {Job} job */
function jobRow(job) {
  const { file, state, sent, rejected } = job;
  const sending = state === 'sending' || state === 'waiting';
  const working = sending || state === 'queued' || state === 'running';
  const progress = h('progress', { 'aria-label': `Progress of ${file.name}`, max: 1 });
  if (sending) progress.value = sent;
  return h(
    'li',
    { class: `job job-${state}` },
    h('div', { class: 'job-head' }, h('strong', {}, file.name), h('span', {}, size(file.size))),
    working ? progress : null,
    h('p', { class: 'job-state' }, stateText(job)),
    rejected.length
      ? h(
          'ul',
          { class: 'rejections', 'aria-label': 'Left out' },
          ...rejected.map(({ name, reason }) => h('li', {}, h('strong', {}, name), ` ${reason}`)),
        )
      : null,
  );
}

/** @param {Job} job */
function stateText({ state, sent, imported, unchanged, rejected, error }) {
  switch (state) {
    case 'waiting':
      return 'Waits for its turn';
    case 'sending':
      return `Sending, ${Math.floor(sent * 100)} %`;
    case 'queued':
      return 'Sent. Waits for the importer';
    case 'running':
      return `Reading the files: ${plural(imported, 'song')} so far`;
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return error ? explain(error) : 'The import has failed. Please try again.';
    default:
      return outcome(imported, unchanged, rejected.length);
  }
}

/**
 * @param {number} imported
 * @param {number} unchanged
 * @param {number} rejected
 */
function outcome(imported, unchanged, rejected) {
  const parts = [
    `${plural(imported, 'song')} added`,
    unchanged ? `${unchanged} already there` : null,
    rejected ? `${rejected} left out` : null,
  ];
  return parts.filter(Boolean).join(', ');
}
