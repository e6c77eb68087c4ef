// The clerk's page: sign in, choose a counter, work. A reload returns to where the session stands.

import { Console } from "./console.js";
import { Counters } from "./counters.js";
import { showForRoles, showView } from "./elements.js";
import { bindPreferences } from "./preferences.js";
import { currentSession, isSignedOut, signOut, takeCounter } from "./session.js";
import { SignIn } from "./sign_in.js";

/** @typedef {import("./session.js").SessionView} SessionView */

const RETRY_MS = 3_000;

const consoleElement = /** @type {HTMLElement} */ (document.querySelector('[data-view="console"]'));
const signIn = new SignIn(signedIn);
const counters = new Counters({ taken: enter, failed: (error) => isSignedOut(error) && showSignIn() });
/** @type {Console | null} */
let desk = null;
/** @type {SessionView | null} the last known session: where to return to when it expires */
let last = null;

async function start() {
  try {
    enter(await currentSession());
  } catch {
    showView("unreachable");
    setTimeout(() => void start(), RETRY_MS);
  }
}

/** Goes where the session stands. @param {SessionView | null} session */
function enter(session) {
  if (!session) return showSignIn();
  last = session;
  showForRoles(session.clerk.roles);
  if (!session.counter) return chooseCounter(session);
  showView("console");
  desk?.stop();
  desk = new Console(consoleElement, { clerk: session.clerk.id, office: session.counter.office_id }, expired);
}

/** @param {SessionView} session */
function chooseCounter(session) {
  leave();
  showView("choose_counter");
  counters.show(session);
}

function showSignIn() {
  leave();
  last = null;
  showView("sign_in");
  signIn.open();
}

/** The session ended under running work: the form comes in front, everything behind it stays. */
function expired() {
  if (!desk || consoleElement.inert) return;
  consoleElement.inert = true;
  signIn.reopen();
}

/** @param {SessionView} session */
function signedIn(session) {
  const wasExpired = consoleElement.inert;
  consoleElement.inert = false;
  const same = wasExpired && last?.counter && last.clerk.id === session.clerk.id;
  if (!same) return enter(session);
  if (session.counter?.id === last?.counter?.id) return desk?.resume();
  void changeTo(last?.counter?.id ?? null).then((done) => done || enter(session));
}

/**
 * @param {number | null} counterId null: leave the counter and choose another
 * @returns {Promise<boolean>} whether the server agreed
 */
async function changeTo(counterId) {
  try {
    enter(await takeCounter(counterId));
    return true;
  } catch (error) {
    desk?.showError(error);
    return false;
  }
}

async function leaveHouse() {
  try {
    await signOut();
    showSignIn();
  } catch (error) {
    if (isSignedOut(error)) showSignIn();
    else desk?.showError(error);
  }
}

function leave() {
  desk?.stop();
  desk = null;
}

/** @type {Record<string, () => void>} */
const SESSION_ACTIONS = {
  "change-counter": () => void changeTo(null),
  "sign-out": () => void leaveHouse(),
};

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-session]");
  if (button instanceof HTMLElement) SESSION_ACTIONS[button.dataset.session ?? ""]();
});
bindPreferences(consoleElement, () => desk?.applyPreferences());
void start();
