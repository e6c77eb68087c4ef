// Before a page of the administration: sign in, or a plain refusal with a way on.

import { ApiError } from "../api.js";
import { fill, showForRoles, showView } from "../clerk/elements.js";
import { currentSession, isSignedOut, signOut } from "../clerk/session.js";
import { SignIn } from "../clerk/sign_in.js";

/** @typedef {import("../clerk/session.js").SessionView} SessionView */
/**
 * @typedef {(error: unknown) => boolean} Refused is told what went wrong; whether that was the session being over, or
 *   lacking the role: then this page is no longer in front
 * @typedef {object} Page
 * @property {() => Promise<void>} refresh resolves with the server's answer or without
 * @property {unknown} [view] null as long as there was none
 * @property {() => void} [opened] it is in front
 */

const RETRY_MS = 3_000;
const FORBIDDEN = 403;
const ROLES = ["supervisor", "admin"];

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const element = /** @type {HTMLElement} */ (document.querySelector('[data-view="overview"]'));

/**
 * Shows the page as soon as somebody is signed in who may see it, and it has something to show: nobody can press a
 * button that does not know yet what there is to choose from.
 * @param {(root: HTMLElement, refused: Refused) => Page} make
 * @param {string[]} [roles] any of which will do
 */
export function openPage(make, roles = ROLES) {
  const signIn = new SignIn(signedIn);
  const page = make(element, refused);
  let isRefused = false;

  async function start() {
    try {
      const current = await currentSession();
      if (current) signedIn(current);
      else showSignIn();
    } catch {
      showView("unreachable");
      setTimeout(() => void start(), RETRY_MS);
    }
  }

  function showSignIn() {
    showView("sign_in");
    signIn.open();
  }

  /** @param {SessionView} current */
  function signedIn(current) {
    element.inert = false;
    fill(main, { name: current.clerk.name });
    if (!current.clerk.roles.some((role) => roles.includes(role))) return showRefusal();
    showForRoles(current.clerk.roles);
    element.toggleAttribute("data-admin", current.clerk.roles.includes("admin"));
    if (element.hidden) showView("loading");
    void enter();
  }

  async function enter() {
    isRefused = false;
    await page.refresh();
    if (isRefused || element.inert) return;
    if (page.view === null) {
      showView("unreachable");
      setTimeout(() => void enter(), RETRY_MS);
      return;
    }
    const wasHidden = element.hidden;
    showView("overview");
    if (wasHidden) page.opened?.();
  }

  function showRefusal() {
    isRefused = true;
    showView("refused");
    document.getElementById("refused-title")?.focus();
  }

  /** The session is over (sign in, the page stays behind the form), or it lacks the role. @type {Refused} */
  function refused(error) {
    if (isSignedOut(error)) askAgain();
    else if (error instanceof ApiError && error.status === FORBIDDEN) showRefusal();
    else return false;
    return true;
  }

  function askAgain() {
    if (element.inert) return;
    element.inert = true;
    signIn.reopen();
  }

  document.addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest('[data-session="sign-out"]'))) return;
    void signOut().catch(() => {}).then(showSignIn);
  });
  void start();
}
