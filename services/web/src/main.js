/**
 * Puts the page together: who is signed in decides what is shown.
 */

import { App } from './app.js';
import { Account } from './core/account.js';
import { Api } from './core/api.js';
import { Catalogue } from './core/catalogue.js';
import { CoverColours } from './core/colour.js';
import { Imports } from './core/imports.js';
import { Preferences } from './core/preferences.js';
import { SignedOutError } from './core/problems.js';
import { Router } from './core/router.js';
import { Session } from './core/session.js';
import { applyTheme } from './core/theme.js';
import { bindMediaSession } from './playback/media-session.js';
import { MediaUrls } from './playback/media-urls.js';
import { rememberQueue } from './playback/memory.js';
import { Player } from './playback/player.js';
import { Queue } from './playback/queue.js';
import { watchImports, watchPlayback } from './shell/announcements.js';
import { Shell } from './shell/shell.js';
import { byId, h } from './ui/dom.js';
import { failure } from './ui/states.js';
import { Toasts } from './ui/toasts.js';
import { routes } from './views/routes.js';
import { welcome } from './views/welcome.js';

/**
 * @typedef {object} Stage what outlives a sign-out
 * @property {HTMLElement} holder
 * @property {Session} session
 * @property {Preferences} preferences
 * @property {Toasts} toasts
 * @property {Player} player one for all, since a browser may let only touched elements sound
 * @property {Queue} queue
 * @property {MediaUrls} urls
 * @property {Catalogue} catalogue
 * @property {Api} api
 */

/** @returns {Stage} */
function buildStage() {
  const session = new Session(localStorage);
  const preferences = new Preferences(localStorage);
  const api = new Api(session);
  const catalogue = new Catalogue(api);
  const urls = new MediaUrls(catalogue);
  const queue = new Queue();
  const player = new Player(queue, urls, preferences);
  const toasts = new Toasts(byId('toasts'), byId('announcer'));
  return { holder: byId('app'), session, preferences, toasts, player, queue, urls, catalogue, api };
}

/**
 * Shows the sign-in, until someone has signed in.
 * @param {Stage} stage
 * @param {string} notice
 */
function showWelcome({ holder, session }, notice) {
  document.title = 'Legato';
  holder.replaceChildren(welcome(session, notice));
}

/**
 * Shows the player for the listener whose session it is.
 * @param {Stage} stage
 * @param {AbortSignal} signal aborted at sign-out
 */
async function showPlayer(stage, signal) {
  const { holder, api } = stage;
  const account = new Account(api);
  holder.replaceChildren(h('div', { class: 'splash', role: 'status', 'aria-label': 'Loading' }));
  try {
    const profile = await account.profile();
    if (!signal.aborted) enter(stage, account, profile, signal);
  } catch (error) {
    if (signal.aborted || error instanceof SignedOutError) return;
    const retry = () => showPlayer(stage, signal);
    holder.replaceChildren(h('main', { id: 'main', class: 'alone' }, failure(error, retry)));
  }
}

/**
 * @param {Stage} stage
 * @param {Account} account
 * @param {import('./core/account.js').Profile} profile
 * @param {AbortSignal} signal
 */
function enter(stage, account, profile, signal) {
  const { api, queue, player, preferences, holder } = stage;
  const imports = new Imports(api);
  const app = new App({ ...stage, account, imports, colours: new CoverColours() }, profile);
  rememberQueue(profile.id, player, queue, preferences, signal);
  const shell = new Shell(app, signal);
  const { list, fallback } = routes(app);
  const router = new Router(list, fallback, shell.main);
  app.attach(router);
  shell.follow(router);
  watchPlayback(app, byId('announcer'), signal);
  watchImports(app, router, signal);
  signal.addEventListener('abort', () => {
    router.stop();
    imports.stop();
  });
  holder.replaceChildren(shell.element);
  router.start();
}

/** The skip link moves the focus itself: the part after `#` of the address names views. */
function bindSkipLink() {
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  });
}

/** @param {Stage} stage */
function run(stage) {
  const { session, player, urls } = stage;
  let visit = new AbortController();
  const leave = () => {
    visit.abort();
    visit = new AbortController();
    player.stop();
    urls.clear();
  };
  session.addEventListener('signedin', () => {
    leave();
    showPlayer(stage, visit.signal);
  });
  session.addEventListener('signedout', (event) => {
    const surprise = /** @type {CustomEvent<boolean>} */ (event).detail;
    leave();
    showWelcome(stage, surprise ? 'You have been signed out. Please sign in again.' : '');
  });
  bindMediaSession(player);
  if (session.signedIn) showPlayer(stage, visit.signal);
  else showWelcome(stage, '');
}

const stage = buildStage();
applyTheme(stage.preferences);
bindSkipLink();
run(stage);
